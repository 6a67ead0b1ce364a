import { z } from "zod";
import { fields, type Finding, type Sound } from "@/lib/platform/cross-checks";
import { durationMs, PositiveDuration } from "@/lib/platform/durations";
import { Digest, Key, line } from "@/lib/platform/names";

const targetExpected = "baseline, none, or an object with a digest per component";
const TargetBundle = z
  .union(
    [
      z.enum(["baseline", "none"]),
      z
        .record(Key, Digest)
        .refine((value) => Object.keys(value).length > 0, { error: `expected ${targetExpected}` }),
    ],
    {
      error: () => `expected ${targetExpected}`,
    },
  )
  .meta({ description: targetExpected });

const exposureExpected = "expected a number from 0 to below 100";
export const Target = fields({
  bundle: TargetBundle,
  /** For how long it counts that a runner fetched and verified it; with it, exposure grows only while that is so. */
  validFor: PositiveDuration.optional(),
  exposurePercent: z
    .number({ error: () => exposureExpected })
    .min(0, { error: exposureExpected })
    .lt(100, { error: exposureExpected })
    .default(0),
  flags: z.record(line(200), z.boolean({ error: () => "expected true or false" })).default({}),
  dataSnapshot: line(500).nullable().default(null),
});
export type Target = z.output<typeof Target>;

export function targetFindings(target: Sound<Target> | undefined, path: readonly PropertyKey[]): Finding[] {
  if (target?.bundle !== "none") return [];
  const findings: Finding[] = [];
  if (target.exposurePercent !== undefined && target.exposurePercent !== 0)
    findings.push({
      path: [...path, "exposurePercent"],
      message: `${target.exposurePercent} percent cannot be served by no bundle`,
      expected: "0 with bundle: none",
    });
  if (target.validFor !== undefined)
    findings.push({
      path: [...path, "validFor"],
      message: "it stands without anything that could be fetched",
      expected: "none with bundle: none",
    });
  return findings;
}

/** By component the digest that is gone back to; null: nothing, as of a first release. */
export type TargetDigests = Readonly<Record<string, string | null>>;

/** What a plan goes back to, with the baselines as they were pinned at the start. */
export function targetOf(
  { bundle }: Pick<Target, "bundle">,
  components: readonly { key: string; baseline: string | null }[],
): Record<string, string | null> {
  return Object.fromEntries(
    components.map(({ key, baseline }) => [
      key,
      bundle === "none" ? null : bundle === "baseline" ? baseline : (bundle[key] ?? baseline),
    ]),
  );
}

/** For how long a verification counts where the plan does not say. */
const usualValidity = "7d";

export function validityOf({ validFor }: Pick<Target, "validFor">): { text: string; ms: number } {
  const text = validFor ?? usualValidity;
  return { text, ms: durationMs(text) };
}
