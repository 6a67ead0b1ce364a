import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { ingestSamples } from "./ingest-samples";
import { mostSamples } from "./model";

interface Sent {
  labels: Readonly<Record<string, string>>;
  samples: readonly { t: number; v: number }[];
}

export interface WriteOutcome {
  accepted: number;
  duplicates: number;
  /** Series that name neither release nor cohort: they are of something else. */
  unlabelled: number;
  /** By why they were refused, how many samples; with an example. */
  refused: Map<string, { count: number; example: string }>;
}

const releaseLabel = "countersign_release";
const cohortLabel = "cohort";

/** Stores series that a Prometheus writes: two labels say release and cohort, the others stay labels. */
export async function writeSamples(
  kernel: Kernel,
  { actor, series, keptMs }: { actor: Actor; series: readonly Sent[]; keptMs: number },
): Promise<WriteOutcome> {
  const outcome: WriteOutcome = { accepted: 0, duplicates: 0, unlabelled: 0, refused: new Map() };
  const sent: { metric: string }[] = [];
  for (const { labels: all, samples } of series) {
    const { __name__: metric = "", [releaseLabel]: release, [cohortLabel]: cohort, ...labels } = all;
    if (release === undefined && cohort === undefined) {
      outcome.unlabelled += 1;
      continue;
    }
    const named = { metric, cohort, labels, ...(release === undefined ? {} : { release }) };
    for (const { t, v } of samples) sent.push({ ...named, t, v } as { metric: string });
  }
  for (let from = 0; from < sent.length; from += mostSamples) {
    const batch = sent.slice(from, from + mostSamples);
    const { accepted, duplicates, rejected } = await ingestSamples(kernel, { actor, sent: batch, keptMs });
    outcome.accepted += accepted;
    outcome.duplicates += duplicates;
    for (const { index, code } of rejected) {
      const known = outcome.refused.get(code) ?? { count: 0, example: batch[index]?.metric ?? "" };
      outcome.refused.set(code, { ...known, count: known.count + 1 });
    }
  }
  return outcome;
}

/** For the sender's log; null: nothing was refused. */
export function refusalText(
  { accepted, unlabelled, refused }: WriteOutcome,
  histograms: number,
): string | null {
  const reasons = [
    ...(unlabelled === 0 ? [] : [`${unlabelled} series with neither ${releaseLabel} nor ${cohortLabel}`]),
    ...[...refused].map(
      ([code, { count, example }]) => `${count} samples ${code} (such as ${example.slice(0, 128)})`,
    ),
    ...(histograms === 0 ? [] : [`${histograms} native histograms, which are not read`]),
  ];
  return reasons.length === 0
    ? null
    : `Refused: ${reasons.join("; ")}. The other ${accepted} samples are stored.`;
}
