import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type CountersBySeries, increasesOf, longestGapMs } from "./counter-increases";

const read = (at: number, bad: Record<string, number>, total: Record<string, number>) => ({
  at,
  bad: new Map(Object.entries(bad)),
  total: new Map(Object.entries(total)),
});

describe("what counters grew by", () => {
  it("is told from the second read of a series on", () => {
    const first = increasesOf({}, read(0, { a: 2 }, { a: 100 }));
    expect(first.increases).toEqual([]);
    const second = increasesOf(first.after, read(30_000, { a: 5 }, { a: 140, b: 7 }));
    expect(second.increases).toEqual([{ key: "a", bad: 3, total: 40 }]);
  });

  it("counts from 0 what is bad for the first time, and nothing while such a counter is away", () => {
    const first = increasesOf({}, read(0, {}, { a: 10 }));
    const second = increasesOf(first.after, read(1, { a: 4 }, { a: 20 }));
    expect(second.increases).toEqual([{ key: "a", bad: 4, total: 10 }]);
    const third = increasesOf(second.after, read(2, {}, { a: 25 }));
    expect(third.increases).toEqual([{ key: "a", bad: 0, total: 5 }]);
    const fourth = increasesOf(third.after, read(3, { a: 5 }, { a: 30 }));
    expect(fourth.increases).toEqual([{ key: "a", bad: 1, total: 5 }]);
  });

  it("tells more bad than total with the next read that makes sense", () => {
    const first = increasesOf({}, read(0, { a: 0 }, { a: 10 }));
    const torn = increasesOf(first.after, read(1, { a: 3 }, { a: 12 }));
    expect(torn.increases).toEqual([]);
    expect(increasesOf(torn.after, read(2, { a: 3 }, { a: 15 })).increases).toEqual([
      { key: "a", bad: 3, total: 5 },
    ]);
  });

  it("begins a series anew after a long gap, and forgets it", () => {
    const first = increasesOf({}, read(0, { a: 0, b: 0 }, { a: 10, b: 10 }));
    const later = increasesOf(first.after, read(longestGapMs + 1, { a: 0 }, { a: 50 }));
    expect(later.increases).toEqual([]);
    expect(Object.keys(later.after)).toEqual(["a"]);
  });
});

test("whatever is reset in between, all that was counted up to a reset's read is told once", () => {
  const step = fc.record({ bad: fc.nat(5), good: fc.nat(50), isReset: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      let state: CountersBySeries = increasesOf({}, read(0, { a: 0 }, { a: 0 })).after;
      let shown = { bad: 0, total: 0 };
      const told = { bad: 0, total: 0 };
      const happened = { bad: 0, total: 0 };
      for (const [index, { bad, good, isReset }] of steps.entries()) {
        // A process that begins anew and has counted more than before cannot be told from one that went on.
        const isSeen = isReset && shown.bad > bad && shown.total > bad + good;
        const from = isSeen ? { bad: 0, total: 0 } : shown;
        shown = { bad: from.bad + bad, total: from.total + bad + good };
        happened.bad += bad;
        happened.total += bad + good;
        const { increases, after } = increasesOf(
          state,
          read(index + 1, { a: shown.bad }, { a: shown.total }),
        );
        state = after;
        for (const each of increases) {
          told.bad += each.bad;
          told.total += each.total;
        }
      }
      expect(told).toEqual(happened);
    }),
  );
});
