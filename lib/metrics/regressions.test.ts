import { describe, expect, test } from "vitest";
import { dice, type Dice } from "@/lib/testing/search/random";
import { addValues, leastWorse, noValues } from "./mean-regression";
import { addStep, logEvidence, noEvents } from "./rate-regression";

// Simulations with a look each minute over six hours; the dice are seeded, so that a run repeats the one before.
const looks = 360;
const alpha = 0.05;

function binomial(random: Dice, n: number, p: number): number {
  let found = 0;
  for (let index = 0; index < n; index += 1) if (random.chance(p)) found += 1;
  return found;
}

/** Two uniform numbers make one that is normal (Box and Muller). */
function normal(random: Dice): number {
  const uniform = () => (random.below(1 << 30) + 1) / ((1 << 30) + 1);
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function shareOf(found: readonly (number | null)[]): number {
  return found.filter((each) => each !== null).length / found.length;
}

function median(found: readonly number[]): number {
  return found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? Number.NaN;
}

describe("rate-regression", () => {
  /** The look (from 1) at which each test breaches; null: at none. */
  function run(random: Dice, { canary: rate, baseline }: { canary: number; baseline: number }) {
    let state = noEvents;
    const sums = { kc: 0, nc: 0, kb: 0, nb: 0 };
    const found: { own: number | null; naive: number | null } = { own: null, naive: null };
    for (let look = 1; look <= looks; look += 1) {
      const [nc, nb] = [25, 475];
      const [kc, kb] = [binomial(random, nc, rate), binomial(random, nb, baseline)];
      state = addStep(1, state, { canary: { bad: kc, total: nc }, baseline: { bad: kb, total: nb } });
      if (logEvidence(state) >= -Math.log(alpha)) found.own ??= look;
      sums.kc += kc;
      sums.nc += nc;
      sums.kb += kb;
      sums.nb += nb;
      if (naiveZ(sums) >= 1.645) found.naive ??= look;
    }
    return found;
  }

  /** Made for one look: the pooled z-test of two proportions. */
  function naiveZ({ kc, nc, kb, nb }: { kc: number; nc: number; kb: number; nb: number }): number {
    const pooled = (kc + kb) / (nc + nb);
    const error = Math.sqrt(pooled * (1 - pooled) * (1 / nc + 1 / nb));
    return error === 0 ? 0 : (kc / nc - kb / nb) / error;
  }

  test("a harmless candidate is blamed at most in α of releases, however often one looks; a plain z-test blames several times as many", () => {
    const random = dice(1);
    const runs = Array.from({ length: 300 }, () => run(random, { canary: 0.02, baseline: 0.02 }));
    const own = shareOf(runs.map((each) => each.own));
    expect(own).toBeLessThanOrEqual(alpha);
    expect(shareOf(runs.map((each) => each.naive))).toBeGreaterThan(4 * alpha);
  });

  test("a doubled error rate is found within the six hours, at the median within two", () => {
    const random = dice(2);
    const found = Array.from({ length: 100 }, () => run(random, { canary: 0.04, baseline: 0.02 }).own);
    expect(shareOf(found)).toBeGreaterThan(0.95);
    expect(median(found.map((each) => each ?? Infinity))).toBeLessThan(120);
  });
});

describe("mean-regression", () => {
  const perLook = 10;
  const question = { better: "lower", alpha, plannedSamples: 1_000 } as const;

  function run(random: Dice, shift: number) {
    let state = noValues;
    const found: { own: number | null; naive: number | null } = { own: null, naive: null };
    for (let look = 1; look <= looks; look += 1) {
      const draw = (mean: number) => Array.from({ length: perLook }, () => mean + normal(random));
      state = {
        canary: addValues(state.canary, windowOf(draw(shift))),
        baseline: addValues(state.baseline, windowOf(draw(0))),
      };
      const { canary, baseline } = state;
      if (canary.n < 100) continue;
      if (leastWorse(state, question) > 0) found.own ??= look;
      const error = Math.sqrt(
        canary.m2 / (canary.n - 1) / canary.n + baseline.m2 / (baseline.n - 1) / baseline.n,
      );
      if ((canary.mean - baseline.mean) / error > 1.645) found.naive ??= look;
    }
    return found;
  }

  function windowOf(v: number[]) {
    return [{ of: { t: v.map((_, index) => index), v }, from: 0, to: v.length }];
  }

  test("a harmless candidate is blamed at most in α of releases, however often one looks; a plain z-test blames several times as many", () => {
    const random = dice(3);
    const runs = Array.from({ length: 300 }, () => run(random, 0));
    expect(shareOf(runs.map((each) => each.own))).toBeLessThanOrEqual(alpha);
    expect(shareOf(runs.map((each) => each.naive))).toBeGreaterThan(3 * alpha);
  });

  test("a shift of a quarter of the deviation is found, and by the metric's direction", () => {
    const random = dice(4);
    const found = Array.from({ length: 50 }, () => run(random, 0.25).own);
    expect(shareOf(found)).toBe(1);
    expect(median(found.map((each) => each ?? Infinity))).toBeLessThan(90);
    expect(shareOf(Array.from({ length: 50 }, () => run(random, -0.25).own))).toBe(0);
  });

  test("the moments are those of all values at once, whatever the batches", () => {
    const random = dice(5);
    const values = Array.from({ length: 200 }, () => 1e9 + normal(random));
    const batched = [values.slice(0, 7), values.slice(7, 150), values.slice(150)].reduce(
      (before, batch) => addValues(before, windowOf(batch)),
      noValues.canary,
    );
    const mean = values.reduce((sum, each) => sum + (each - 1e9), 0) / values.length;
    const m2 = values.reduce((sum, each) => sum + (each - 1e9 - mean) ** 2, 0);
    expect(batched.n).toBe(200);
    expect(batched.mean - 1e9).toBeCloseTo(mean, 6);
    expect(batched.m2 / m2).toBeCloseTo(1, 6);
  });
});
