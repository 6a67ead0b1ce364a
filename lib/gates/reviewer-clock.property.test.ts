import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { workingTime, type WorkingCalendar } from "@/lib/policy/working-time";
import {
  clockLevelDue,
  clockLevelToReach,
  countedFrom,
  isEscalation,
  nextClockReminderAt,
  type Pause,
  readClock,
  type ReviewerClock,
  targetTime,
  usedDays,
} from "./reviewer-clock";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const monday = Date.parse("2026-03-23T00:00Z");

const berlin: WorkingCalendar = {
  zone: "Europe/Berlin",
  days: ["MO", "TU", "WE", "TH", "FR"],
  from: "09:00",
  to: "17:00",
  holidays: ["2026-03-31"],
};
const calendars: readonly WorkingCalendar[] = [
  berlin,
  { ...berlin, zone: "America/New_York", holidays: [] },
  { ...berlin, zone: "Australia/Lord_Howe", days: ["MO", "TU", "SA"], from: "07:30", to: "12:15" },
];

const holders = fc.array(
  fc.record({
    personId: fc.constantFrom("ada", "ben", "cleo"),
    calendar: fc.constantFrom(...calendars),
    targetDays: fc.constantFrom(0, 0.5, 1, 2, 3),
  }),
  { minLength: 1, maxLength: 3 },
);
const moment = fc.integer({ min: 0, max: 20 * 24 * 60 }).map((minutes) => monday + minutes * minute);
const pauses: fc.Arbitrary<Pause[]> = fc.array(
  fc.record({ from: moment, length: fc.integer({ min: 0, max: 3 * day }) }).map(({ from, length }) => ({
    from,
    to: from + length,
  })),
  { maxLength: 4 },
);
const clocks: fc.Arbitrary<ReviewerClock> = fc.record({ since: moment, pauses, holders });
/** Times at which the worker ran, in any order: it stands still, jumps, misses hours, goes back. */
const runs = fc.array(moment, { maxLength: 30 });

const at = (text: string) => Date.parse(text);
const one = (over: Partial<ReviewerClock> = {}): ReviewerClock => ({
  since: at("2026-03-23T08:00Z"),
  pauses: [],
  holders: [{ personId: "ada", calendar: berlin, targetDays: 2 }],
  ...over,
});

