import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FailureMode, failureModes, type Injection, samplesBetween } from "./failure-modes";
import { foresee, leadMs } from "./foresee";
import { Criterion } from "./schemas";

const minute = 60_000;
const startedAt = 1_700_000_000_000;

const minutes = (min: number, max: number) => fc.integer({ min, max }).map((n) => `${n}m`);
/** Above 0: a counter that must not grow by less than nothing is no criterion. */
const bound = fc.record({
  op: fc.constantFrom(">", ">=", "<", "<="),
  value: fc.oneof(
    fc.integer({ min: 1, max: 5_000 }).map(String),
    fc.constantFrom("0.01", "0.5", "1.2", "99.9"),
  ),
});
const common = {
  step: minutes(1, 2),
  noDataGrace: fc.option(minutes(2, 6), { nil: undefined }),
  onNoData: fc.constantFrom("withhold", "breach"),
  latch: fc.boolean(),
  where: fc.constantFrom(undefined, { region: "eu" }),
};
const named = { key: "c", metric: "m", severity: "warn" };
const parsed = (document: object) => Criterion.parse({ ...named, ...document });

const usual = { step: "1m", noDataGrace: "5m" };
const windowed = { ...usual, window: "5m", breach: { op: ">", value: "250" } };
const compared = fc
  .record({
    kind: fc.constantFrom("threshold", "ratio", "delta"),
    agg: fc.constantFrom("mean", "sum", "min", "max", "last", "increase", "rate", "p0", "p50", "p95"),
    window: minutes(1, 10),
    breach: bound,
    sustained: fc.oneof(
      fc.constant({}),
      minutes(0, 6).map((text) => ({ for: text })),
      fc.constant({ mOfN: { m: 3, n: 5 } }),
    ),
    minSamples: fc.constantFrom(1, 5, 30),
    maxSampleAge: fc.option(minutes(1, 3), { nil: undefined }),
    ...common,
  })
  .map(({ sustained, ...rest }) => parsed({ ...rest, ...sustained }));
const rate = fc
  .record({
    margin: fc.constantFrom("0", "0.1", "1", "9"),
    alpha: fc.constantFrom("0.05", "0.001"),
    minSamples: fc.constantFrom(1, 500, 5_000),
    window: minutes(1, 10),
    ...common,
  })
  .map((rest) => parsed({ kind: "rate-regression", ...rest }));
const mean = fc
  .record({
    delta: fc.constantFrom("0", "0.5", "20"),
    alpha: fc.constantFrom("0.05", "0.001"),
    minSamples: fc.constantFrom(100, 400),
    plannedSamples: fc.constantFrom(100, 2_000),
    window: minutes(1, 10),
    ...common,
    noDataGrace: fc.option(minutes(5, 8), { nil: undefined }),
  })
  .map((rest) => parsed({ kind: "mean-regression", ...rest }));
const burn = fc
  .record({
    objective: fc.constantFrom("0.9", "0.99", "0.999"),
    minSamples: fc.constantFrom(1, 1_000),
    ...common,
  })
  .map((rest) => parsed({ kind: "burn-rate", ...rest }));
const criterion = fc.oneof({ weight: 4, arbitrary: compared }, rate, mean, burn);
const better = fc.constantFrom("lower" as const, "higher" as const);

const drill = fc.record({ criterion, better, drillId: fc.uuid() }).map((each): Omit<Injection, "mode"> => ({
  drillId: each.drillId,
  criterion: each.criterion,
  meaning: { better: each.better, regressions: 2 },
  startedAt,
  failsAt: null,
  mendedAt: null,
  intervalMs: 30_000,
}));

