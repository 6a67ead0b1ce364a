import { durationMs } from "@/lib/platform/durations";
import { type Aggregate, aggregateNamed } from "./aggregate";
import { type FoldRule } from "./fold";
import type { Better } from "./model";
import type { CriterionToTry } from "./schemas";

export type Holds = (value: number) => boolean;

/** A comparison of a value that is computed from a window of samples. */
export interface ComparedLook {
  kind: "threshold" | "ratio" | "delta";
  aggregate: Aggregate;
  windowMs: number;
  breach: Holds;
  /** Safe enough to leave a breach. */
  isSafe: Holds;
  minSamples: number;
  maxAgeMs: number | null;
}

export interface RateLook {
  kind: "rate-regression";
  windowMs: number;
  theta0: number;
  alpha: number;
  minSamples: number;
}

export interface MeanLook {
  kind: "mean-regression";
  windowMs: number;
  better: Better;
  delta: number;
  alpha: number;
  plannedSamples: number;
  minSamples: number;
}

export interface BurnLook {
  kind: "burn-rate";
  /** Share of events that may be bad. */
  budget: number;
  /** In the order of the document. */
  pairs: { factor: number; longMs: number; shortMs: number }[];
  minSamples: number;
}

/** A criterion read into numbers, once for all its evaluations; times in ms. */
export interface Compiled {
  stepMs: number;
  /** How far back an evaluation reads. */
  reachMs: number;
  /** Two cohorts are read. */
  isCompared: boolean;
  look: ComparedLook | RateLook | MeanLook | BurnLook;
  rule: FoldRule;
}

/** What a criterion's document does not say itself. */
export interface Meaning {
  /** Of its metric; absent: lower. */
  better?: Better | undefined;
  /** How many regressions of the release share one alpha; absent: this one alone. */
  regressions?: number | undefined;
}

export function compile(criterion: CriterionToTry, meaning: Meaning = {}): Compiled {
  const look = lookOf(criterion, meaning);
  const stepMs = durationMs(criterion.step);
  return {
    stepMs,
    reachMs: reachOf(look, stepMs),
    isCompared: look.kind !== "threshold" && look.kind !== "burn-rate",
    look,
    rule: {
      stepMs,
      forMs: "for" in criterion && criterion.for !== undefined ? durationMs(criterion.for) : 0,
      ring: "mOfN" in criterion ? (criterion.mOfN ?? null) : null,
      latch: criterion.latch,
      clearForMs: "clearFor" in criterion ? durationMs(criterion.clearFor) : 0,
      graceMs: criterion.noDataGrace === undefined ? null : durationMs(criterion.noDataGrace),
      onNoData: criterion.onNoData,
    },
  };
}

function reachOf(look: Compiled["look"], stepMs: number): number {
  if (look.kind === "burn-rate") return Math.max(...look.pairs.map(({ longMs }) => longMs));
  // A regression counts every sample once, also those between one window and the next step.
  const counts = look.kind === "rate-regression" || look.kind === "mean-regression";
  return counts ? Math.max(look.windowMs, stepMs) : look.windowMs;
}

function lookOf(criterion: CriterionToTry, { better = "lower", regressions = 1 }: Meaning): Compiled["look"] {
  switch (criterion.kind) {
    case "threshold":
    case "ratio":
    case "delta": {
      const breach = holdsFor(criterion.breach);
      const { maxSampleAge: age, clear } = criterion;
      return {
        kind: criterion.kind,
        aggregate: aggregateNamed(criterion.agg),
        windowMs: durationMs(criterion.window),
        breach,
        isSafe: clear === undefined ? (value) => !breach(value) : holdsFor(clear),
        minSamples: criterion.minSamples,
        maxAgeMs: age === undefined ? null : durationMs(age),
      };
    }
    case "rate-regression":
      return {
        kind: criterion.kind,
        windowMs: durationMs(criterion.window),
        theta0: 1 + Number(criterion.margin),
        alpha: Number(criterion.alpha) / regressions,
        minSamples: criterion.minSamples,
      };
    case "mean-regression":
      return {
        kind: criterion.kind,
        windowMs: durationMs(criterion.window),
        better,
        delta: Number(criterion.delta),
        alpha: Number(criterion.alpha) / regressions,
        plannedSamples: criterion.plannedSamples,
        minSamples: criterion.minSamples,
      };
    case "burn-rate":
      return {
        kind: criterion.kind,
        budget: 1 - Number(criterion.objective),
        pairs: criterion.factors.map(({ factor, long, short }) => ({
          factor: Number(factor),
          longMs: durationMs(long),
          shortMs: durationMs(short),
        })),
        minSamples: criterion.minSamples,
      };
  }
}

function holdsFor({ op, value }: { op: ">" | ">=" | "<" | "<="; value: string }): Holds {
  const bound = Number(value);
  switch (op) {
    case ">":
      return (found) => found > bound;
    case ">=":
      return (found) => found >= bound;
    case "<":
      return (found) => found < bound;
    case "<=":
      return (found) => found <= bound;
  }
}
