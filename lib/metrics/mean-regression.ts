import type { Better, Slice, ValueSeries } from "./model";

/** Of a cohort's samples so far: their number, mean, and sum of squared deviations from it. */
export interface Moments {
  n: number;
  mean: number;
  m2: number;
}

export interface MeanState {
  canary: Moments;
  baseline: Moments;
}

const none: Moments = { n: 0, mean: 0, m2: 0 };
export const noValues: MeanState = { canary: none, baseline: none };

/** By Welford's recurrence, which loses nothing to a large mean. */
export function addValues(before: Moments, window: readonly Slice<ValueSeries>[]): Moments {
  let { n, mean, m2 } = before;
  for (const { of, from, to } of window)
    for (let index = from; index < to; index += 1) {
      const value = of.v[index] ?? 0;
      n += 1;
      const off = value - mean;
      mean += off / n;
      m2 += off * (value - mean);
    }
  return { n, mean, m2 };
}

interface Question {
  better: Better;
  alpha: number;
  /** Per cohort: where the sequence is tightest. */
  plannedSamples: number;
}

/**
 * The least by which the canary's mean is worse, at an error of α over all looks: Δ − m, with m the half width of a one-sided asymptotic
 * confidence sequence (Waudby-Smith et al., "Time-uniform central limit theory and asymptotic confidence sequences").
 */
export function leastWorse(
  { canary, baseline }: MeanState,
  { better, alpha, plannedSamples }: Question,
): number {
  const difference = better === "lower" ? canary.mean - baseline.mean : baseline.mean - canary.mean;
  const standardError = Math.sqrt(varianceOf(canary) / canary.n + varianceOf(baseline) / baseline.n);
  const n = Math.min(canary.n, baseline.n);
  const u = (n / plannedSamples) * (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha)));
  const width = Math.sqrt(((2 * (u + 1)) / u) * Math.log(1 + Math.sqrt(u + 1) / (2 * alpha)));
  return difference - standardError * width;
}

function varianceOf({ n, m2 }: Moments): number {
  return n < 2 ? 0 : m2 / (n - 1);
}
