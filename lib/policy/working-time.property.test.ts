import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { weekdays } from "./rota";
import { usedUpAt, workingDayMs, workingTime, type WorkingCalendar } from "./working-time";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
];

/** Around changes of clocks of these zones, and the day that Apia skipped. */
const turns = [
  "2011-12-30T10:00Z",
  "2026-03-08T07:00Z",
  "2026-03-29T01:00Z",
  "2026-04-04T15:00Z",
  "2026-10-03T15:30Z",
  "2026-10-25T01:00Z",
  "2026-11-01T06:00Z",
  "2026-11-27T02:00Z",
].map((at) => Date.parse(at));

const times = fc
  .integer({ min: 0, max: 23 * 60 })
  .chain((from) =>
    fc.integer({ min: from + 1, max: 24 * 60 }).map((to) => ({ from: clock(from), to: clock(to) })),
  );

const calendars: fc.Arbitrary<WorkingCalendar> = fc
  .record({
    zone: fc.constantFrom(...zones),
    days: fc.subarray([...weekdays], { minLength: 1 }),
    times,
    holidays: fc.subarray([
      "2011-12-29",
      "2011-12-30",
      "2026-03-29",
      "2026-10-26",
      "2026-11-01",
      "2026-11-27",
    ]),
  })
  .map(({ times: { from, to }, ...rest }) => ({ ...rest, from, to }));

const instants = fc
  .record({ turn: fc.constantFrom(...turns), away: fc.integer({ min: -2 * 24 * 60, max: 2 * 24 * 60 }) })
  .map(({ turn, away }) => turn + away * minute);

function clock(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Minute by minute, by what a clock on the wall shows. */
function counted(calendar: WorkingCalendar, { from, to }: { from: number; to: number }): number {
  let total = 0;
  for (let at = from; at < to; at += minute) {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(calendar.zone);
    const shown = clock(local.hour * 60 + local.minute);
    const weekday = weekdays[local.dayOfWeek - 1];
    const isHoliday = calendar.holidays.includes(local.toPlainDate().toString());
    if (weekday === undefined || !calendar.days.includes(weekday) || isHoliday) continue;
    if (calendar.from <= shown && shown < calendar.to) total += minute;
  }
  return total;
}

describe("working time", () => {
  it("is what one counts minute by minute, whatever clocks do in the meantime", () => {
    fc.assert(
      fc.property(
        calendars,
        instants,
        fc.integer({ min: 0, max: 2 * 24 * 60 }),
        (calendar, from, minutes) => {
          const span = { from, to: from + minutes * minute };
          expect(workingTime(calendar, span)).toBe(counted(calendar, span));
        },
      ),
      { numRuns: 25 },
    );
  });

  it("adds up over intervals, never goes back, and is never more than what went by", () => {
    fc.assert(
      fc.property(
        calendars,
        instants,
        fc.array(fc.integer({ min: 0, max: 300 * day }), { minLength: 2, maxLength: 2 }),
        (calendar, from, lengths) => {
          const [first = 0, second = 0] = lengths;
          const [middle, to] = [from + first, from + first + second];
          const parts = [
            workingTime(calendar, { from, to: middle }),
            workingTime(calendar, { from: middle, to }),
          ];
          const all = workingTime(calendar, { from, to });
          expect((parts[0] ?? 0) + (parts[1] ?? 0)).toBe(all);
          for (const [index, length] of lengths.entries()) {
            expect(parts[index]).toBeGreaterThanOrEqual(0);
            expect(parts[index]).toBeLessThanOrEqual(length);
          }
        },
      ),
    );
  });

  it("is used up at the first instant by which so much of it has gone", () => {
    fc.assert(
      fc.property(calendars, instants, fc.integer({ min: 1, max: 90 * hour }), (calendar, from, ms) => {
        const at = usedUpAt(calendar, { from, ms });
        expect(workingTime(calendar, { from, to: at })).toBe(ms);
        expect(workingTime(calendar, { from, to: at - 1 })).toBe(ms - 1);
      }),
    );
  });

  it("of nothing is used up at once, and none goes by backwards", () => {
    const calendar: WorkingCalendar = {
      zone: "Europe/Berlin",
      days: ["MO", "TU", "WE", "TH", "FR"],
      from: "09:00",
      to: "17:00",
      holidays: ["2026-12-25"],
    };
    const friday = Date.parse("2026-11-27T15:00Z");
    expect(usedUpAt(calendar, { from: friday, ms: 0 })).toBe(friday);
    expect(workingTime(calendar, { from: friday, to: friday - day })).toBe(0);
    expect(workingDayMs(calendar)).toBe(8 * hour);
    // An hour on Friday, the weekend, and the rest of a working day on Monday.
    expect(usedUpAt(calendar, { from: friday, ms: 8 * hour })).toBe(Date.parse("2026-11-30T15:00Z"));
    expect(usedUpAt(calendar, { from: Date.parse("2026-12-24T15:00Z"), ms: 2 * hour })).toBe(
      Date.parse("2026-12-28T09:00Z"),
    );
  });
});
