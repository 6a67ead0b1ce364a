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
  /** Why it will not be found: it is not ok before anything fails; or it fails and the criterion does not say so. */
  because: "not-ok-before" | "not-seen" | null;
}

/** How long a criterion needs healthy samples, ms, before a failure can be told from its beginning. */
export function leadMs({ criterion, meaning }: Pick<Injection, "criterion" | "meaning">): number {
  const compiled = compile(criterion, meaning);
  const counts = compiled.look.kind === "mean-regression" || compiled.look.kind === "rate-regression";
  return 2 * paceOf(compiled).unitMs + (counts ? 20 : 2) * compiled.stepMs;
}

/** Whether a criterion will find the failure of a drill that is not mended: by evaluating the very samples that it will have. */
export function foresee(injection: Injection): Foreseen {
  const { criterion, meaning, startedAt, mode } = injection;
  const failsAt = injection.failsAt ?? startedAt + leadMs(injection);
  const compiled = compile(criterion, meaning);
  const { unitMs, rampMs, leakMs } = paceOf(compiled);
  const growsMs = { ramp: rampMs, "slow-leak": leakMs }[mode as string] ?? 0;
  const { forMs, graceMs, ring } = compiled.rule;
  const patienceMs = 24 * unitMs + forMs + (graceMs ?? 0) + (ring?.n ?? 0) * compiled.stepMs;
  const to = failsAt + growsMs + patienceMs;
  const samples = samplesBetween({ ...injection, failsAt, mendedAt: null }, startedAt - 1, to);
  const read = samples.filter(({ labels }) => isSelected(labels, criterion.where ?? {}));
  const ofCohort = (cohort: string) => seriesFrom(read.filter((each) => each.cohort === cohort));
  let [before, found] = ["", null as { at: number; verdict: "breach" | "withheld" } | null];
  const history = { canary: ofCohort("canary"), baseline: ofCohort("baseline") };
  backtest(compiled, { from: startedAt, to, ...history }, ({ at, verdict }) => {
    if (at < failsAt) before = verdict;
    else if (verdict === "breach" || verdict === "withheld") found ??= { at, verdict };
  });
  const because = before === "ok" ? (found === null ? "not-seen" : null) : "not-ok-before";
  const counted = because === null ? found : null;
  return {
    willBeFound: counted !== null,
    as: counted?.verdict ?? null,
    afterMs: counted === null ? null : counted.at - failsAt,
    because,
  };
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
