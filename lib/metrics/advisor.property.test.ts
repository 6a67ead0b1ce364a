import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { advise, type Advisable, shortestBetween, thresholdsFor } from "./advisor";
import { backtest } from "./backtest";
import { compile } from "./compile";
import { CriterionToTry } from "./schemas";
import { breachesOf, falseMsOf, type Incident, scoreOf } from "./score";

const minute = 60_000;

const sample = fc.record({
  t: fc.integer({ min: 0, max: 240 }).map((n) => n * 15_000),
  v: fc.oneof(
    { weight: 15, arbitrary: fc.integer({ min: -200, max: 400 }).map((n) => n / 8) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity) },
  ),
});
const series = fc.uniqueArray(sample, { selector: ({ t }) => t, maxLength: 120 }).map((all) => {
  const sorted = all.toSorted((a, b) => a.t - b.t);
  return { t: sorted.map(({ t }) => t), v: sorted.map(({ v }) => v) };
});
const span = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 15 }))
  .map(([from, length]): Incident => ({ from: from * minute, to: (from + length) * minute }));
const history = fc.record({
  from: fc.constant(0),
  to: fc.constant(60 * minute),
  canary: fc.array(series, { minLength: 1, maxLength: 2 }),
  baseline: fc.array(series, { minLength: 1, maxLength: 2 }),
  incidents: fc.array(span, { minLength: 1, maxLength: 4 }),
});
const minutes = (max: number) => fc.integer({ min: 0, max }).map((n) => `${n}m`);
const sustained = fc.oneof(
  minutes(5).map((text) => ({ for: text })),
  fc.constant({ mOfN: { m: 2, n: 4 } }),
);
const criterion = fc
  .record({
    kind: fc.constantFrom("threshold", "ratio", "delta"),
    agg: fc.constantFrom("mean", "max", "last", "p90", "increase"),
    window: fc.constantFrom("1m", "3m"),
    step: fc.constantFrom("1m", "2m"),
    breach: fc.record({
      op: fc.constantFrom(">", ">=", "<", "<="),
      value: fc.integer({ min: -20, max: 40 }).map(String),
    }),
    latch: fc.constant(false),
    clearFor: minutes(3),
    sustained,
    grace: fc.constantFrom({}, { noDataGrace: "3m", onNoData: "breach" }, { noDataGrace: "2m" }),
    cleared: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
  })
  .map(({ sustained: how, grace, cleared, ...rest }) => {
    const away = rest.breach.op.startsWith(">") ? -1 : 1;
    const clear =
      cleared === null
        ? {}
        : { clear: { op: away < 0 ? "<" : ">", value: String(Number(rest.breach.value) + away * cleared) } };
    return CriterionToTry.parse({ ...rest, ...how, ...grace, ...clear }) as Advisable;
  });

describe("the advisor", () => {
  test("answers for each threshold what its own backtest answers", () => {
    fc.assert(
      fc.property(criterion, history, (asked, given) => {
        for (const { value, isUndominated: _, isPresent, falseMs, ...score } of advise(asked, {}, given)) {
          const own = compile({ ...asked, breach: { ...asked.breach, value } });
          const { see, breaches } = breachesOf();
          backtest(own, given, ({ at, verdict }) => see(at, verdict));
          expect(score).toEqual(scoreOf(breaches, given.incidents));
          expect(falseMs).toBe(falseMsOf(breaches, given.incidents, given));
          expect(isPresent).toBe(Number(value) === Number(asked.breach.value));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("never finds fewer, later, or with less time in breach for nothing by a stricter threshold", () => {
    fc.assert(
      fc.property(criterion, history, (asked, given) => {
        // Not so of a ring, which is emptied when a breach is left; nor where missing data is a breach: whoever was in breach before has
        // counted safe results already, and so leaves it sooner.
        fc.pre(asked.mOfN === undefined && asked.onNoData !== "breach");
        const found = advise(asked, {}, given);
        for (const [index, stricter] of found.entries())
          for (const looser of found.slice(index + 1)) {
            expect(stricter.misses).toBeLessThanOrEqual(looser.misses);
            expect(stricter.falseMs).toBeGreaterThanOrEqual(looser.falseMs);
            if (stricter.misses !== looser.misses) continue;
            for (const [place, delay] of stricter.delaysMs.entries())
              expect(delay).toBeLessThanOrEqual(looser.delaysMs[place] ?? 0);
          }
      }),
      { numRuns: 200 },
    );
  });

  test("never enters its first breach later by a stricter threshold, of a ring too", () => {
    fc.assert(
      fc.property(criterion, history, (asked, given) => {
        const firsts = thresholdsFor(asked, [0, 10, 20]).map(
          (value) =>
            backtest(compile({ ...asked, breach: { ...asked.breach, value } }), given).firstBreachAt ??
            Infinity,
        );
        expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
      }),
    );
  });

  test("marks a threshold exactly where no other is as good in all and better in one", () => {
    fc.assert(
      fc.property(criterion, history, (asked, given) => {
        const found = advise(asked, {}, given);
        const weigh = (one: (typeof found)[number]) => [
          one.falseRollbacks,
          one.falseMs,
          one.misses,
          one.medianDelayMs ?? Infinity,
        ];
        expect(found.some(({ isUndominated }) => isUndominated)).toBe(true);
        for (const one of found) {
          const dominating = found.filter((other) => {
            const pairs = weigh(other).map((each, index) => each - (weigh(one)[index] ?? 0));
            return pairs.every((each) => !(each > 0)) && pairs.some((each) => each < 0);
          });
          expect(one.isUndominated).toBe(dominating.length === 0);
        }
      }),
    );
  });
});

describe("thresholds", () => {
  const asked = CriterionToTry.parse({
    kind: "threshold",
    agg: "last",
    window: "1m",
    step: "1m",
    breach: { op: ">", value: "250" },
  }) as Advisable;

  test("are at most 50 decimals in order of strictness, with the present one, and part the values seen", () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { maxLength: 200 });
    fc.assert(
      fc.property(values, fc.constantFrom(">", "<"), (seen, op) => {
        const found = thresholdsFor({ ...asked, breach: { op, value: "250" } }, seen);
        expect(found.length).toBeLessThanOrEqual(50);
        expect(found).toContain("250");
        const numbers = found.map(Number);
        const sorted = numbers.toSorted((a, b) => (op === ">" ? a - b : b - a));
        expect(numbers).toEqual(sorted);
        expect(new Set(numbers).size).toBe(numbers.length);
      }),
    );
  });

  it("are short: what a person would write", () => {
    expect(thresholdsFor(asked, [100, 200, 300]).filter((text) => text.length > 5)).toEqual([]);
    expect([
      shortestBetween(0.0123, 0.0187),
      shortestBetween(99.4, 100.6),
      shortestBetween(-3.2, -2.9),
    ]).toEqual(["0.018", "100", "-3"]);
  });

  it("stay where clear is strictly safer", () => {
    const found = thresholdsFor({ ...asked, clear: { op: "<", value: "220" } }, [100, 200, 300]);
    expect(Math.min(...found.map(Number))).toBeGreaterThan(220);
    expect(found).toContain("250");
  });

  it("are the present one alone where nothing was measured", () => {
    expect(thresholdsFor(asked, [])).toEqual(["250"]);
  });
});
