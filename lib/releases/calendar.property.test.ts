import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dayAfter,
  dayIn,
  daysBetween,
  startOfDayIn,
  isMonth,
  monthAfter,
  monthOf,
  shownDays,
  weeksOf,
} from "./calendar";

const month = fc
  .tuple(fc.integer({ min: 2000, max: 2100 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, number]) => `${year}-${String(number).padStart(2, "0")}`);
const near = (around: string) =>
  fc
    .integer({ min: -60, max: 60 })
    .map((days) =>
      new Date(Date.parse(`${around}-15T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10),
    );

describe("the weeks of a month", () => {
  it("are whole, begin on Monday, and hold each of its days once and in order", () => {
    fc.assert(
      fc.property(month, (shown) => {
        const weeks = weeksOf(shown, []);
        const days = weeks.flat().map(({ date }) => date);
        expect(weeks.every((week) => week.length === 7)).toBe(true);
        for (const [monday] of weeks) expect(new Date(`${monday?.date ?? ""}T00:00:00Z`).getUTCDay()).toBe(1);
        for (const [index, date] of days.entries())
          if (index > 0) expect(daysBetween(days[index - 1] ?? "", date)).toBe(1);
        const own = weeks.flat().filter(({ isInMonth }) => isInMonth);
        const [year = 0, number = 1] = shown.split("-").map(Number);
        expect(own).toHaveLength(new Date(Date.UTC(year, number, 0)).getUTCDate());
        expect(own.every(({ date }) => monthOf(date) === shown)).toBe(true);
      }),
    );
  });

  it("hold each item exactly once, on its day, where that day is shown", () => {
    fc.assert(
      fc.property(
        month.chain((shown) => fc.tuple(fc.constant(shown), fc.array(near(shown), { maxLength: 30 }))),
        ([shown, dates]) => {
          const items = dates.map((date, id) => ({ date, id }));
          const { from, to } = shownDays(shown);
          const placed = weeksOf(shown, items).flat();
          for (const day of placed) expect(day.items.every(({ date }) => date === day.date)).toBe(true);
          const ids = placed.flatMap((day) => day.items.map(({ id }) => id));
          const wanted = items.filter(({ date }) => date >= from && date <= to).map(({ id }) => id);
          expect(ids.sort((a, b) => a - b)).toEqual(wanted);
        },
      ),
    );
  });

  it("follow each other without a gap, over changes of the clock and of the year", () => {
    fc.assert(
      fc.property(month, (shown) => {
        const { to } = shownDays(shown);
        const next = shownDays(monthAfter(shown, 1));
        expect(daysBetween(next.from, to)).toBeGreaterThanOrEqual(-1);
        expect(monthAfter(monthAfter(shown, 1), -1)).toBe(shown);
        expect(monthAfter(shown, 12).slice(5)).toBe(shown.slice(5));
      }),
    );
    expect(shownDays("2026-03")).toEqual({ from: "2026-02-23", to: "2026-04-05" });
    expect(monthAfter("2026-12", 1)).toBe("2027-01");
  });
});

it("knows the day where the reader is", () => {
  const at = Date.parse("2026-12-31T23:30:00Z");
  expect(dayIn("UTC", at)).toBe("2026-12-31");
  expect(dayIn("Asia/Tokyo", at)).toBe("2027-01-01");
  expect(dayIn("America/Los_Angeles", at)).toBe("2026-12-31");
});

it("knows when a day begins where the reader is, also where clocks skip its midnight", () => {
  const begins = (zone: string, date: string) => new Date(startOfDayIn(zone, date)).toISOString();
  expect(begins("UTC", "2026-12-01")).toBe("2026-12-01T00:00:00.000Z");
  expect(begins("Asia/Tokyo", "2027-01-01")).toBe("2026-12-31T15:00:00.000Z");
  expect(begins("America/Santiago", "2026-09-06")).toBe("2026-09-06T04:00:00.000Z");
  expect(begins("Asia/Kathmandu", "2026-03-01")).toBe("2026-02-28T18:15:00.000Z");
  expect(dayAfter("2026-12-31", 1)).toBe("2027-01-01");
});

it("tells months from other words", () => {
  expect(["2026-12", "2000-01", "2100-12"].every(isMonth)).toBe(true);
  expect(["2026-13", "2026-00", "1999-12", "2101-01", "0000-01", "2026-1", "x", ""].some(isMonth)).toBe(
    false,
  );
});
