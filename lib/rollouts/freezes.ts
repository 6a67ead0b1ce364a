import {
  instantOf,
  localTimeOf,
  nextOccurrence,
  occurrencesBetween,
  type Recurrence,
} from "@/lib/platform/recurrence";

/** When a freeze window is in force; epoch ms. A recurring one lasts its minutes by the clock of its zone: until six is until six, daylight saving or not. */
export type FreezeTimes =
  | { kind: "once"; from: number; until: number }
  | { kind: "recurring"; start: string; zone: string; rule: string; durationMinutes: number };

export interface FreezeWindow {
  id: string;
  title: string;
  reason: string;
  /** Key; null: the organisation. */
  component: string | null;
  times: FreezeTimes;
}

/** Half-open, epoch ms. */
export interface Span {
  from: number;
  until: number;
}

/** One occurrence of a window. */
export interface Freeze extends Span {
  window: FreezeWindow;
}

interface Asked {
  windows: readonly FreezeWindow[];
  /** Keys of what a release moves. */
  components: readonly string[];
  /** Epoch ms. */
  now: number;
}

/** The occurrences in force at a moment for what moves these components, the first to end first. */
export function freezesAt({ windows, components, now }: Asked): Freeze[] {
  return windows
    .filter((window) => covers(window, components))
    .flatMap((window) => spansBetween(window.times, now, now + 1).map((span) => ({ window, ...span })))
    .sort((a, b) => a.until - b.until || a.from - b.from || (a.window.id < b.window.id ? -1 : 1));
}

/** The first moment after `now` at which `freezesAt` can answer otherwise; null where none comes. */
export function freezesChangeAt(asked: Asked): number | null {
  const { windows, components, now } = asked;
  const starts = windows
    .filter((window) => covers(window, components))
    .map(({ times }) => startAfter(times, now));
  const changes = [...freezesAt(asked).map(({ until }) => until), ...starts.flatMap((at) => at ?? [])];
  return changes.length === 0 ? null : Math.min(...changes);
}

/** The occurrences that overlap `[from, to)`, by their starts. */
export function spansBetween(times: FreezeTimes, from: number, to: number): Span[] {
  if (times.kind === "once") {
    const { from: starts, until } = times;
    return starts < to && until > from ? [{ from: starts, until }] : [];
  }
  const lasts = times.durationMinutes * minuteMs + mostShiftMs;
  return occurrencesBetween(recurrenceOf(times), from - lasts, to)
    .map((start) => ({ from: start, until: endOf(start, times) }))
    .filter(({ until }) => until > from);
}

/** The first start after a moment; null where none comes. */
export function startAfter(times: FreezeTimes, now: number): number | null {
  if (times.kind === "once") return times.from > now ? times.from : null;
  return nextOccurrence(recurrenceOf(times), now);
}

/** A moment at which it is over for good; null where its rule names no last time. */
export function overAt(times: FreezeTimes): number | null {
  if (times.kind === "once") return times.until;
  const [, year, month, day] = /UNTIL=(\d{4})(\d\d)(\d\d)/.exec(times.rule) ?? [];
  if (year === undefined) return null;
  // UNTIL is the last start; a day more than it can last.
  return Date.parse(`${year}-${month}-${day}T00:00Z`) + 2 * mostShiftMs + times.durationMinutes * minuteMs;
}

export function recurrenceOf({ start, zone, rule }: FreezeTimes & { kind: "recurring" }): Recurrence {
  return { start, zone, rule };
}

/** By the clock of the zone: from where it stands at the start, so many minutes on. */
function endOf(start: number, { zone, durationMinutes }: FreezeTimes & { kind: "recurring" }): number {
  const local = Date.parse(`${localTimeOf(start, zone)}Z`) + durationMinutes * minuteMs;
  return instantOf(new Date(local).toISOString().slice(0, 16), zone);
}

function covers({ component }: FreezeWindow, components: readonly string[]): boolean {
  return component === null || components.includes(component);
}

const minuteMs = 60_000;
/** More than clocks of a zone were ever moved at once. */
const mostShiftMs = 86_400_000 * 1.5;
