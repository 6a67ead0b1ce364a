import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recurrenceFault } from "@/lib/platform/recurrence";
import {
  type FreezeTimes,
  type FreezeWindow,
  freezesAt,
  freezesChangeAt,
  overAt,
  recurrenceOf,
  spansBetween,
} from "./freezes";

const minute = 60_000;
const day = 86_400_000;

/** The clock of a zone as browsers and this process tell it, with no code of the product. */
const formats = new Map<string, Intl.DateTimeFormat>();
function clockIn(zone: string, at: number): { date: string; weekday: string; minutes: number } {
  const known = formats.get(zone);
  const format =
    known ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  if (known === undefined) formats.set(zone, format);
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    date: `${part["year"]}-${part["month"]}-${part["day"]}`,
    weekday: (part["weekday"] ?? "").slice(0, 2).toUpperCase(),
    minutes: Number(part["hour"]) * 60 + Number(part["minute"]),
  };
}

/** Local minutes since 1970, as if there were no zones: what the clock on the wall shows. */
function wall({ date, minutes }: { date: string; minutes: number }): number {
  return Date.parse(`${date}T00:00Z`) / minute + minutes;
}

/**
 * Whether a window that starts on some weekdays at a time of day and lasts its minutes by that clock covers a moment, by walking there
 * minute by minute. Times that a zone's clock skips or shows twice are left out of the starts.
 */
function model(
  days: readonly string[],
  times: FreezeTimes & { kind: "recurring" },
  { from, to }: { from: number; to: number },
): Set<number> {
  const [, hour = "0", minutes = "0"] = /T(\d\d):(\d\d)/.exec(times.start) ?? [];
  const startsAt = Number(hour) * 60 + Number(minutes);
  const first = Date.parse(`${times.start}Z`) / minute;
  const inForce = new Set<number>();
  let openUntil: number[] = [];
  for (let at = from; at < to; at += minute) {
    const shown = clockIn(times.zone, at);
    const now = wall(shown);
    openUntil = openUntil.filter((until) => now < until);
    if (shown.minutes === startsAt && days.includes(shown.weekday) && now >= first)
      openUntil.push(now + times.durationMinutes);
    if (openUntil.length > 0) inForce.add(at);
  }
  return inForce;
}

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const zones = ["Europe/Berlin", "America/New_York"] as const;
/** Both of a year's changes of the clock lie in the middle of these weeks. */
const weeks = {
  "Europe/Berlin": ["2027-03-20", "2027-10-23"],
  "America/New_York": ["2027-03-06", "2027-10-30"],
};

/** Not at an hour that a clock skips or shows twice: what then happens is tested for itself. */
const hours = [0, 4, 6, 9, 17, 18, 22, 23];

