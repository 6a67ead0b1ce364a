import { plainDecimal } from "@/lib/platform/decimals";
import { advise, type Advised, isAdvisable } from "./advisor";
import { backtest, type Backtest, firstAt } from "./backtest";
import { chartOf, type ChartModel, numberText, withUnit } from "./chart";
import { compile, type Compiled, type Meaning } from "./compile";
import { criterionSentence } from "./criterion-sentence";
import type { Series } from "./model";
import type { CriterionToTry } from "./schemas";
import { breachesOf, type Incident, type Score, scoreOf } from "./score";

export interface TrialAsked {
  criterion: CriterionToTry;
  meaning: Meaning;
  unit: string;
  /** Epoch ms. */
  from: number;
  to: number;
  incidents: readonly Incident[];
  /** Of the reader, for the times of the axis. */
  zone: string;
}

export interface Trial extends Omit<Backtest, "transitions"> {
  sentence: string;
  chart: ChartModel;
  /** The first of them, which is what a page lists. */
  transitions: Backtest["transitions"];
  transitionCount: number;
  /** null: no incident is labelled. */
  score: Score | null;
  /** null: no incident is labelled, or the kind has no threshold. */
  advice: Omit<Advised, "delaysMs">[] | null;
}

const mostTransitions = 40;
/** Evaluations that a page draws and advises on: each minute five weeks. */
export const mostTried = 50_000;

/** Runs a criterion over history and decides what a page shows of it; on the server and, for a file, in the browser. */
export function trialOf(
  { criterion, meaning, unit, from, to, incidents, zone }: TrialAsked,
  history: { canary: readonly Series[]; baseline: readonly Series[] },
): Trial {
  const compiled = compile(criterion, meaning);
  const start = Math.max(from, to - mostTried * compiled.stepMs);
  const span = { from: start, to };
  const [canary, baseline] = [
    cohortValues(compiled, criterion, { ...span, series: history.canary }),
    cohortValues(compiled, criterion, { ...span, series: history.baseline }),
  ];
  const evaluations: Parameters<typeof chartOf>[0]["evaluations"][number][] = [];
  const { transitions, ...found } = backtest(compiled, { ...span, ...history }, ({ at, value, verdict }) =>
    evaluations.push({
      at,
      value,
      verdict,
      canary: canary.get(at) ?? null,
      baseline: baseline.get(at) ?? null,
    }),
  );
  const isLabelled = incidents.length > 0;
  const compared = comparedWords(criterion);
  const measured = measuredWords(criterion, unit);
  return {
    ...found,
    sentence: criterionSentence(criterion, { unit }),
    transitions: transitions.slice(0, mostTransitions),
    transitionCount: transitions.length,
    chart: chartOf({
      ...span,
      stepMs: compiled.stepMs,
      evaluations,
      incidents,
      zone,
      measured,
      compared,
      bound: boundOf(compiled, criterion, (compared ?? measured).unit),
    }),
    score: isLabelled ? ownScore(compiled, { ...span, ...history, incidents }) : null,
    advice:
      isLabelled && isAdvisable(criterion)
        ? advise(criterion, meaning, { ...span, ...history, incidents }).map(({ delaysMs: _, ...one }) => one)
        : null,
  };
}

type Span = { from: number; to: number };

/** Each breach on its own, whatever the latch. */
function ownScore(
  compiled: Compiled,
  {
    incidents,
    ...history
  }: Span & { canary: readonly Series[]; baseline: readonly Series[]; incidents: readonly Incident[] },
): Score {
  const { see, breaches } = breachesOf();
  backtest({ ...compiled, rule: { ...compiled.rule, latch: false } }, history, ({ at, verdict }) =>
    see(at, verdict),
  );
  return scoreOf(breaches, incidents);
}

/** What one cohort alone measured at each evaluation, over the criterion's own window. */
function cohortValues(
  compiled: Compiled,
  criterion: CriterionToTry,
  { series, ...span }: Span & { series: readonly Series[] },
): Map<number, number> {
  const values = new Map<number, number>();
  if (series.length === 0) return values;
  const alone: Compiled = { ...compiled, isCompared: false, look: lookAlone(compiled, criterion) };
  backtest(alone, { ...span, canary: series, baseline: [] }, ({ at, value }) => {
    if (value !== null && Number.isFinite(value)) values.set(at, value);
  });
  return values;
}

