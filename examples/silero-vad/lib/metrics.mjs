// Counts of right and wrong frames, and what is computed from them.

/** @typedef {{tp: number, fp: number, fn: number, tn: number}} Counts */

const round = (value) => Number(value.toFixed(6));

/**
 * @param {{probability: number, isSpeech: boolean}[]} frames
 * @param {number} threshold a frame is taken for speech from here on
 * @returns {Counts}
 */
export function countFrames(frames, threshold) {
  const counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const { probability, isSpeech } of frames) {
    const heard = probability >= threshold;
    if (heard) counts[isSpeech ? "tp" : "fp"] += 1;
    else counts[isSpeech ? "fn" : "tn"] += 1;
  }
  return counts;
}

/**
 * Precision, recall and F1. A share of nothing is null, never 0 or 1: no
 * measurement must not look like a good or a bad one.
 * @param {Counts} counts
 */
export function score({ tp, fp, fn, tn }) {
  const share = (part, whole) => (whole === 0 ? null : round(part / whole));
  return {
    frames: tp + fp + fn + tn,
    precision: share(tp, tp + fp),
    recall: share(tp, tp + fn),
    f1: share(2 * tp, 2 * tp + fp + fn),
  };
}

/**
 * Linear interpolation between ranks, as PostgreSQL's percentile_cont.
 * @param {number[]} values in any order, not empty
 * @param {number} percent 0 to 100
 */
export function percentile(values, percent) {
  if (values.length === 0) throw new Error("no values, no percentile");
  const sorted = values.toSorted((a, b) => a - b);
  const rank = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(rank)];
  const above = sorted[Math.ceil(rank)];
  return below + (above - below) * (rank - Math.floor(rank));
}

/**
 * The best and the worst of several named scores.
 * @param {Record<string, {f1: number | null}>} scores
 */
export function largestGap(scores) {
  const entries = Object.entries(scores);
  const unmeasured = entries.filter(([, { f1 }]) => f1 === null).map(([name]) => name);
  if (entries.length < 2 || unmeasured.length > 0)
    throw new Error(`F1 cannot be compared: ${unmeasured.join(", ") || "fewer than two groups"}`);
  const ranked = entries.toSorted(([, a], [, b]) => a.f1 - b.f1);
  const [worst, best] = [ranked[0], ranked[ranked.length - 1]];
  return { worst: worst[0], best: best[0], gap: round(best[1].f1 - worst[1].f1) };
}
