import type { Interruption } from "@/lib/rollouts/exposure-model";
import { durationMs } from "@/lib/platform/durations";
import { criterionDigest, isRegression } from "./criterion-digest";
import type { Verdict } from "./model";
import type { Criteria, Criterion } from "./schemas";
import { lagMsOf, type Trailing } from "./track-model";

/** How an agreed criterion stands for what is exposed; times in epoch ms. */
export interface CriterionFact {
  key: string;
  /** The exposure in percent from which it applies; 0: any above 0. */
  from: number;
  severity: Criterion["severity"];
  /** Shown, and triggers nothing. */
  shadow: boolean;
  /** null: nothing was evaluated yet. */
  verdict: Verdict | null;
  since: number | null;
  /** Until when the last evaluation counts: a verdict that nobody renews is none. null: there is none. */
  freshUntil: number | null;
}

/** When a criterion came to stand otherwise, in order; null: a decision had it begin again. */
export type Changes = [at: number, verdict: Verdict | null][];

/** A criterion as it is evaluated, with the times at which it came to stand otherwise. */
export interface TrackRow {
  digest: string;
  candidate: string;
  source?: "promql" | null | undefined;
  verdict: Verdict | null;
  since: number | null;
  lastAt: number | null;
  changes: Changes;
}

/** So many steps may be missed before a verdict counts as none. */
const missable = 3;

/** Each agreed criterion with its verdict on a candidate; one that is not evaluated has none. */
export function criterionFacts(
  criteria: Criteria,
  tracks: readonly TrackRow[],
  candidate: string | null,
): CriterionFact[] {
  const find = finder(criteria, tracks, candidate);
  return criteria.map((criterion) => {
    const track = find(criterion);
    const { key, from, severity, shadow } = criterion;
    return {
      key,
      from: from ?? 0,
      severity,
      shadow,
      verdict: track?.verdict ?? null,
      since: track?.since ?? null,
      freshUntil: freshUntilOf({ document: criterion, source: track?.source }, track?.lastAt ?? null),
    };
  });
}

/** Until when an evaluation counts (epoch ms); null: there is none. */
export function freshUntilOf(criterion: Trailing, lastAt: number | null): number | null {
  const stepMs = durationMs(criterion.document.step);
  return lastAt === null ? null : lastAt + lagMsOf(criterion) + (missable + 1) * stepMs;
}

/** What a criterion is taken for at a time: its verdict, or that nobody has evaluated it lately. */
export function verdictAt({ verdict, freshUntil }: CriterionFact, now: number): Verdict | "not-evaluated" {
  if (verdict === null || freshUntil === null) return "not-evaluated";
  // A breach is none the less one because nobody looked since.
  return now < freshUntil || verdict === "breach" ? verdict : "not-evaluated";
}

/** Times in which a criterion kept a soak from counting; those in shadow, and those that only warn, keep nothing. */
export function criterionInterruptions(
  criteria: Criteria,
  tracks: readonly TrackRow[],
  candidate: string | null,
): Interruption[] {
  const find = finder(criteria, tracks, candidate);
  return criteria
    .filter(({ severity, shadow }) => severity !== "warn" && !shadow)
    .flatMap((criterion) => {
      const changes = find(criterion)?.changes ?? [];
      return changes.flatMap(([from, verdict], index): Interruption[] =>
        verdict === "breach" || verdict === "withheld"
          ? [{ kind: verdict, from, to: changes[index + 1]?.[0] ?? null }]
          : [],
      );
    });
}

function finder(criteria: Criteria, tracks: readonly TrackRow[], candidate: string | null) {
  const regressions = criteria.filter(isRegression).length;
  return (criterion: Criterion) => {
    const digest = criterionDigest(criterion, regressions);
    return tracks.find((each) => each.digest === digest && each.candidate === candidate);
  };
}
