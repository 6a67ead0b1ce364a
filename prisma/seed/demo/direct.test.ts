import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shiftedClock } from "@/lib/platform/clock";
import { direct, sittingFor, type Story, workday, workingTime } from "./direct";

const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) });

describe("working time", () => {
  it("is on a working day between eight and six, never before what was asked, and stays where it is", () => {
    fc.assert(
      fc.property(instant, (at) => {
        const moved = workingTime(at);
        const date = new Date(moved);
        expect(moved).toBeGreaterThanOrEqual(at);
        expect(moved - at).toBeLessThan(3 * 86_400_000);
        expect([1, 2, 3, 4, 5]).toContain(date.getUTCDay());
        expect(date.getUTCHours()).toBeGreaterThanOrEqual(8);
        expect(date.getUTCHours()).toBeLessThan(18);
        expect(workingTime(moved)).toBe(moved);
      }),
    );
  });
});

describe("a director", () => {
  it("plays stories side by side in the order of time, and nothing after the end", async () => {
    const clock = shiftedClock(-40 * 86_400_000);
    const end = new Date();
    const seen: { who: string; at: number }[] = [];
    async function* story(who: string, waits: number[]): Story {
      for (const wait of waits) {
        seen.push({ who, at: clock.now().getTime() });
        yield wait;
      }
    }
    await direct(
      [
        { daysAgo: 10, story: story("late", [1, 1]) },
        { daysAgo: 30, story: story("early", [24, 24, 24 * 100]) },
        { daysAgo: 1, story: story("last", [1, 1, 1]) },
      ],
      { clock, end },
    );
    const times = seen.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(seen.map(({ who }) => who).slice(0, 3)).toEqual(["early", "early", "early"]);
    expect(Math.max(...times)).toBeLessThan(Date.now() + 1_000);
    expect(seen).toHaveLength(8);
  });

  it.each([
    ["in the middle of the day", 10],
    ["ten minutes before the evening, which does not end it", workday.to - 1 / 6],
  ])("lets nobody act in the middle of a sitting %s", async (_when, hour) => {
    const clock = shiftedClock(-40 * 86_400_000);
    const end = new Date();
    const seen: { who: string; at: number }[] = [];
    async function* sitting(): Story {
      const now = clock.now();
      yield 24 - now.getUTCHours() - now.getUTCMinutes() / 60 + hour;
      for (let act = 0; act < 4; act += 1) {
        seen.push({ who: "sitting", at: clock.now().getTime() });
        yield sittingFor(0.1);
      }
    }
    async function* busy(): Story {
      for (let act = 0; act < 400; act += 1) {
        seen.push({ who: "busy", at: clock.now().getTime() });
        // What somebody does takes a while.
        clock.shift(20 * 60_000);
        yield 0.01;
      }
    }
    await direct(
      [
        { daysAgo: 20, story: sitting() },
        { daysAgo: 20, story: busy() },
      ],
      { clock, end },
    );
    const first = seen.findIndex(({ who }) => who === "sitting");
    const acts = seen.slice(first, first + 4);
    expect(acts.map(({ who }) => who)).toEqual(["sitting", "sitting", "sitting", "sitting"]);
    for (const [index, { at }] of acts.slice(1).entries())
      expect(Math.abs(at - (acts[index]?.at ?? 0) - 6 * 60_000)).toBeLessThan(1_000);
    // Others acted before it and after it.
    expect(first).toBeGreaterThan(0);
    expect(seen).toHaveLength(404);
  });
});
