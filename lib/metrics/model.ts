/** One series of a metric: samples in the order of their times (epoch ms), none twice; a value may be NaN or infinite. */
export interface ValueSeries {
  t: ArrayLike<number>;
  v: ArrayLike<number>;
}

/** The same of a metric of events: counts since the series' previous sample. */
export interface EventSeries {
  t: ArrayLike<number>;
  bad: ArrayLike<number>;
  total: ArrayLike<number>;
  /** Of the first n samples, at n: what long histories carry, so that a window is two of them. Counts are whole, so both ways are equal. */
  sums?: { bad: Float64Array; total: Float64Array };
}

export type Series = ValueSeries | EventSeries;

/** A series as a statement gathers it; of a value there is no total. */
export interface SeriesRow {
  cohort: string;
  t: number[];
  v: number[];
  total: (number | null)[];
}

export function seriesOf({ t, v, total }: Omit<SeriesRow, "cohort">): Series {
  return total[0] === null ? { t, v } : { t, bad: v, total: total.map((each) => each ?? 0) };
}

/** Samples `from ≤ index < to` of a series: what of it lies in a window. */
export interface Slice<Of extends Series = Series> {
  of: Of;
  from: number;
  to: number;
}

export const inconclusive = ["invalid", "no-data", "stale", "insufficient"] as const;
export type Inconclusive = (typeof inconclusive)[number];

/** What one evaluation finds. */
export type Raw = "hit" | "clear" | Inconclusive;

export const verdicts = ["ok", "building", "breach", "withheld", ...inconclusive] as const;
/** What the evaluations so far amount to. */
export type Verdict = (typeof verdicts)[number];

export function isInconclusive(raw: Raw): raw is Inconclusive {
  return raw !== "hit" && raw !== "clear";
}

/** One evaluation of a criterion, before it is folded. */
export interface Look {
  raw: Raw;
  /** null: it was not computed. */
  value: number | null;
  /** Whether the value is safe enough to leave a breach by. */
  isSafe: boolean;
  /** Samples read, of both cohorts where two are read. */
  samples: number;
}

/** Which way a metric is good. */
export const betterWays = ["lower", "higher"] as const;
export type Better = (typeof betterWays)[number];
export const metricKinds = ["value", "events"] as const;
export type MetricKind = (typeof metricKinds)[number];
export const metricSources = ["push", "promql"] as const;
export type MetricSource = (typeof metricSources)[number];
export const cohorts = ["baseline", "canary", "shadow"] as const;
export type Cohort = (typeof cohorts)[number];
/** Samples of one request. */
export const mostSamples = 10_000;
