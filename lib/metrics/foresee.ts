import { backtest } from "./backtest";
import { compile } from "./compile";
import { type DrillSample, type Injection, paceOf, samplesBetween } from "./failure-modes";
import type { Series } from "./model";

export interface Foreseen {
  willBeFound: boolean;
  /** What the criterion will say; null: nothing that stops anything. */
  as: "breach" | "withheld" | null;
  /** Time from the failure to the evaluation that says so, ms; the evaluation trails by the criterion's lag. */
  afterMs: number | null;
  /** Why it will not be found: something is stopped before it fails, or it is never ok; it fails and the criterion does not say so. */
  because: "not-ok-before" | "not-seen" | null;
  /** Until so long after the failure it was looked, ms. */
  lookedMs: number;
  /** Whether that is as long as it takes: it was found, or everything has shown itself by then. */
  isLookedOut: boolean;
}

/** How long a criterion needs healthy samples, ms, before a failure can be told from its beginning. */
export function leadMs({ criterion, meaning }: Pick<Injection, "criterion" | "meaning">): number {
  const compiled = compile(criterion, meaning);
  const counts = compiled.look.kind === "mean-regression" || compiled.look.kind === "rate-regression";
  return 2 * paceOf(compiled).unitMs + (counts ? 20 : 2) * compiled.stepMs;
}

/**
 * Whether a criterion will find the failure of a drill that is not mended: by evaluating the very samples that it will have.
 * @param from since when it is evaluated, and reads samples: not before the first of them
 * @param until when it is looked no further, where that is sooner than everything has shown itself
 */
export function foresee(
  injection: Injection,
  { from = injection.startedAt, until = Infinity }: { from?: number; until?: number } = {},
): Foreseen {
  const { criterion, meaning, mode } = injection;
  const failsAt = injection.failsAt ?? from + leadMs(injection);
  const compiled = compile(criterion, meaning);
  const { unitMs, rampMs, leakMs } = paceOf(compiled);
  const growsMs = { ramp: rampMs, "slow-leak": leakMs }[mode as string] ?? 0;
  const { forMs, graceMs, ring } = compiled.rule;
  const patienceMs = 24 * unitMs + forMs + (graceMs ?? 0) + (ring?.n ?? 0) * compiled.stepMs;
  const end = failsAt + growsMs + patienceMs;
  const to = Math.min(end, until);
  const samples = samplesBetween({ ...injection, failsAt, mendedAt: null }, from - 1, to);
  const read = samples.filter(({ labels }) => isSelected(labels, criterion.where ?? {}));
  const ofCohort = (cohort: string) => seriesFrom(read.filter((each) => each.cohort === cohort));
  let [before, found] = ["", null as { at: number; verdict: "breach" | "withheld" } | null];
  const history = { canary: ofCohort("canary"), baseline: ofCohort("baseline") };
  backtest(compiled, { from, to, ...history }, ({ at, verdict }) => {
    if (at < failsAt) before = verdict;
    if (verdict === "breach" || verdict === "withheld") found ??= { at, verdict };
  });
  const looked = { lookedMs: Math.max(0, to - failsAt), isLookedOut: found !== null || to === end };
  return { ...foreseenBy({ found, isOkBefore: before === "ok", failsAt }), ...looked };
}

/** What is not ok yet, for want of samples, may still find it; what stops something before it fails cannot tell it. */
function foreseenBy({
  found,
  isOkBefore,
  failsAt,
}: {
  found: { at: number; verdict: "breach" | "withheld" } | null;
  isOkBefore: boolean;
  failsAt: number;
}): Omit<Foreseen, "lookedMs" | "isLookedOut"> {
  if (found !== null && found.at >= failsAt)
    return { willBeFound: true, as: found.verdict, afterMs: found.at - failsAt, because: null };
  const because = found === null && isOkBefore ? "not-seen" : "not-ok-before";
  return { willBeFound: false, as: null, afterMs: null, because };
}

function isSelected(labels: Record<string, string>, where: Record<string, string>): boolean {
  return Object.entries(where).every(([name, value]) => labels[name] === value);
}

/** By their labels, in the order in which live evaluation reads them. */
function seriesFrom(samples: readonly DrillSample[]): Series[] {
  const found = new Map<DrillSample["labels"], DrillSample[]>();
  for (const each of samples) {
    const own = found.get(each.labels) ?? [];
    if (own.push(each) === 1) found.set(each.labels, own);
  }
  const keyOf = (labels: DrillSample["labels"]) => JSON.stringify(Object.entries(labels).sort());
  return [...found]
    .toSorted(([a], [b]) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map(([, own]) => {
      const t = own.map((each) => each.t);
      const values = own.flatMap((each) => ("v" in each ? [each.v] : []));
      if (values.length > 0) return { t, v: values };
      const counts = own.flatMap((each) => ("bad" in each ? [each] : []));
      return { t, bad: counts.map(({ bad }) => bad), total: counts.map(({ total }) => total) };
    });
}
