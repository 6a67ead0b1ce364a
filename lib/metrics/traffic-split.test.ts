import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dice, type Dice } from "@/lib/testing/search/random";
import { isSplitRejected, isVoidAt, splitAlpha, splitEvidence } from "./traffic-split";

// Looks each minute for six hours, of 200 units each; the dice are seeded, so that a run repeats the one before.
const [looks, units] = [360, 200];

/** The look (from 1) at which the split is rejected; null: at none. */
function run(random: Dice, { intended, actual }: { intended: number; actual: number }): number | null {
  const seen = { canary: 0, baseline: 0 };
  for (let look = 1; look <= looks; look += 1) {
    for (let unit = 0; unit < units; unit += 1) seen[random.chance(actual) ? "canary" : "baseline"] += 1;
    if (isSplitRejected(splitEvidence(seen, intended))) return look;
  }
  return null;
}

function median(found: readonly (number | null)[]): number {
  return found.map((each) => each ?? Infinity).toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;
}

describe("the test of the split of traffic", () => {
  test.each([0.01, 0.05, 0.5])(
    "rejects a split that is as intended, %d, in at most α of releases, however often one looks",
    (intended) => {
      const random = dice(21);
      const runs = Array.from({ length: 200 }, () => run(random, { intended, actual: intended }));
      // α is one in a thousand: of two hundred, two would be too many to be chance.
      expect(runs.filter((each) => each !== null).length).toBeLessThanOrEqual(200 * splitAlpha + 1);
    },
  );

  test("finds of 200 units a minute a doubled share within minutes, a fifth more within hours", () => {
    const random = dice(22);
    const times = (actual: number) =>
      Array.from({ length: 40 }, () => run(random, { intended: 0.05, actual }));
    expect(median(times(0.1))).toBeLessThanOrEqual(6);
    expect(median(times(0.06))).toBeLessThanOrEqual(75);
    expect(median(times(0))).toBeLessThanOrEqual(5);
  });

  test("its evidence is that of one unit after the other, whatever their order", () => {
    const share = fc.constantFrom(0.01, 0.05, 0.25, 0.5, 0.9);
    fc.assert(
      fc.property(share, fc.array(fc.boolean(), { maxLength: 400 }), (intended, seen) => {
        let [canary, baseline, log] = [0, 0, 0];
        for (const isCanary of seen) {
          // The next unit's chance after those seen, against the intended one.
          const own = isCanary ? 1_000 * intended + canary : 1_000 * (1 - intended) + baseline;
          log += Math.log(own / (1_000 + canary + baseline) / (isCanary ? intended : 1 - intended));
          if (isCanary) canary += 1;
          else baseline += 1;
        }
        expect(splitEvidence({ canary, baseline }, intended)).toBeCloseTo(log, 7);
      }),
      { numRuns: 200 },
    );
  });

  test("counts of a whole country are none too large", () => {
    expect(isSplitRejected(splitEvidence({ canary: 5e7, baseline: 9.5e8 }, 0.05))).toBe(false);
    expect(isSplitRejected(splitEvidence({ canary: 5.1e7, baseline: 9.49e8 }, 0.05))).toBe(true);
  });

  test("voids comparisons from its rejection until the exposure is another", () => {
    const confirmed = [{ at: 0 }, { at: 100 }, { at: 200 }];
    const rejected = [{ since: 100, rejectedAt: 150 }];
    const isVoid = [99, 149, 150, 199, 200].map((at) => isVoidAt(rejected, confirmed, at));
    expect(isVoid).toEqual([false, false, true, true, false]);
    expect(isVoidAt([], confirmed, 150)).toBe(false);
  });
});
