/** Two counters as they stood at a time, epoch ms. */
export interface Counters {
  at: number;
  bad: number;
  total: number;
}

/** By the labels of their series, as one text. */
export type CountersBySeries = Readonly<Record<string, Counters>>;

export interface Increase {
  key: string;
  bad: number;
  total: number;
}

interface CountersRead {
  at: number;
  bad: ReadonlyMap<string, number>;
  total: ReadonlyMap<string, number>;
}

/** After a longer gap a series begins anew: all that happened in it would be told of one moment. */
export const longestGapMs = 3_600_000;

/**
 * What counters grew by since each series was last read. A counter that fell was reset, and has grown by what it shows; a series that
 * is new has not grown. Where the bad ones are missing there were none more: such a counter is often not there before its first.
 * More bad than total means that the two were not read of one moment: nothing is told, and the next read counts it in.
 */
export function increasesOf(
  before: CountersBySeries,
  { at, bad, total }: CountersRead,
): { increases: Increase[]; after: CountersBySeries } {
  const known = Object.entries(before).filter(([, last]) => at - last.at <= longestGapMs);
  const after = new Map(known);
  const increases: Increase[] = [];
  for (const [key, count] of total) {
    const last = after.get(key);
    const now = { at, bad: bad.get(key) ?? last?.bad ?? 0, total: count };
    if (last !== undefined) {
      const grown = { bad: increase(last.bad, now.bad), total: increase(last.total, now.total) };
      if (grown.bad > grown.total) continue;
      increases.push({ key, ...grown });
    }
    after.set(key, now);
  }
  return { increases, after: Object.fromEntries(after) };
}

function increase(before: number, now: number): number {
  return now < before ? now : now - before;
}
