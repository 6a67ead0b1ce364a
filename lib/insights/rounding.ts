const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Below which time values are told to which step. Each bound is a whole number of the steps on both sides. */
const steps = [
  { below: minuteMs, step: secondMs },
  { below: 10 * minuteMs, step: 10 * secondMs },
  { below: 2 * hourMs, step: 2 * minuteMs },
  { below: 12 * hourMs, step: 15 * minuteMs },
  { below: 2 * dayMs, step: hourMs },
  { below: 10 * dayMs, step: 4 * hourMs },
] as const;

/**
 * A time as figures tell it, ms: to the nearest step for its size, a day beyond ten days. It never orders two times otherwise than they
 * are, so that a percentile of rounded values is the percentile, rounded.
 */
export function roundedMs(ms: number): number {
  const step = steps.find(({ below }) => ms < below)?.step ?? dayMs;
  return Math.round(ms / step) * step;
}

/** The smallest value that so large a share of all does not exceed (nearest rank); null: there is none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
