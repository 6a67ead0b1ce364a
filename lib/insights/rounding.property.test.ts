import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longestStep, percentile, roundedMs, roundingSteps } from "./rounding";

const time = fc.integer({ min: 0, max: 400 * 86_400_000 });

describe("times as figures tell them", () => {
  it("are never ordered otherwise than they are, and are told again as they were", () => {
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(roundedMs(less)).toBeLessThanOrEqual(roundedMs(more));
        expect(roundedMs(roundedMs(a))).toBe(roundedMs(a));
      }),
    );
  });

  it("are off by two and a half seconds, or by a sixteenth at most", () => {
    fc.assert(
      fc.property(time, (ms) => {
        const off = Math.abs(roundedMs(ms) - ms);
        expect(off <= 2_500 || off / ms <= 1 / 16).toBe(true);
      }),
    );
  });

  it("make the percentile of rounded values the rounded percentile", () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 1 }), fc.constantFrom(0.5, 0.9, 1), (values, share) => {
        const exact = percentile(values, share) ?? 0;
        expect(percentile(values.map(roundedMs), share)).toBe(roundedMs(exact));
      }),
    );
  });
});

it("has steps that meet: each bound is a whole number of those on both sides", () => {
  for (const [index, { below, step }] of roundingSteps.entries())
    expect([below % step, below % (roundingSteps[index + 1]?.step ?? longestStep)]).toEqual([0, 0]);
});

describe("a percentile", () => {
  it("is a value that was measured, which so many do not exceed", () => {
    fc.assert(
      fc.property(
        fc.array(time, { minLength: 1 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, share) => {
          const found = percentile(values, share) ?? -1;
          expect(values).toContain(found);
          expect(values.filter((each) => each <= found).length).toBeGreaterThanOrEqual(
            Math.ceil(values.length * share),
          );
        },
      ),
    );
  });

  it("of nothing is nothing", () => {
    expect(percentile([], 0.5)).toBeNull();
  });
});
