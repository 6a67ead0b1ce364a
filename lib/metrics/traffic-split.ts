/** Units that were seen, by cohort. */
export interface Units {
  canary: number;
  baseline: number;
}

/** Kinds of criteria that compare the canary with the baseline. */
export const kindsCompared: ReadonlySet<string> = new Set([
  "ratio",
  "delta",
  "rate-regression",
  "mean-regression",
]);

/** The metric whose samples are unique units since the series' previous sample. */
export const exposuresMetric = "exposures";

/** So often a split that is as intended is rejected, however often one looks. */
export const splitAlpha = 0.001;

/**
 * How firmly the split is taken to be as intended before anything is seen, in units. The larger, the better small deviations are found, and
 * the later large ones; at 1,000 a share of 5 % is expected within about 0.7 either way.
 */
const concentration = 1_000;

/**
 * ln of the evidence that units do not fall to the canary by the intended share: a Dirichlet-multinomial against a multinomial, two categories,
 * the prior in the proportion that is intended. What may happen once in 1/α times, at any look, is at or above −ln α (Ville).
 * @param share of the canary, above 0 and below 1
 */
export function splitEvidence({ canary, baseline }: Units, share: number): number {
  const [own, other] = [concentration * share, concentration * (1 - share)];
  return (
    lnGamma(concentration) -
    lnGamma(concentration + canary + baseline) +
    (lnGamma(own + canary) - lnGamma(own)) +
    (lnGamma(other + baseline) - lnGamma(other)) -
    canary * Math.log(share) -
    baseline * Math.log1p(-share)
  );
}

/** Whether it is so unlikely under the intended share that comparisons of the cohorts say nothing. */
export function isSplitRejected(logEvidence: number): boolean {
  return logEvidence >= -Math.log(splitAlpha);
}

/** A test whose split was rejected; times in epoch ms. */
export interface RejectedSplit {
  /** The exposure step that it is of. */
  since: number;
  /** The newest sample by which it was. */
  rejectedAt: number;
}

/** Whether comparisons at a time are void: a split was rejected, and the exposure is still the one that it was of. */
export function isVoidAt(
  rejected: readonly RejectedSplit[],
  confirmed: readonly { at: number }[],
  at: number,
): boolean {
  const step = confirmed.findLast((each) => each.at <= at);
  return rejected.some(({ since, rejectedAt }) => since === step?.at && at >= rejectedAt);
}

/** ln Γ by Stirling's series, moved up to where that is exact to what a number holds. */
function lnGamma(x: number): number {
  let [moved, lower] = [x, 0];
  for (; moved < 10; moved += 1) lower += Math.log(moved);
  const square = moved * moved;
  const rest = (1 / 12 - (1 / 360 - 1 / (1_260 * square)) / square) / moved;
  return (moved - 0.5) * Math.log(moved) - moved + Math.log(2 * Math.PI) / 2 + rest - lower;
}
