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
  const length = rows.length;
  const [t, first, second] = [
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(isEvents ? length : 0),
  ];
  let isSorted = true;
  for (let index = 0; index < length; index += 1) {
    const found = isEvents ? eventOf(rows[index]) : valueOf(rows[index]);
    if (found === null)
      return { fault: { path: `${path}/${index}`, message: `expected ${expected}`, expected } };
    [t[index], first[index]] = found;
    if (isEvents) second[index] = found[2];
    if (index > 0 && found[0] <= (t[index - 1] ?? 0)) isSorted = false;
  }
  const order = isSorted ? null : firstsInOrder(t);
  const column = (of: Float64Array) =>
    order === null ? of : Float64Array.from(order, (index) => of[index] ?? 0);
  const series: EventSeries | ValueSeries = isEvents
    ? { t: column(t), bad: column(first), total: column(second) }
    : { t: column(t), v: column(first) };
  return { series };
}

/** Places of the first row of each time, in the order of the times. */
function firstsInOrder(t: Float64Array): number[] {
  const sorted = [...t.keys()].sort((a, b) => (t[a] ?? 0) - (t[b] ?? 0));
  return sorted.filter((place, index) => index === 0 || t[place] !== t[sorted[index - 1] ?? 0]);
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
