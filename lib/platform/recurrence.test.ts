import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  instantOf,
  localTimeOf,
  nextOccurrence,
  occurrencesBetween,
  recurrenceFault,
  type Recurrence,
} from "./recurrence";

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString().slice(0, 16));
const utc = (text: string) => Date.parse(`${text}Z`);
const berlin = (start: string, rule: string | null): Recurrence => ({ start, zone: "Europe/Berlin", rule });
const yearMs = 366 * 86_400_000;
const leapDays = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29";
const newYearsEves = "FREQ=DAILY;BYMONTH=12;BYMONTHDAY=31";

describe("a recurrence", () => {
  it("keeps its local time across daylight saving", () => {
    const weekly = berlin("2026-10-16T18:00", "FREQ=WEEKLY");
    expect(occurrencesBetween(weekly, utc("2026-10-16T00:00"), utc("2026-11-01T00:00")).map(iso)).toEqual([
      "2026-10-16T16:00",
      "2026-10-23T16:00",
      "2026-10-30T17:00",
    ]);
  });

  it("loses no occurrence to the hour that a clock skips, and has none twice in the hour that comes twice", () => {
    const spring = berlin("2026-03-28T02:30", "FREQ=DAILY;COUNT=3");
    expect(occurrencesBetween(spring, 0, utc("2027-01-01T00:00")).map(iso)).toEqual([
      "2026-03-28T01:30",
      "2026-03-29T01:30",
      "2026-03-30T00:30",
    ]);
    const autumn = berlin("2026-10-24T02:30", "FREQ=DAILY;COUNT=3");
    expect(occurrencesBetween(autumn, 0, utc("2027-01-01T00:00")).map(iso)).toEqual([
      "2026-10-24T00:30",
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
  });

  it("ends by UNTIL, which is an instant, and that instant is in it", () => {
    const until = berlin("2026-11-27T18:00", "FREQ=WEEKLY;UNTIL=20261204T170000Z");
    expect(occurrencesBetween(until, 0, utc("2027-01-01T00:00"))).toHaveLength(2);
    expect(nextOccurrence(until, utc("2026-12-04T17:00"))).toBeNull();
    const earlier = berlin("2026-11-27T18:00", "FREQ=WEEKLY;UNTIL=20261204T165959Z");
    expect(occurrencesBetween(earlier, 0, utc("2027-01-01T00:00"))).toHaveLength(1);
  });

  it("without a rule happens once", () => {
    const once = berlin("2026-11-27T18:00", null);
    expect(occurrencesBetween(once, utc("2026-11-27T17:00"), utc("2026-11-27T17:01")).map(iso)).toEqual([
      "2026-11-27T17:00",
    ]);
    expect(occurrencesBetween(once, utc("2026-11-27T17:01"), utc("2026-11-28T00:00"))).toEqual([]);
    expect(nextOccurrence(once, utc("2026-11-27T17:00"))).toBeNull();
  });

  it.each<[keyof Recurrence, string, Recurrence]>([
    ["zone", "no zone", { start: "2026-11-27T18:00", zone: "Mars/Olympus", rule: null }],
    ["zone", "a zone with garbage", { start: "2026-11-27T18:00", zone: "UTC;x", rule: null }],
    ["start", "a day that there is not", berlin("2026-02-30T18:00", null)],
    ["start", "an instant", berlin("2026-11-27T18:00Z", null)],
    ["rule", "nothing", berlin("2026-11-27T18:00", "")],
    ["rule", "no FREQ", berlin("2026-11-27T18:00", "INTERVAL=2")],
    ["rule", "several a day", berlin("2026-11-27T18:00", "FREQ=HOURLY")],
    ["rule", "an unknown part", berlin("2026-11-27T18:00", "FREQ=DAILY;FOO=1")],
    ["rule", "a part of every object", berlin("2026-11-27T18:00", "FREQ=DAILY;constructor=1")],
    ["rule", "a part twice", berlin("2026-11-27T18:00", "FREQ=DAILY;FREQ=DAILY")],
    ["rule", "two ends", berlin("2026-11-27T18:00", "FREQ=DAILY;COUNT=2;UNTIL=20261231T000000Z")],
    ["rule", "another line", berlin("2026-11-27T18:00", "FREQ=DAILY\nRDATE:20260101T000000Z")],
    ["rule", "a day that never comes", berlin("2026-11-27T18:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")],
    ["rule", "a numbered day of a week", berlin("2026-11-27T18:00", "FREQ=WEEKLY;BYDAY=1FR")],
    ["rule", "a start that it does not contain", berlin("2026-11-26T18:00", "FREQ=WEEKLY;BYDAY=FR")],
    ["rule", "a day that comes once in 28 years", berlin("2000-02-29T10:00", `${leapDays};BYDAY=TU`)],
    ["rule", "a count of years, day by day", berlin("2000-12-31T10:00", `${newYearsEves};COUNT=9999`)],
    ["rule", "an end before its start", berlin("2026-11-27T18:00", "FREQ=DAILY;UNTIL=20261126T000000Z")],
  ])("is refused in its %s for %s", (field, _what, recurrence) => {
    expect(recurrenceFault(recurrence)?.field).toBe(field);
  });

  it("is answered for any time, however far, once it was not refused", () => {
    const rules = [leapDays, `${newYearsEves};COUNT=5`, newYearsEves, "FREQ=DAILY;COUNT=1500", "FREQ=DAILY"];
    const starts = ["2000-02-29T10:00", "2000-12-31T10:00"];
    const given = starts.flatMap((start) => rules.map((rule) => berlin(start, rule)));
    const sound = given.filter((each) => recurrenceFault(each) === null);
    expect(sound.map(({ rule }) => rule)).toContain(newYearsEves);
    for (const each of sound)
      for (const at of [utc("2026-11-26T10:00"), utc("2093-03-01T00:00")])
        expect(() => [nextOccurrence(each, at), occurrencesBetween(each, at, at + yearMs)]).not.toThrow();
  });

  const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"];
  const rules = [
    null,
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;COUNT=9",
    "FREQ=MONTHLY",
    "FREQ=YEARLY",
    "FREQ=DAILY;UNTIL=20261101T000000Z",
  ];
  const recurrences = fc
    .record({
      zone: fc.constantFrom(...zones),
      rule: fc.constantFrom(...rules),
      day: fc.integer({ min: 0, max: 300 }),
      minute: fc.integer({ min: 0, max: 1439 }),
    })
    .map(({ zone, rule, day, minute }): Recurrence => {
      const start = new Date(Date.UTC(2026, 0, 1 + day, 0, minute)).toISOString().slice(0, 16);
      return { start, zone, rule };
    });
  const moment = fc.integer({ min: 0, max: 500 * 86_400 }).map((s) => Date.UTC(2026, 0, 1) + s * 1000);

  it("answers the same for a time in two halves, step by step, and as days counted in the zone say", () => {
    fc.assert(
      fc.property(recurrences, moment, moment, moment, (recurrence, a, b, c) => {
        const [from = 0, between = 0, to = 0] = [a, b, c].sort((x, y) => x - y);
        const whole = occurrencesBetween(recurrence, from, to);
        const halves = [from, between].map((at, i) =>
          occurrencesBetween(recurrence, at, i === 0 ? between : to),
        );
        expect(halves.flat()).toEqual(whole);
        const stepped: number[] = [];
        for (
          let at = nextOccurrence(recurrence, from - 1);
          at !== null && at < to;
          at = nextOccurrence(recurrence, at)
        )
          stepped.push(at);
        expect(stepped).toEqual(whole);
        if (recurrence.rule === "FREQ=DAILY") expect(whole).toEqual(daysCounted(recurrence, from, to));
      }),
      { numRuns: 100 },
    );
  });

  it("goes from instant to local time and back", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, (zone, at) => {
        const minute = at - (at % 60_000);
        const there = instantOf(localTimeOf(minute, zone), zone);
        expect(Math.abs(there - minute)).toBeLessThanOrEqual(3_600_000);
        expect(localTimeOf(there, zone)).toBe(localTimeOf(minute, zone));
      }),
    );
  });
});

function daysCounted({ start, zone }: Recurrence, from: number, to: number): number[] {
  const first = Date.parse(`${start}Z`);
  return Array.from({ length: 900 }, (_, day) =>
    instantOf(new Date(first + day * 86_400_000).toISOString().slice(0, 16), zone),
  ).filter((at) => from <= at && at < to);
}