const recurring = fc
  .record({
    zone: fc.constantFrom(...zones),
    which: fc.constantFrom(0, 1),
    days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 3 }),
    hour: fc.constantFrom(...hours),
    minutes: fc.constantFrom(0, 30),
    durationHours: fc.constantFrom(1, 3, 5, 12, 24, 34, 60),
  })
  .map(({ zone, which, days, hour, minutes, durationHours }) => {
    const begin = weeks[zone][which] ?? "";
    const week = Array.from({ length: 7 }, (_, after) =>
      new Date(Date.parse(`${begin}T00:00Z`) + after * day).toISOString().slice(0, 10),
    );
    const two = (value: number) => String(value).padStart(2, "0");
    const first = week.find((date) =>
      days.includes(weekdays[(new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7] ?? ""),
    );
    const times: FreezeTimes & { kind: "recurring" } = {
      kind: "recurring",
      start: `${first}T${two(hour)}:${two(minutes)}`,
      zone,
      rule: `FREQ=WEEKLY;BYDAY=${days.join(",")}`,
      durationMinutes: durationHours * 60,
    };
    return {
      times,
      days,
      from: Date.parse(`${begin}T00:00Z`) - day,
      to: Date.parse(`${begin}T00:00Z`) + 16 * day,
    };
  });

const windowWith = (times: FreezeTimes, component: string | null = null): FreezeWindow => ({
  id: "w",
  title: "Weekend",
  reason: "Nobody is here.",
  component,
  times,
});

describe("freezes", () => {
  it("are in force exactly when a clock on the wall says so, minute by minute over a change of the clock", () => {
    fc.assert(
      fc.property(recurring, ({ times, days, from, to }) => {
        expect(recurrenceFault(recurrenceOf(times))).toBeNull();
        const expected = model(days, times, { from, to });
        const spans = spansBetween(times, from, to);
        for (let at = from; at < to; at += minute)
          if (spans.some((span) => span.from <= at && at < span.until) !== expected.has(at))
            throw new Error(`${new Date(at).toISOString()}: ${JSON.stringify(times)}`);
      }),
      { numRuns: 10 },
    );
  });

  it("answer the same at a moment as over a time, and nothing else until they say that it changes", () => {
    fc.assert(
      fc.property(recurring, fc.double({ min: 0, max: 1, noNaN: true }), ({ times, from, to }, share) => {
        const windows = [windowWith(times)];
        const now = from + Math.floor((share * (to - from)) / minute) * minute;
        const asked = { windows, components: [], now };
        const spans = spansBetween(times, from, to + 3 * day);
        const at = (moment: number) =>
          freezesAt({ ...asked, now: moment }).map(({ from: start, until }) => ({ from: start, until }));
        expect(at(now)).toEqual(
          spans
            .filter((span) => span.from <= now && now < span.until)
            .sort((a, b) => a.until - b.until || a.from - b.from),
        );
        const changes = freezesChangeAt(asked) ?? Infinity;
        expect(changes).toBeGreaterThan(now);
        for (let later = now; later < Math.min(changes, now + day); later += 90 * minute)
          expect(at(later)).toEqual(at(now));
        if (changes < to) expect(at(changes)).not.toEqual(at(now));
      }),
      { numRuns: 40 },
    );
  });

  it("last longer than nothing, also where they begin or end in an hour that a clock skips or shows twice", () => {
    const dates = ["2027-03-28", "2027-10-31"];
    for (const date of dates)
      for (const hour of [0, 1, 2, 3])
        for (const minutes of ["00", "30", "59"])
          for (const durationMinutes of [1, 15, 60, 90, 180]) {
            const start = `${date}T0${hour}:${minutes}`;
            const times: FreezeTimes = {
              kind: "recurring",
              start,
              zone: "Europe/Berlin",
              rule: "FREQ=DAILY;COUNT=2",
              durationMinutes,
            };
            const spans = spansBetween(
              times,
              Date.parse(`${date}T00:00Z`) - day,
              Date.parse(`${date}T00:00Z`) + 3 * day,
            );
            expect(spans).toHaveLength(2);
            for (const span of spans) {
              const lasts = (span.until - span.from) / minute;
              expect(lasts).toBeGreaterThan(0);
              expect(Math.abs(lasts - durationMinutes)).toBeLessThanOrEqual(60);
            }
          }
  });

  it("end at the same time of day on the weekend on which the clock changes: 18:00 on Friday to 06:00 on Monday", () => {
    const weekend: FreezeTimes = {
      kind: "recurring",
      start: "2027-03-19T18:00",
      zone: "Europe/Berlin",
      rule: "FREQ=WEEKLY;BYDAY=FR",
      durationMinutes: 60 * 60,
    };
    const spans = spansBetween(weekend, Date.parse("2027-03-19T00:00Z"), Date.parse("2027-04-01T00:00Z"));
    expect(
      spans.map(({ from, until }) => [new Date(from).toISOString(), new Date(until).toISOString()]),
    ).toEqual([
      ["2027-03-19T17:00:00.000Z", "2027-03-22T05:00:00.000Z"],
      ["2027-03-26T17:00:00.000Z", "2027-03-29T04:00:00.000Z"],
    ]);
  });

  it("once are half-open, and cover a component of theirs and no other", () => {
    const once: FreezeTimes = { kind: "once", from: 1_000, until: 2_000 };
    const windows = [windowWith(once, "gateway")];
    const asked = (now: number, components = ["gateway", "other"]) => ({ windows, components, now });
    expect([999, 1_000, 1_999, 2_000].map((now) => freezesAt(asked(now)).length)).toEqual([0, 1, 1, 0]);
    expect(freezesAt(asked(1_000, ["other"]))).toEqual([]);
    expect([0, 1_000, 2_000].map((now) => freezesChangeAt(asked(now)))).toEqual([1_000, 2_000, null]);
    expect(freezesChangeAt(asked(0, ["other"]))).toBeNull();
  });

  it("name a moment at which a rule that ends is over, and none before it is", () => {
    const rule = "FREQ=WEEKLY;BYDAY=FR;UNTIL=20270401T000000Z";
    const times: FreezeTimes = {
      kind: "recurring",
      start: "2027-03-19T18:00",
      zone: "Pacific/Kiritimati",
      rule,
      durationMinutes: 3 * 1440,
    };
    const over = overAt(times) ?? 0;
    const spans = spansBetween(times, 0, Date.parse("2030-01-01T00:00Z"));
    expect(spans.length).toBeGreaterThan(0);
    expect(over).toBeGreaterThanOrEqual(Math.max(...spans.map(({ until }) => until)));
    expect(overAt({ ...times, rule: "FREQ=DAILY" })).toBeNull();
  });
});
