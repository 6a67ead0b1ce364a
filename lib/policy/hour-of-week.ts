import { Temporal } from "temporal-polyfill";
import { instantOf } from "@/lib/platform/recurrence";
import type { Span } from "./rota";

export const hourDays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** An hour that comes back each week at its local time. */
export interface HourOfWeek {
  day: (typeof hourDays)[number];
  /** 0 to 23 */
  hour: number;
  /** IANA name */
  zone: string;
}

/** One of its weeks: all instants of that day at which clocks of the zone show that hour. */
export interface HourOnDay {
  /** Local, `2027-03-28`. */
  date: string;
  /** Mostly one of an hour; longer where clocks go back in it, none where they skip it. Epoch ms. */
  spans: Span[];
}

/** Reads `Sun 03`; null where it is none. */
export function readHour(text: string): Omit<HourOfWeek, "zone"> | null {
  const found = /^([A-Z][a-z]{2}) ([01]\d|2[0-3])$/.exec(text);
  const day = hourDays.find((each) => each === found?.[1]);
  return day === undefined ? null : { day, hour: Number(found?.[2]) };
}

export function hourText({ day, hour }: Pick<HourOfWeek, "day" | "hour">): string {
  return `${day} ${String(hour).padStart(2, "0")}`;
}

/** The coming ones, one a week, the present one from now on; a week in which clocks skip it counts, and has no span. */
export function hoursAhead({ day, hour, zone }: HourOfWeek, now: number, weeks: number): HourOnDay[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const days = (hourDays.indexOf(day) + 1 - today.dayOfWeek + 7) % 7;
  // A clock that goes back over midnight brings a day again.
  let date = today.add({ days: days - 7 });
  const found: HourOnDay[] = [];
  while (found.length < weeks) {
    const local = date.toPlainDateTime({ hour });
    const all = spansOf(local, zone);
    const spans = all.flatMap(({ from, to }) => (to <= now ? [] : [{ from: Math.max(from, now), to }]));
    const isSkippedAhead = all.length === 0 && now < instantOf(local.add({ hours: 1 }).toString(), zone);
    if (spans.length > 0 || isSkippedAhead) found.push({ date: date.toString(), spans });
    date = date.add({ days: 7 });
  }
  return found;
}

/** Instants at which the local time lies in the hour that begins so: for each offset that the zone has around it, what falls under it. */
function spansOf(local: Temporal.PlainDateTime, zone: string): Span[] {
  const carried = local.toZonedDateTime("UTC").epochMilliseconds;
  const last = carried + 2 * dayMs;
  const spans: Span[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(carried - 2 * dayMs).toZonedDateTimeISO(zone);
  for (;;) {
    const next = at.getTimeZoneTransition("next");
    const ends = Math.min(next?.epochMilliseconds ?? last, last);
    const shown = carried - at.offsetNanoseconds / 1e6;
    const span = { from: Math.max(shown, at.epochMilliseconds), to: Math.min(shown + hourMs, ends) };
    const before = spans.at(-1);
    if (span.from < span.to) {
      if (before?.to === span.from) before.to = span.to;
      else spans.push(span);
    }
    if (next === null || ends >= last) return spans;
    at = next;
  }
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