function lookAlone({ look, stepMs }: Compiled, criterion: CriterionToTry): Compiled["look"] {
  if (look.kind === "threshold" || look.kind === "ratio" || look.kind === "delta")
    return { ...look, kind: "threshold", minSamples: 1, maxAgeMs: null };
  if (look.kind === "mean-regression") {
    const asThreshold = {
      agg: "mean",
      breach: { op: ">", value: "0" },
      kind: "threshold",
      minSamples: 1,
    } as const;
    const { title, where, step, latch, onNoData, shadow } = criterion;
    const window = `${look.windowMs}ms`;
    return compile({ title, where, step, latch, onNoData, shadow, window, clearFor: "0s", ...asThreshold })
      .look;
  }
  // The share of bad events.
  const windowMs =
    look.kind === "burn-rate" ? Math.min(...look.pairs.map(({ shortMs }) => shortMs)) : look.windowMs;
  const pair = { factor: 1, longMs: Math.max(windowMs, stepMs), shortMs: Math.max(windowMs, stepMs) };
  return { kind: "burn-rate", budget: 1, pairs: [pair], minSamples: 1 };
}

function measuredWords(criterion: CriterionToTry, unit: string): { title: string; unit: string } {
  const name = criterion.metric ?? "the metric";
  switch (criterion.kind) {
    case "threshold":
    case "ratio":
    case "delta":
      return { title: `${criterion.agg} of ${name}`, unit: unitOf(criterion.agg, unit) };
    case "mean-regression":
      return { title: `mean of ${name}`, unit };
    case "rate-regression":
    case "burn-rate":
      return { title: `share of bad events in ${name}`, unit: "" };
  }
}

function unitOf(agg: string, unit: string): string {
  if (agg === "count") return "";
  return agg === "rate" ? `${unit === "1" ? "" : unit}/s` : unit;
}

/** null: what is compared is what is measured. */
function comparedWords(criterion: CriterionToTry): { title: string; unit: string } | null {
  switch (criterion.kind) {
    case "threshold":
      return null;
    case "ratio":
      return { title: "Canary ÷ baseline", unit: "" };
    case "delta":
      return { title: "Canary − baseline", unit: "" };
    case "rate-regression":
      return { title: "Evidence of a worse rate (ln E)", unit: "" };
    case "mean-regression":
      return { title: "Proven difference of means", unit: "" };
    case "burn-rate":
      return { title: "Burn rate ÷ factor", unit: "" };
  }
}

function boundOf(
  { look }: Compiled,
  criterion: CriterionToTry,
  unit: string,
): { value: number; label: string } {
  switch (criterion.kind) {
    case "threshold":
    case "ratio":
    case "delta": {
      const { op, value } = criterion.breach;
      const words = { ">": "above", ">=": "at or above", "<": "below", "<=": "at or below" }[op];
      return { value: Number(value), label: `${words} ${withUnit(plainDecimal(value), unit)}` };
    }
    case "rate-regression": {
      const value = look.kind === "rate-regression" ? -Math.log(look.alpha) : 0;
      return { value, label: `at or above ${numberText(value)}` };
    }
    case "mean-regression":
      return { value: Number(criterion.delta), label: `above ${plainDecimal(criterion.delta)}` };
    case "burn-rate":
      return { value: 1, label: "at or above 1" };
  }
}

/** The time that a history spans, for whoever named none; null: it is empty. */
export function spanOfHistory(series: readonly Series[], stepMs: number): Span | null {
  const ends = series.flatMap(({ t }) => (t.length === 0 ? [] : [t[0] ?? 0, t[t.length - 1] ?? 0]));
  if (ends.length === 0) return null;
  return { from: firstAt(Math.min(...ends), stepMs), to: firstAt(Math.max(...ends), stepMs) };
}
