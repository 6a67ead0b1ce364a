import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { backtest, type Point } from "./backtest";
import { compile } from "./compile";
import type { Series } from "./model";
import { addStep, logEvidence, noEvents } from "./rate-regression";
import { CriterionToTry } from "./schemas";

type Pairs = [t: number, v: number | null][];
interface Case {
  name: string;
  criterion: unknown;
  from: number;
  to: number;
  samples: { canary: Pairs; baseline?: Pairs };
  expect: {
    transitions: { at: number; from: string | null; to: string }[];
    evaluations: number;
    firstBreachAt: number | null;
    final: string;
    values: (number | null)[];
  };
}
interface RateCase {
  name: string;
  theta0: number;
  batches: [kc: number, nc: number, kb: number, nb: number][];
  ln_e: number[];
}

const vectors = JSON.parse(
  readFileSync(new URL("fixtures/criteria-vectors.json", import.meta.url), "utf8"),
) as { cases: Case[]; rate_regression: RateCase[] };

function seriesOf(pairs: Pairs = []): Series[] {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0]);
  return [{ t: sorted.map(([t]) => t), v: sorted.map(([, v]) => v ?? Number.NaN) }];
}

describe("vectors", () => {
  test.each(vectors.cases)("$name", ({ criterion, from, to, samples, expect: expected }) => {
    const points: Point[] = [];
    const history = { canary: seriesOf(samples.canary), baseline: seriesOf(samples.baseline) };
    const found = backtest(compile(CriterionToTry.parse(criterion)), { from, to, ...history }, (point) => {
      points.push(point);
    });
    expect(found.transitions.map(({ value: _, ...each }) => each)).toEqual(expected.transitions);
    expect(found).toMatchObject({
      evaluations: expected.evaluations,
      firstBreachAt: expected.firstBreachAt,
      final: expected.final,
    });
    expect(points).toHaveLength(expected.values.length);
    for (const [index, value] of expected.values.entries())
      if (value === null) expect(points[index]?.value).toBeNull();
      else expect(points[index]?.value).toBeCloseTo(value, 9);
  });

  test.each(vectors.rate_regression)("rate-regression: $name", ({ theta0, batches, ln_e }) => {
    let state = noEvents;
    for (const [index, [kc, nc, kb, nb]] of batches.entries()) {
      state = addStep(theta0, state, { canary: { bad: kc, total: nc }, baseline: { bad: kb, total: nb } });
      expect(Math.abs(logEvidence(state) - (ln_e[index] ?? Number.NaN))).toBeLessThan(1e-9);
    }
  });
});
