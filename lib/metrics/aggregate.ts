import type { Slice, ValueSeries } from "./model";

type Window = readonly Slice<ValueSeries>[];

/** Of a window: how many samples it holds, when the newest was taken (epoch ms; -Infinity: none), whether each is a finite number. */
export function contentOf(window: readonly Slice[]): { count: number; newest: number; isFinite: boolean } {
  let count = 0;
  let newest = -Infinity;
  let isFinite = true;
  for (const { of, from, to } of window) {
    if (to <= from) continue;
    count += to - from;
    newest = Math.max(newest, of.t[to - 1] ?? -Infinity);
    if (isFinite) isFinite = "v" in of ? allFinite(of.v, from, to) : true;
  }
  return { count, newest, isFinite };
}

function allFinite(values: ArrayLike<number>, from: number, to: number): boolean {
  for (let index = from; index < to; index += 1) if (!Number.isFinite(values[index])) return false;
  return true;
}

export type Aggregate = (window: Window) => number | null;

/**
 * Reads `mean`, `p95` … as a function of a window; null where it is not defined there. Percentiles interpolate linearly between ranks, as
 * `percentile_cont` does; `increase` and `rate` are computed for each series and then summed, the others pool the samples of all.
 */
export function aggregateNamed(name: string): Aggregate {
  if (name.startsWith("p")) {
    const share = Number(name.slice(1)) / 100;
    return (window) => percentile(pooled(window), share);
  }
  const found = named[name];
  if (found === undefined) throw new TypeError(`there is no aggregate ${name}`);
  return found;
}

const named: Record<string, Aggregate> = {
  count: (window) => countIn(window),
  sum: (window) => sumOf(window),
  mean: (window) => divided(sumOf(window), countIn(window)),
  min: (window) => extremeOf(window, Math.min),
  max: (window) => extremeOf(window, Math.max),
  last: (window) => lastOf(window),
  increase: (window) => summedOver(window, increaseOf),
  rate: (window) => summedOver(window, rateOf),
};

function countIn(window: Window): number {
  return window.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0);
}

function sumOf(window: Window): number {
  let sum = 0;
  for (const { of, from, to } of window)
    for (let index = from; index < to; index += 1) sum += of.v[index] ?? 0;
  return sum;
}

function divided(sum: number, count: number): number | null {
  return count === 0 ? null : sum / count;
}

function extremeOf(window: Window, pick: (a: number, b: number) => number): number | null {
  let found: number | null = null;
  for (const { of, from, to } of window)
    for (let index = from; index < to; index += 1) {
      const value = of.v[index] ?? 0;
      found = found === null ? value : pick(found, value);
    }
  return found;
}

/** Of two series' samples at one time that of the later series. */
function lastOf(window: Window): number | null {
  let newest = -Infinity;
  let found: number | null = null;
  for (const { of, from, to } of window) {
    const at = to > from ? (of.t[to - 1] ?? -Infinity) : -Infinity;
    if (at === -Infinity || at < newest) continue;
    newest = at;
    found = of.v[to - 1] ?? null;
  }
  return found;
}

function pooled(window: Window): Float64Array {
  const values = new Float64Array(countIn(window));
  let next = 0;
  for (const { of, from, to } of window)
    for (let index = from; index < to; index += 1) values[next++] = of.v[index] ?? 0;
  return values.sort();
}

function percentile(sorted: Float64Array, share: number): number | null {
  if (sorted.length === 0) return null;
  const rank = share * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (high - low) * (rank - below);
}

/** Of series that hold two samples; where none does it is not defined. */
function summedOver(window: Window, of: (slice: Slice<ValueSeries>) => number): number | null {
  const long = window.filter(({ from, to }) => to - from >= 2);
  return long.length === 0 ? null : long.reduce((sum, slice) => sum + of(slice), 0);
}

/** A counter that fell began anew at zero. */
function increaseOf({ of: { v }, from, to }: Slice<ValueSeries>): number {
  let sum = 0;
  for (let index = from + 1; index < to; index += 1) {
    const [before, after] = [v[index - 1] ?? 0, v[index] ?? 0];
    sum += after >= before ? after - before : after;
  }
  return sum;
}

/** By the second, from the first sample to the last. */
function rateOf(slice: Slice<ValueSeries>): number {
  const { of, from, to } = slice;
  const seconds = ((of.t[to - 1] ?? 0) - (of.t[from] ?? 0)) / 1000;
  return increaseOf(slice) / seconds;
}
