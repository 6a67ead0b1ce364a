import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shiftedClock } from "@/lib/platform/clock";
import { direct, type Story, workingTime } from "./direct";

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
});
