import type { EventSeries, Slice } from "./model";

/** Rate ratios that are weighed against the largest harmless one, θ0: so many, log-spaced from 1.08 θ0 to 10 θ0. */
const alternatives = 24;
const nearest = 1.08;
const farthest = 10;

/** Events of a cohort. */
export interface Counts {
  bad: number;
  total: number;
}

/** What is carried from step to step: ln of the likelihood ratio of each alternative, and the events counted so far. */
export interface RateState {
  logRatios: readonly number[];
  canary: number;
  baseline: number;
}

export const noEvents: RateState = {
  logRatios: Array.from({ length: alternatives }, () => 0),
  canary: 0,
  baseline: 0,
};

export function countsIn(window: readonly Slice<EventSeries>[]): Counts {
  let [bad, total] = [0, 0];
  for (const { of, from, to } of window) {
    const { sums } = of;
    if (sums !== undefined) {
      bad += (sums.bad[to] ?? 0) - (sums.bad[from] ?? 0);
      total += (sums.total[to] ?? 0) - (sums.total[from] ?? 0);
      continue;
    }
    for (let index = from; index < to; index += 1) {
      bad += of.bad[index] ?? 0;
      total += of.total[index] ?? 0;
    }
  }
  return { bad, total };
}

/** The same series with its sums. */
export function withSums({ t, bad, total }: EventSeries): EventSeries {
  return { t, bad, total, sums: { bad: summed(bad), total: summed(total) } };
}

function summed(counts: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(counts.length + 1);
  for (let index = 0; index < counts.length; index += 1)
    sums[index + 1] = (sums[index] ?? 0) + (counts[index] ?? 0);
  return sums;
}

/**
 * One more step of the e-process against H0: rate ratio ≤ θ0. Given the bad events of both cohorts, those of the canary are binomial with
 * p(θ) = θw ÷ (θw + 1 − w), w its share of the exposures; steps in which either cohort had none add nothing.
 */
export function addStep(
  theta0: number,
  before: RateState,
  { canary, baseline }: { canary: Counts; baseline: Counts },
): RateState {
  const counted = { canary: before.canary + canary.total, baseline: before.baseline + baseline.total };
  if (canary.total === 0 || baseline.total === 0) return { ...before, ...counted };
  const w = canary.total / (canary.total + baseline.total);
  const rest = theta0 * w + 1 - w;
  const logRatios = before.logRatios.map((log, index) => {
    const theta = thetaAt(theta0, index);
    const own = theta * w + 1 - w;
    // p(θ) ÷ p(θ0) and (1 − p(θ)) ÷ (1 − p(θ0)), w and 1 − w cancelled.
    return log + canary.bad * Math.log((theta / theta0) * (rest / own)) + baseline.bad * Math.log(rest / own);
  });
  return { logRatios, ...counted };
}

function thetaAt(theta0: number, index: number): number {
  return theta0 * nearest * (farthest / nearest) ** (index / (alternatives - 1));
}

/** ln E, the mean over the alternatives; a breach at −ln α keeps the rate of false alarms at α however often one looks (Ville). */
export function logEvidence({ logRatios }: RateState): number {
  const most = Math.max(...logRatios);
  const sum = logRatios.reduce((total, log) => total + Math.exp(log - most), 0);
  return most + Math.log(sum) - Math.log(logRatios.length);
}
