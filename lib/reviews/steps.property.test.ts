import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { occurrencesOf } from "./occurrences";
import { closing, conclusion, leastMs, opening, plannedMs, standingOf, type Step, stepsOf } from "./steps";

const minute = 60_000;
const seeded = { seed: 20_261_127 } as const;

const agendaOf = fc.uniqueArray(
  fc.record({
    release: fc.record({ slug: fc.constantFrom("a", "b", "c", "d") }),
    items: fc.uniqueArray(fc.record({ key: fc.constantFrom("gate:x", "gate:y", "concern:1", "drill:x/k") }), {
      selector: ({ key }) => key,
    }),
  }),
  { selector: ({ release }) => release.slug },
);

describe("a meeting step by step", () => {
  it("reaches each step once going on, the same ones going back, and stops at both ends", () => {
    fc.assert(
      fc.property(agendaOf, (agenda) => {
        const steps = stepsOf(agenda);
        const walked: Step[] = [steps[0]];
        for (let next = standingOf(steps, steps[0]).next; next !== null;) {
          walked.push(next);
          expect(standingOf(steps, next).previous).toEqual(walked.at(-2));
          ({ next } = standingOf(steps, next));
        }
        expect(walked).toEqual(steps);
        expect([walked[0]?.item, walked.at(-1)?.item]).toEqual([opening, closing]);
        expect(standingOf(steps, steps[0]).previous).toBe(null);
      }),
      seeded,
    );
  });

  it("goes on to the end of a release when what is spoken about was settled, and never past an item unspoken of another", () => {
    fc.assert(
      fc.property(agendaOf, fc.nat(), fc.nat(), (agenda, which, dropped) => {
        const before = stepsOf(agenda);
        const current = before[which % before.length] ?? before[0];
        // Something of the agenda goes: the item itself, another one, or a whole release.
        const after = stepsOf(
          agenda.flatMap(({ release, items }, index) =>
            (dropped + index) % 3 === 0
              ? []
              : [{ release, items: items.filter((_, place) => (dropped + place) % 2 === 0) }],
          ),
        );
        const { isGone, index, next, previous } = standingOf(after, current);
        const isThere = after.some(
          ({ release, item }) => release === current.release && item === current.item,
        );
        expect(isGone).toBe(!isThere);
        if (isThere) return;
        expect(next).toEqual(after[index]);
        const hasRelease = after.some(({ release }) => release === current.release && release !== null);
        expect(next).toEqual(
          hasRelease ? { release: current.release, item: conclusion } : { release: null, item: closing },
        );
        expect(previous).toEqual(after[index - 1]);
      }),
      seeded,
    );
  });
});

describe("the time that a step is planned to take", () => {
  it("used to the minute ends the meeting on time, and what one takes longer the others make up for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 40, max: 480 }),
        fc.nat({ max: 10 }),
        (all, minutes, late) => {
          const [start, end] = [0, minutes * minute];
          let now = Math.min(late * minute, end - all * leastMs);
          const steps = Array<null>(all).fill(null);
          for (let index = 0; index < all; index += 1) now += plannedMs({ start, end, now, steps, index });
          expect(Math.abs(now - end)).toBeLessThan(all);
        },
      ),
      seeded,
    );
  });

  it("is what was said of it, and the others share what that leaves: used to the minute the meeting still ends on time", () => {
    const said = fc.option(fc.integer({ min: 1, max: 10 }).map((minutes) => minutes * minute));
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 20 }), fc.nat({ max: 10 }), (steps, late) => {
        const fixed = steps.reduce<number>((sum, each) => sum + (each ?? 0), 0);
        const [start, end] = [0, fixed + (steps.length + 10) * minute];
        let now = late * minute;
        for (const [index, each] of steps.entries()) {
          const planned = plannedMs({ start, end, now, steps, index });
          if (each !== null) expect(planned).toBe(each);
          now += planned;
        }
        if (steps.at(-1) === null) expect(Math.abs(now - end)).toBeLessThan(steps.length);
        expect(now).toBeLessThan(end + steps.length);
      }),
      seeded,
    );
  });

  it("is never less than half a minute, and past the end what each had from the outset", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat({ max: 600 }), (all, at) => {
        const steps = Array<null>(all).fill(null);
        const asked = { start: 0, end: 60 * minute, now: at * minute, steps, index: 0 };
        expect(plannedMs(asked)).toBeGreaterThanOrEqual(leastMs);
        if (at >= 60) expect(plannedMs(asked)).toBe(Math.max(leastMs, Math.floor((60 * minute) / all)));
      }),
      seeded,
    );
  });

  it.each([
    ["goes back", "2026-10-25T01:30"],
    ["goes on", "2026-03-29T01:30"],
  ])("is the same on the night on which the clock %s", (_, start) => {
    const plan = {
      id: "s",
      title: "Readiness",
      rule: null,
      zone: "Europe/Berlin",
      start,
      minutes: 120,
      ends: [],
      changes: [],
      at: 0,
    };
    const day = Date.parse(`${start.slice(0, 10)}T00:00:00Z`);
    const [held] = occurrencesOf(plan, day - 86_400_000, day + 86_400_000);
    if (held === undefined) throw new Error("it takes place");
    // The clock is changed at 01:00 UTC, in the midst of it.
    const now = held.start + 60 * minute;
    expect(held.end - held.start).toBe(120 * minute);
    expect(plannedMs({ ...held, now, steps: Array<null>(12).fill(null), index: 6 })).toBe(10 * minute);
  });
});
