import type { Verdict } from "./model";

/** A time, epoch ms, in which what the criterion looks for was so; both ends included. */
export interface Incident {
  from: number;
  to: number;
}

/** A time in breach; until is the first evaluation after it, null: it never ended. */
export interface Breach {
  at: number;
  until: number | null;
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

/** Gathers the breaches of evaluations that are told in their order. */
export function breachesOf(): { see: (at: number, verdict: Verdict) => void; breaches: Breach[] } {
  const breaches: Breach[] = [];
  let isIn = false;
  const see = (at: number, verdict: Verdict): void => {
    const last = breaches.at(-1);
    if (verdict === "breach" && !isIn) breaches.push({ at, until: null });
    if (verdict !== "breach" && isIn && last !== undefined) last.until = at;
    isIn = verdict === "breach";
  };
  return { see, breaches };
}

/** What breaches of a backtest, in their order, were worth, given when there was something to find. */
export function scoreOf(breaches: readonly Breach[], incidents: readonly Incident[]): Score {
  const found = incidents.map(({ from, to }) => {
    const breach = breaches[placeOf(breaches.length, (place) => endOf(breaches[place]) > from)];
    return breach === undefined || breach.at > to ? null : Math.max(0, breach.at - from);
  });
  const delaysMs = found.flatMap((delay) => delay ?? []);
  const merged = mergedOf(incidents);
  const falseRollbacks = breaches.filter(({ at }) => {
    const incident = merged[placeOf(merged.length, (place) => (merged[place]?.to ?? Infinity) >= at)];
    return incident === undefined || incident.from > at;
  }).length;
  const sorted = delaysMs.toSorted((a, b) => a - b);
  return {
    hits: delaysMs.length,
    misses: incidents.length - delaysMs.length,
    falseRollbacks,
    delaysMs,
    medianDelayMs: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
  };
}

/** How long, ms, breaches lasted outside of every incident; one that never ended lasts to `to`. */
export function falseMsOf(
  breaches: readonly Breach[],
  incidents: readonly Incident[],
  { to }: { to: number },
): number {
  const merged = mergedOf(incidents);
  return breaches.reduce((sum, { at, until }) => {
    const end = Math.max(at, until ?? to);
    let within = 0;
    for (
      let place = placeOf(merged.length, (each) => (merged[each]?.to ?? Infinity) >= at);
      place < merged.length;
      place += 1
    ) {
      const incident = merged[place];
      if (incident === undefined || incident.from >= end) break;
      within += Math.min(end, incident.to) - Math.max(at, incident.from);
    }
    return sum + end - at - within;
  }, 0);
}

function endOf(breach: Breach | undefined): number {
  return breach?.until ?? Infinity;
}

/** In the order of their begins, none overlapping another. */
function mergedOf(incidents: readonly Incident[]): Incident[] {
  const merged: Incident[] = [];
  for (const { from, to } of incidents.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (to < from) continue;
    if (last === undefined || from > last.to) merged.push({ from, to });
    else last.to = Math.max(last.to, to);
  }
  return merged;
}

/** The first place for which a claim holds that, once true, stays so; `count` where it never does. */
function placeOf(count: number, holds: (place: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
