const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Below which time values are told to which step. Each bound is a whole number of the steps on both sides. */
export const roundingSteps = [
  { below: 2 * minuteMs, step: 5 * secondMs },
  { below: 4 * minuteMs, step: 15 * secondMs },
  { below: 8 * minuteMs, step: 30 * secondMs },
  { below: 16 * minuteMs, step: minuteMs },
  { below: 40 * minuteMs, step: 2 * minuteMs },
  { below: 2 * hourMs, step: 5 * minuteMs },
  { below: 4 * hourMs, step: 15 * minuteMs },
  { below: 8 * hourMs, step: 30 * minuteMs },
  { below: dayMs, step: hourMs },
  { below: 2 * dayMs, step: 3 * hourMs },
  { below: 4 * dayMs, step: 6 * hourMs },
  { below: 8 * dayMs, step: 12 * hourMs },
  { below: 16 * dayMs, step: dayMs },
  { below: 32 * dayMs, step: 2 * dayMs },
] as const;
export const longestStep = 4 * dayMs;

/**
 * A time as figures tell it, ms: to the nearest step for its size, which is off by a sixteenth of it at most. So there are few of them,
 * however many values. It never orders two times otherwise than they are, so that a percentile of rounded values is the percentile, rounded.
 */
export function roundedMs(ms: number): number {
  const step = roundingSteps.find(({ below }) => ms < below)?.step ?? longestStep;
  return Math.round(ms / step) * step;
}

/** The smallest value that so large a share of all does not exceed (nearest rank); null: there is none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
