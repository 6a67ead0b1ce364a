/** A time, epoch ms, in which what the criterion looks for was so; both ends included. */
export interface Incident {
  from: number;
  to: number;
}

export interface Score {
  /** Incidents during which a breach was entered, or that began within one. */
  hits: number;
  misses: number;
  /** Breaches entered outside of every incident: each would have been a rollback for nothing. */
  falseRollbacks: number;
  /** From an incident's begin to its breach, ms; of hits, in the order of the incidents. */
  delaysMs: number[];
  medianDelayMs: number | null;
}

/** What breaches of a backtest were worth, given when there was something to find. */
export function scoreOf(
  breaches: readonly { at: number; until: number | null }[],
  incidents: readonly Incident[],
): Score {
  const found = incidents.map(({ from, to }) => {
    const breach = breaches.find(({ at, until }) => at <= to && (until === null || until > from));
    return breach === undefined ? null : Math.max(0, breach.at - from);
  });
  const delaysMs = found.flatMap((delay) => delay ?? []);
  const falseRollbacks = breaches.filter(
    ({ at }) => !incidents.some(({ from, to }) => at >= from && at <= to),
  ).length;
  const sorted = delaysMs.toSorted((a, b) => a - b);
  return {
    hits: delaysMs.length,
    misses: incidents.length - delaysMs.length,
    falseRollbacks,
    delaysMs,
    medianDelayMs: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
  };
}
