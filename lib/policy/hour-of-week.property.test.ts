import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localTimeOf } from "@/lib/platform/recurrence";
import { hourDays, type HourOfWeek, hoursAhead, hourText, readHour } from "./hour-of-week";

const minute = 60_000;
const step = 30 * minute;
const iso = (at: number) => new Date(at).toISOString().slice(0, 16);
const shown = (of: HourOfWeek, now: string, weeks = 1) =>
  hoursAhead(of, Date.parse(now), weeks).map(({ date, spans }) => [
    date,
    ...spans.map(({ from, to }) => `${iso(from)} to ${iso(to)}`),
  ]);

/** Whether clocks show that hour at an instant. */
function shows({ day: name, hour: at, zone }: HourOfWeek, instant: number): boolean {
  const local = localTimeOf(instant, zone);
  const weekday = hourDays[(new Date(`${local.slice(0, 10)}T00:00Z`).getUTCDay() + 6) % 7];
  return weekday === name && Number(local.slice(11, 13)) === at;
}

describe("an hour of the week", () => {
  it("is read and written as a day and a number", () => {
    expect(readHour("Sun 03")).toEqual({ day: "Sun", hour: 3 });
    expect(hourText({ day: "Sun", hour: 3 })).toBe("Sun 03");
    for (const wrong of ["Sun", "Sun 3", "Sun 24", "sun 03", "Son 03", "Sun 03:00", " Sun 03", ""])
      expect(readHour(wrong), wrong).toBeNull();
  });

  it("comes back each week at its local time, the present one from now on", () => {
    const of: HourOfWeek = { day: "Sun", hour: 3, zone: "Europe/Berlin" };
    expect(shown(of, "2026-11-29T02:20Z", 2)).toEqual([
      ["2026-11-29", "2026-11-29T02:20 to 2026-11-29T03:00"],
      ["2026-12-06", "2026-12-06T02:00 to 2026-12-06T03:00"],
    ]);
    expect(shown(of, "2026-11-29T03:00Z")).toEqual([["2026-12-06", "2026-12-06T02:00 to 2026-12-06T03:00"]]);
  });

  it("is two hours where clocks go back in it, and none where they skip it", () => {
    const of: HourOfWeek = { day: "Sun", hour: 2, zone: "Europe/Berlin" };
    expect(shown(of, "2026-10-22T00:00Z")).toEqual([["2026-10-25", "2026-10-25T00:00 to 2026-10-25T02:00"]]);
    // In its second half, which shows the same time again.
    expect(shown(of, "2026-10-25T01:30Z")).toEqual([["2026-10-25", "2026-10-25T01:30 to 2026-10-25T02:00"]]);
    expect(shown(of, "2027-03-26T00:00Z", 2)).toEqual([
      ["2027-03-28"],
      ["2027-04-04", "2027-04-04T00:00 to 2027-04-04T01:00"],
    ]);
    expect(shown(of, "2027-03-28T01:00Z")).toEqual([["2027-04-04", "2027-04-04T00:00 to 2027-04-04T01:00"]]);
    // Half an hour is skipped, and half an hour comes twice.
    const isle: HourOfWeek = { day: "Sun", hour: 2, zone: "Australia/Lord_Howe" };
    expect(shown(isle, "2026-10-01T00:00Z")).toEqual([
      ["2026-10-04", "2026-10-03T15:30 to 2026-10-03T16:00"],
    ]);
    expect(shown({ ...isle, hour: 1 }, "2027-04-01T00:00Z")).toEqual([
      ["2027-04-04", "2027-04-03T14:00 to 2027-04-03T15:30"],
    ]);
  });

  it("is every instant of the coming weeks at which clocks show it, and no other", () => {
    const asked = fc.record({
      day: fc.constantFrom(...hourDays),
      hour: fc.integer({ min: 0, max: 23 }),
      zone: fc.constantFrom(
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "America/St_Johns",
        "Asia/Beirut",
        "UTC",
      ),
    });
    // Around the nights in which clocks change, in both directions.
    const moment = fc
      .record({
        around: fc.constantFrom("2026-10-25", "2026-11-01", "2027-03-14", "2027-03-28", "2027-04-04"),
        steps: fc.integer({ min: -9 * 48, max: 3 * 48 }),
      })
      .map(({ around, steps }) => Date.parse(around) + steps * step);
    const property = fc.property(asked, moment, (of, now) => {
      const found = hoursAhead(of, now, 2);
      expect(found).toHaveLength(2);
      const ends = Math.max(now, ...found.flatMap(({ spans }) => spans.map(({ to }) => to)));
      for (let at = now; at < ends; at += step) {
        const isIn = found.some(({ spans }) => spans.some(({ from, to }) => from <= at && at < to));
        expect(isIn, iso(at)).toBe(shows(of, at));
      }
    });
    fc.assert(property, { seed: 20_261_126, numRuns: 40 });
  });
});
