import { z } from "zod";
import { Digest, Key, line, Sha256Hex, Slug } from "@/lib/platform/names";
import { targetResults } from "./target-freshness";

const some = { min: 1, max: 100 } as const;

/** Whose targets a runner asks for. */
const asked = {
  releases: z
    .array(Slug)
    .min(some.min)
    .max(some.max)
    .optional()
    .describe("Only of these releases; of any that the machine sees unless told"),
  components: z
    .array(Key)
    .min(some.min)
    .max(some.max)
    .optional()
    .describe("Only of releases that carry one of these components"),
};
export const ClaimTargetCheck = z.strictObject(asked);

const artifact = {
  component: z.string(),
  bundle: z.string().describe("Digest of the bundle that is gone back to"),
  kind: z.string(),
  name: z.string(),
  uri: z.string().nullable().describe("Where it lies, by its manifest; null: the manifest does not say"),
};

/** What a runner is given to fetch: each artifact, where it lies and what it has to hash to. */
export const TargetCheck = z.strictObject({
  id: z.uuid(),
  release: z.string(),
  dueAt: z.string().describe("Until when it is the caller's alone"),
  artifacts: z.array(z.strictObject({ ...artifact, sha256: z.string(), size: z.number() })),
});
export type TargetCheck = z.output<typeof TargetCheck>;

export const TargetHandedOut = z.strictObject({
  check: TargetCheck.nullable().describe("null: nothing is due"),
});

const ArtifactSaid = z.strictObject({
  component: Key,
  kind: line(100),
  name: line(300),
  result: z
    .enum(targetResults)
    .describe("unreachable: nothing is known, as where this runner may not fetch it"),
  sha256: Sha256Hex.optional().describe("Of what was read to its end; needed where it is verified"),
  note: line(500).optional().describe("What was found; needed where it is not verified"),
});
export type ArtifactSaid = z.output<typeof ArtifactSaid>;

/** What a runner found: something of each artifact that it was given, once. */
export const TargetSaid = z.strictObject({ artifacts: z.array(ArtifactSaid).min(1).max(10_000) });
export type TargetSaid = z.output<typeof TargetSaid>;
export const EndTargetCheck = z.strictObject({
  release: Slug,
  check: z.uuid(),
  artifacts: TargetSaid.shape.artifacts,
});

export const AskForTarget = z.strictObject({ release: Slug });

export const freshnessStates = ["verified", "differs", "never", "out-of-date", "not-verifiable"] as const;

const moment = z.string().describe("RFC 3339");
const Failed = z.strictObject({
  result: z.enum(targetResults),
  at: moment,
  by: z.string().describe("Title of the runner's machine"),
  note: z.string().nullable(),
});

/** Whether what a plan goes back to can be fetched, as a runner found it. */
export const TargetAnswer = z.strictObject({
  state: z.enum(freshnessStates),
  summary: z.string().describe("The same in words"),
  at: moment.nullable().describe("Since when all of it is verified; null: it is not"),
  until: moment.nullable().describe("Until when that counts, or counted; null: it never did"),
  validFor: z.string().describe("For how long a verification counts"),
  isDeclared: z
    .boolean()
    .describe("The plan says so itself: exposure grows only while the target is verified"),
  target: z.record(z.string(), Digest.nullable()).describe("By component; null: nothing is gone back to"),
  artifacts: z.array(
    z.strictObject({
      ...artifact,
      sha256: z.string().nullable().describe("null: a model hosted elsewhere"),
      state: z.enum(["verified", "out-of-date", "never", "missing", "differs", "not-verifiable"]),
      verified: z
        .strictObject({ at: moment, by: z.string(), until: moment })
        .nullable()
        .describe("When it was last found as agreed"),
      failed: Failed.nullable().describe("What was found since, or instead"),
    }),
  ),
  asked: z
    .strictObject({ by: z.string(), at: moment })
    .nullable()
    .describe("Who asked for it anew; null: nobody, or a runner has looked since"),
  underWay: z
    .strictObject({ by: z.string(), since: moment, until: moment })
    .nullable()
    .describe("The runner that fetches it now, and when others may"),
});
export type TargetAnswer = z.output<typeof TargetAnswer>;