describe("of any criterion, the samples of a drill", () => {
  test("are found in breach after a step change, and withheld or in breach after silence where it says for how long it bears none", () => {
    fc.assert(
      fc.property(drill, (injection) => {
        const { noDataGrace, onNoData } = injection.criterion;
        expect(foresee({ ...injection, mode: "step-change" })).toMatchObject({
          willBeFound: true,
          as: "breach",
        });
        // While a window empties, what is summed over it is less than what it is compared with.
        const { criterion: own } = injection;
        const isSummed =
          (own.kind === "ratio" || own.kind === "delta") && (own.agg === "sum" || own.agg === "increase");
        const asked = noDataGrace === undefined ? null : onNoData === "breach" ? "breach" : "withheld";
        for (const mode of ["silence", "nan-flood"] as const) {
          const { as, because } = foresee({ ...injection, mode });
          expect([asked, ...(mode === "silence" && isSummed ? ["breach"] : [])]).toContain(as);
          expect(because).toBe(as === null ? "not-seen" : null);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("are ok before they fail, and as long as nothing does", () => {
    fc.assert(
      fc.property(drill, (injection) => {
        // Latched, so that any breach before is told by the last verdict before the failure.
        const latched = { ...injection, criterion: { ...injection.criterion, latch: true } };
        const failsAt = startedAt + leadMs(injection) + 120 * minute;
        expect(foresee({ ...latched, failsAt, mode: "step-change" }).because).not.toBe("not-ok-before");
      }),
      { numRuns: 120 },
    );
  });

  test("are the same whenever they are asked for, and whatever is asked for together", () => {
    fc.assert(
      fc.property(
        drill,
        fc.constantFrom(...failureModes),
        fc.integer({ min: 0, max: 40 }),
        (injection, mode, cut) => {
          const failing = {
            ...injection,
            mode,
            failsAt: startedAt + 10 * minute,
            mendedAt: startedAt + 30 * minute,
          };
          const [from, middle, to] = [startedAt - 1, startedAt + cut * minute + 7, startedAt + 40 * minute];
          expect([...samplesBetween(failing, from, middle), ...samplesBetween(failing, middle, to)]).toEqual(
            samplesBetween(failing, from, to),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test("of counters never fall", () => {
    fc.assert(
      fc.property(
        compared,
        fc.constantFrom(...failureModes),
        fc.constantFrom("increase", "rate"),
        (found, mode, agg) => {
          const counted = { ...found, agg } as Criterion;
          const injection = {
            drillId: "d",
            criterion: counted,
            meaning: {},
            mode,
            startedAt,
            intervalMs: 30_000,
          };
          const times = { failsAt: startedAt + 10 * minute, mendedAt: startedAt + 30 * minute };
          const samples = samplesBetween({ ...injection, ...times }, startedAt - 1, startedAt + 40 * minute);
          for (const cohort of ["canary", "baseline"])
            for (const slice of ["1", "4"]) {
              const values = samples.flatMap((each) =>
                each.cohort === cohort &&
                each.labels["drill_slice"] === slice &&
                "v" in each &&
                !Number.isNaN(each.v)
                  ? [each.v]
                  : [],
              );
              expect(values.every((v, index) => v >= (values[index - 1] ?? 0))).toBe(true);
            }
        },
      ),
      { numRuns: 40 },
    );
  });
});

test("of a slice that a criterion does not select are not found by it", () => {
  const criterion = parsed({ kind: "threshold", agg: "max", ...windowed, where: { region: "eu" } });
  const injection = { drillId: "drill", criterion, meaning: {}, startedAt, failsAt: null, mendedAt: null };
  const asked = { ...injection, mode: "one-slice", intervalMs: 30_000 } as const;
  expect(foresee({ ...asked, slice: { region: "us" } })).toMatchObject({
    willBeFound: false,
    as: null,
    afterMs: null,
    because: "not-seen",
    isLookedOut: true,
  });
  expect(foresee({ ...asked, slice: { user: "new" } })).toMatchObject({ willBeFound: true, as: "breach" });
});

/** What a usual criterion of each kind finds of each mode: `-` what it cannot see. */
const table: Record<string, [criterion: object, found: Partial<Record<FailureMode, string>>]> = {
  // A share of the values that is smaller than what an average or a percentile looks at is hidden by it.
  "threshold on a mean for 5 minutes": [
    { kind: "threshold", agg: "mean", for: "5m", ...windowed },
    { spike: "-", "one-slice": "-" },
  ],
  "threshold on a percentile": [{ kind: "threshold", agg: "p95", ...windowed }, {}],
  "threshold on a maximum for longer than its window": [
    { kind: "threshold", agg: "max", for: "10m", ...windowed },
    { spike: "-" },
  ],
  // Of a count only silence is told: a drill sends as many samples as ever.
  "threshold on a count": [
    { kind: "threshold", agg: "count", ...windowed },
    { "step-change": "-", ramp: "-", spike: "-", "slow-leak": "-", "one-slice": "-" },
  ],
  ratio: [
    { kind: "ratio", agg: "mean", ...windowed, breach: { op: ">", value: "1.5" } },
    { "one-slice": "-", spike: "-" },
  ],
  delta: [
    { kind: "delta", agg: "p50", ...windowed },
    { "one-slice": "-", spike: "-" },
  ],
  "rate-regression": [
    { kind: "rate-regression", ...usual, window: "5m", margin: "0.1", alpha: "0.05", minSamples: 500 },
    { spike: "-" },
  ],
  "mean-regression": [
    {
      kind: "mean-regression",
      ...usual,
      window: "5m",
      delta: "5",
      alpha: "0.05",
      plannedSamples: 1_000,
      minSamples: 100,
    },
    { spike: "-" },
  ],
  "burn-rate": [{ kind: "burn-rate", ...usual, objective: "0.99" }, {}],
};

test.each(Object.entries(table))("%s finds what the table says", (_, [document, otherwise]) => {
  const criterion = parsed(document);
  const found = Object.fromEntries(
    failureModes.map((mode) => {
      const injection = {
        drillId: "drill",
        criterion,
        meaning: {},
        mode,
        startedAt,
        failsAt: null,
        mendedAt: null,
      };
      return [mode, foresee({ ...injection, intervalMs: 30_000 }).as ?? "-"];
    }),
  );
  const expected = failureModes.map((mode) => {
    const usually = mode === "silence" || mode === "nan-flood" ? "withheld" : "breach";
    return [mode, otherwise[mode] ?? usually];
  });
  expect(found).toEqual(Object.fromEntries(expected));
});

test("says after how long: a step change at once, a leak after hours, and nothing where what is healthy breaches", () => {
  const criterion = parsed({ kind: "threshold", agg: "p95", ...windowed });
  const injection = {
    drillId: "drill",
    criterion,
    meaning: {},
    startedAt,
    failsAt: null,
    mendedAt: null,
    intervalMs: 30_000,
  };
  const step = foresee({ ...injection, mode: "step-change" });
  const leak = foresee({ ...injection, mode: "slow-leak" });
  expect(step.afterMs).toBeLessThanOrEqual(2 * minute);
  expect(leak.afterMs).toBeGreaterThan(45 * minute);
  expect(leadMs(injection)).toBeLessThan(15 * minute);
  const never = parsed({ kind: "threshold", agg: "count", ...windowed, breach: { op: ">", value: "1" } });
  expect(foresee({ ...injection, criterion: never, mode: "step-change" })).toMatchObject({
    willBeFound: false,
    because: "not-ok-before",
  });
});

test("is looked no further than asked, and says so where something may come later", () => {
  const criterion = parsed({ kind: "threshold", agg: "p95", ...windowed });
  const failsAt = startedAt + 10 * minute;
  const injection = { drillId: "drill", criterion, meaning: {}, startedAt, mendedAt: null };
  const asked = { ...injection, failsAt, mode: "slow-leak", intervalMs: 30_000 } as const;
  const whole = foresee(asked);
  const afterMs = whole.afterMs ?? 0;
  expect(foresee(asked, { until: failsAt + afterMs })).toMatchObject({ afterMs, isLookedOut: true });
  expect(foresee(asked, { until: failsAt + afterMs - 1 })).toMatchObject({
    willBeFound: false,
    lookedMs: afterMs - 1,
    isLookedOut: false,
  });
});

test("is found by a criterion that is not ok yet for want of samples", () => {
  const enough = parsed({ kind: "threshold", agg: "mean", ...windowed, minSamples: 200 });
  const injection = { drillId: "drill", meaning: {}, startedAt, failsAt: startedAt + minute, mendedAt: null };
  const asked = { ...injection, mode: "step-change", intervalMs: 30_000 } as const;
  expect(foresee({ ...asked, criterion: enough })).toMatchObject({ willBeFound: true, as: "breach" });
});