describe("a reviewer's clock", () => {
  it("counts no time in which the ball is with the other side, however pauses lie", () => {
    fc.assert(
      fc.property(clocks, moment, (clock, now) => {
        const [holder] = clock.holders;
        if (holder === undefined) return;
        const inPause = (time: number) =>
          clock.pauses.some(({ from, to }) => from <= time && time < (to ?? Infinity));
        const edges = [clock.since, now, ...clock.pauses.flatMap(({ from, to }) => [from, to ?? now])]
          .filter((edge) => clock.since <= edge && edge <= now)
          .toSorted((a, b) => a - b);
        const slow = edges.slice(1).reduce((total, to, index) => {
          const from = edges[index] ?? to;
          return inPause(from) ? total : total + workingTime(holder.calendar, { from, to });
        }, 0);
        const [opens = 0, closes = 0] = [holder.calendar.from, holder.calendar.to].map((time) =>
          at(`1970-01-01T${time}Z`),
        );
        expect(usedDays(clock, holder.calendar, now)).toBeCloseTo(slow / (closes - opens), 9);
      }),
    );
  });

  it("is kept as one moment, by which it is told at any later time as long as nobody acts", () => {
    fc.assert(
      fc.property(clocks, moment, moment, (clock, a, b) => {
        const [now, later] = [Math.min(a, b), Math.max(a, b)];
        // What begins or ends later is an act.
        const known = {
          ...clock,
          pauses: clock.pauses
            .filter(({ from }) => from <= now)
            .map(({ from, to }) => ({ from, to: to === null || to > now ? null : to })),
        };
        if (clock.since > now) return;
        const { countsFrom, pausedSince } = countedFrom(known, now);
        const edges = [clock.since, later, ...known.pauses.flatMap(({ from, to }) => [from, to ?? later])]
          .filter((edge) => clock.since <= edge && edge <= later)
          .toSorted((x, y) => x - y);
        const slow = edges.slice(1).reduce((total, to, index) => {
          const from = edges[index] ?? to;
          const isPaused = known.pauses.some((each) => each.from <= from && from < (each.to ?? Infinity));
          return isPaused ? total : total + to - from;
        }, 0);
        expect((pausedSince ?? later) - countsFrom).toBe(slow);
      }),
    );
  });

  it("stands while it is paused, and goes on where it stood", () => {
    const clock = one({ pauses: [{ from: at("2026-03-23T12:00Z"), to: null }] });
    for (const now of ["2026-03-23T12:00Z", "2026-03-24T12:00Z", "2026-04-20T12:00Z"].map(at)) {
      expect(readClock(clock, now)).toEqual({
        personId: "ada",
        usedDays: 0.5,
        targetDays: 2,
        pausedSince: at("2026-03-23T12:00Z"),
      });
      expect(clockLevelDue(clock, now)).toBeNull();
      expect(nextClockReminderAt(clock, { reached: null, now })).toBeNull();
    }
    const dismissed = one({ pauses: [{ from: at("2026-03-23T12:00Z"), to: at("2026-03-25T08:00Z") }] });
    expect(targetTime(dismissed, at("2026-03-25T08:00Z"))).toBe(at("2026-03-26T12:00Z"));
  });

  it("reminds at half of its target, at the target, and each further working day", () => {
    const clock = one();
    const told: [string, string, boolean][] = [];
    let reached: number | null = null;
    let now = clock.since;
    for (let each = 0; each < 6; each += 1) {
      now = nextClockReminderAt(clock, { reached, now }) ?? now;
      const level = clockLevelToReach(clock, { reached, now });
      if (level === null) throw new Error("no level");
      told.push([level.name, new Date(level.at).toISOString().slice(0, 16), isEscalation(level)]);
      reached = level.step;
    }
    // Clocks go ahead on the 29th, and nobody works on the 31st.
    expect(told).toEqual([
      ["half", "2026-03-23T16:00", false],
      ["target", "2026-03-24T16:00", true],
      ["over-1d", "2026-03-25T16:00", true],
      ["over-2d", "2026-03-26T16:00", true],
      ["over-3d", "2026-03-27T16:00", true],
      ["over-4d", "2026-03-30T15:00", true],
    ]);
  });

  it("is the clock of the holder who is due first", () => {
    const later = { personId: "ben", calendar: { ...berlin, zone: "America/New_York" }, targetDays: 2 };
    const clock = one({ holders: [later, ...one().holders] });
    expect(readClock(clock, at("2026-03-23T16:00Z"))).toMatchObject({ personId: "ada", usedDays: 1 });
    expect(targetTime(clock, clock.since)).toBe(at("2026-03-24T16:00Z"));
  });

  it("loses no level and repeats none, whenever the worker ran", () => {
    fc.assert(
      fc.property(clocks, runs, (clock, times) => {
        const reached: number[] = [];
        for (const now of times) {
          const level = clockLevelToReach(clock, { reached: reached.at(-1) ?? null, now });
          if (level === null) continue;
          expect(level.at).toBeLessThanOrEqual(now);
          reached.push(level.step);
        }
        for (const [index, step] of reached.entries())
          if (index > 0) expect(step).toBeGreaterThan(reached[index - 1] ?? -1);
        const latest = times.length === 0 ? null : clockLevelDue(clock, Math.max(...times));
        expect(reached.at(-1) ?? null).toBe(latest?.step ?? null);
      }),
    );
  });

  it("is looked at again when a level is due and not reached, and the next comes no earlier than it is said to", () => {
    fc.assert(
      fc.property(clocks, fc.option(fc.integer({ min: 0, max: 4 })), moment, (clock, reached, now) => {
        const next = nextClockReminderAt(clock, { reached, now });
        expect(next !== null && next <= now).toBe(clockLevelToReach(clock, { reached, now }) !== null);
        if (next === null || next <= now) return;
        const later = clock.pauses.filter(({ from }) => from <= now);
        const known = { ...clock, pauses: later };
        expect(clockLevelToReach(known, { reached, now: next })?.step).toBeGreaterThan(reached ?? -1);
        expect(clockLevelToReach(known, { reached, now: next - 1 })).toBeNull();
      }),
    );
  });
});
