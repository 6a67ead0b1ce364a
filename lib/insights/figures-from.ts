import type { Measure } from "./model";
import type { Figure } from "./schemas";

/** Tallies of what a measure is told by: how many had which rounded time; -1: they are counted alone. */
export interface Tallied {
  measure: Measure;
  subject: string;
  detail: string;
  late: number;
  times: readonly number[];
  /** In the order of `times`. */
  counts: readonly number[];
}

/** Figures by what they are about, by both of what they are about, and altogether. */
export function figuresFrom(tallies: readonly Tallied[]): Figure[] {
  const parts = new Map<string, [Tallied, ...Tallied[]]>();
  for (const tally of tallies)
    for (const [subject, detail] of levelsOf(tally)) {
      const key = `${tally.measure}\n${subject}\n${detail}`;
      const own = parts.get(key);
      const part = { ...tally, subject, detail };
      if (own === undefined) parts.set(key, [part]);
      else own.push(part);
    }
  return [...parts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => figureOf(...own));
}

/** What is about nothing besides is the same by both. */
function levelsOf({ subject, detail }: Tallied): [string, string][] {
  return [
    ["", ""],
    ...(subject === "" ? [] : ([[subject, ""]] as [string, string][])),
    ...(detail === "" ? [] : ([["", detail]] as [string, string][])),
    ...(subject === "" || detail === "" ? [] : ([[subject, detail]] as [string, string][])),
  ];
}

/** One figure of tallies that are about the same. */
export function figureOf(first: Tallied, ...rest: readonly Tallied[]): Figure {
  const { measure, subject, detail } = first;
  const own = [first, ...rest];
  const found = new Map<number, number>();
  for (const { times, counts } of own)
    for (const [index, time] of times.entries())
      found.set(time, (found.get(time) ?? 0) + (counts[index] ?? 0));
  const count = [...found.values()].reduce((sum, each) => sum + each, 0);
  const sorted = [...found].filter(([time]) => time >= 0).sort(([a], [b]) => a - b);
  return {
    measure,
    subject,
    detail,
    count,
    late: own.reduce((sum, { late }) => sum + late, 0),
    medianMs: reached(sorted, Math.ceil(count * 0.5)),
    p90Ms: reached(sorted, Math.ceil(count * 0.9)),
  };
}

/** The first time at which so many are reached; null: they are counted alone. */
function reached(sorted: readonly (readonly [number, number])[], rank: number): number | null {
  let upto = 0;
  for (const [time, count] of sorted) {
    upto += count;
    if (upto >= rank) return time;
  }
  return null;
}
