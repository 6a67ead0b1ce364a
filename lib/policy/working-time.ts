import { Temporal } from "temporal-polyfill";
import { type Weekday, weekdays } from "./rota";

/** When somebody works, in local times of a zone. */
export interface WorkingCalendar {
  /** IANA name. */
  zone: string;
  /** At least one. */
  days: readonly Weekday[];
  /** `09:00`; `to` is later on the same day, `24:00` its end. */
  from: string;
  to: string;
  /** Local dates on which nobody works, `2026-12-25`. */
  holidays: readonly string[];
}

/** Half-open; epoch ms. */
export interface Span {
  from: number;
  to: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The length of a working day as the clock on the wall shows it. */
export function workingDayMs({ from, to }: Pick<WorkingCalendar, "from" | "to">): number {
  return msOfDay(to) - msOfDay(from);
}

/**
 * Working time between two instants: of each moment in it whose local time is a working one. An hour that a clock skips is none, one that
 * comes twice counts twice.
 */
export function workingTime(calendar: WorkingCalendar, { from, to }: Span): number {
  let total = 0;
  if (to <= from) return total;
  for (const span of workingSpans(calendar, from)) {
    if (span.from >= to) break;
    total += Math.min(span.to, to) - span.from;
  }
  return total;
}

/** The first instant at which so much working time has gone by since another. */
export function usedUpAt(calendar: WorkingCalendar, { from, ms }: { from: number; ms: number }): number {
  if (ms <= 0) return from;
  let left = ms;
  for (const span of workingSpans(calendar, from)) {
    const length = span.to - span.from;
    if (length >= left) return span.from + left;
    left -= length;
  }
  throw new Error("working time never ends");
}

/** The times from an instant on in which somebody works, in order and without end. */
function* workingSpans(calendar: WorkingCalendar, from: number): Generator<Span, never> {
  if (calendar.days.length === 0) throw new Error("a calendar has a working day");
  const days = new Set(calendar.days);
  const holidays = new Set(calendar.holidays.map((day) => Date.parse(`${day}T00:00Z`) / dayMs));
  const [opens, closes] = [msOfDay(calendar.from), msOfDay(calendar.to)];
  for (let at = from; ;) {
    // Between two changes of its clocks a zone counts as UTC does, so that days are numbers.
    const { offset, until } = offsetAt(calendar.zone, at);
    for (let day = Math.floor((at + offset) / dayMs); day * dayMs - offset < until; day += 1) {
      if (!days.has(weekdayOf(day)) || holidays.has(day)) continue;
      const span = {
        from: Math.max(at, day * dayMs + opens - offset),
        to: Math.min(until, day * dayMs + closes - offset),
      };
      if (span.from < span.to) yield span;
    }
    at = until;
  }
}

/** How far a zone is ahead of UTC at an instant, and until when at least it stays so. */
function offsetAt(zone: string, at: number): { offset: number; until: number } {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const next = local.getTimeZoneTransition("next");
  return {
    offset: Math.round(local.offsetNanoseconds / 1_000_000),
    until: Math.min(next?.epochMilliseconds ?? Infinity, at + 400 * dayMs),
  };
}

function weekdayOf(day: number): Weekday {
  // The first day of all was a Thursday.
  return weekdays[(((day + 3) % 7) + 7) % 7] ?? "MO";
}

function msOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * 60 + minutes) * minuteMs;
}
