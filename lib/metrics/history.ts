import type { Fault } from "@/lib/platform/errors";
import type { EventSeries, Series, ValueSeries } from "./model";

/** A series as it is uploaded: `[epoch ms, value]`, of events `[epoch ms, bad, total]`; a value null stands for NaN. */
export type Rows = readonly unknown[];

/**
 * Reads rows into columns in the order of their times; of a time that stands twice the first row is kept, as in storage.
 * @returns the series, or the first fault with its place below `path`
 */
export function readUploaded(
  rows: Rows,
  { path, isEvents }: { path: string; isEvents: boolean },
): { series: Series } | { fault: Fault } {
  const expected = isEvents
    ? "[time in epoch ms, bad, total], whole counts with bad at most total"
    : "[time in epoch ms, value], null for NaN";
  const read: [t: number, first: number, second: number][] = [];
  for (const [index, row] of rows.entries()) {
    const found = isEvents ? eventOf(row) : valueOf(row);
    if (found === null)
      return { fault: { path: `${path}/${index}`, message: `expected ${expected}`, expected } };
    read.push(found);
  }
  const isSorted = read.every(([t], index) => index === 0 || t > (read[index - 1]?.[0] ?? 0));
  const ordered = isSorted
    ? read
    : read
        .toSorted((a, b) => a[0] - b[0])
        .filter(([t], index, all) => index === 0 || t !== all[index - 1]?.[0]);
  const t = ordered.map((each) => each[0]);
  const first = ordered.map((each) => each[1]);
  const series: EventSeries | ValueSeries = isEvents
    ? { t, bad: first, total: ordered.map((each) => each[2]) }
    : { t, v: first };
  return { series };
}

function valueOf(row: unknown): [number, number, number] | null {
  if (!Array.isArray(row) || row.length !== 2) return null;
  const [t, v]: unknown[] = row;
  if (!isTime(t)) return null;
  if (v === null) return [t, Number.NaN, 0];
  return typeof v === "number" ? [t, v, 0] : null;
}

function eventOf(row: unknown): [number, number, number] | null {
  if (!Array.isArray(row) || row.length !== 3) return null;
  const [t, bad, total]: unknown[] = row;
  if (!isTime(t) || !isCount(bad) || !isCount(total) || bad > total) return null;
  return [t, bad, total];
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
