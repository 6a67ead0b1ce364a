import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backtest, begun, type CriterionState, evaluateAt, firstAt, type Point } from "./backtest";
import { compile } from "./compile";
import type { EventSeries, Series, ValueSeries } from "./model";
import { CriterionToTry } from "./schemas";

const minute = 60_000;

/** Samples of one series: at seconds that a criterion's step need not hit, some of them no number. */
const sample = fc.record({
  t: fc.integer({ min: 0, max: 120 }).map((n) => n * 15_000),
  v: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max: 400 }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
  ),
});
const samples = fc.uniqueArray(sample, { selector: ({ t }) => t, maxLength: 60 });
const cohort = fc.array(samples, { maxLength: 3 });

const duration = (min: number, max: number) => fc.integer({ min, max }).map((n) => `${n}m`);
const bound = fc.record({
  op: fc.constantFrom(">", ">=", "<", "<="),
  value: fc.integer({ min: 0, max: 400 }).map(String),
});
const sustained = fc.oneof(
  fc.constant({}),
  duration(0, 6).map((text) => ({ for: text })),
  fc
    .record({ n: fc.integer({ min: 1, max: 5 }), m: fc.integer({ min: 1, max: 5 }) })
    .map(({ m, n }) => ({ mOfN: { m: Math.min(m, n), n } })),
);
const leaving = fc.oneof(
  fc.constant({ latch: true }),
  duration(0, 4).map((clearFor) => ({ latch: false, clearFor })),
);
const grace = fc.oneof(
  fc.constant({}),
  fc.record({ noDataGrace: duration(1, 6), onNoData: fc.constantFrom("withhold", "breach") }),
);
const compared = fc
  .tuple(
    fc.record({
      kind: fc.constantFrom("threshold", "ratio", "delta"),
      agg: fc.constantFrom(
        "mean",
        "sum",
        "min",
        "max",
        "count",
        "last",
        "increase",
        "rate",
        "p0",
        "p50",
        "p95",
      ),
      window: duration(1, 8),
      step: duration(1, 3),
      breach: bound,
      minSamples: fc.integer({ min: 1, max: 4 }),
    }),
    fc.option(duration(1, 6), { nil: undefined }),
    sustained,
    leaving,
    grace,
  )
  .map(([rest, maxSampleAge, ...others]) =>
    CriterionToTry.parse(
      Object.assign({ ...rest, ...(maxSampleAge === undefined ? {} : { maxSampleAge }) }, ...others),
    ),
  );
type Compared = Extract<CriterionToTry, { kind: "threshold" | "ratio" | "delta" }>;
type Samples = { t: number; v: number }[][];
const history = fc.record({ canary: cohort, baseline: cohort });

const ms = (text: string | undefined) => (text === undefined ? 0 : Number.parseInt(text, 10) * minute);

function toSeries(all: Samples): ValueSeries[] {
  return all.map((each) => {
    const sorted = each.toSorted((a, b) => a.t - b.t);
    return { t: sorted.map(({ t }) => t), v: sorted.map(({ v }) => v) };
  });
}

/** The rule as its words say it, with no state kept: every verdict is found from all evaluations before it. */
function slowly(
  criterion: Compared,
  { from, to, ...all }: { from: number; to: number } & Record<"canary" | "baseline", Samples>,
) {
  const step = ms(criterion.step);
  const times: number[] = [];
  for (let at = 0; at <= to; at += step) if (at >= from) times.push(at);
  const looks = times.map((at) => ({ at, ...slowLook(criterion, all, { at, from }) }));
  const isHit = (raw: string) => raw === "hit";
  const isConclusive = (raw: string) => raw === "hit" || raw === "clear";
  let enteredAt: number | null = null;
  let since = 0;
  return looks.map((look, index) => {
    const past = looks.slice(since, index + 1);
    if (enteredAt !== null) {
      const inside = looks.slice(enteredAt + 1, index + 1).filter(({ raw }) => isConclusive(raw));
      const lastUnsafe = inside.findLastIndex(({ raw, value }) => isHit(raw) || value === null);
      const safe = inside.length - 1 - lastUnsafe;
      const leaves =
        !criterion.latch && look.raw === "clear" && safe > 0 && (safe - 1) * step >= ms(criterion.clearFor);
      if (!leaves) return { ...look, verdict: "breach" };
      enteredAt = null;
      since = index + 1;
      return { ...look, verdict: "ok" };
    }
    if (!isConclusive(look.raw)) {
      const lastSure = past.findLastIndex(({ raw }) => isConclusive(raw));
      // Leaving a breach was a conclusive evaluation, the start none.
      const first = past[lastSure + 1] ?? look;
      const isOver = criterion.noDataGrace !== undefined && look.at - first.at >= ms(criterion.noDataGrace);
      if (!isOver) return { ...look, verdict: look.raw };
      if (criterion.onNoData === "withhold") return { ...look, verdict: "withheld" };
      enteredAt = index;
      return { ...look, verdict: "breach" };
    }
    const sure = past.filter(({ raw }) => isConclusive(raw));
    const { mOfN } = criterion;
    const hits =
      mOfN === undefined
        ? sure.length - 1 - sure.findLastIndex(({ raw }) => !isHit(raw))
        : sure.slice(-mOfN.n).filter(({ raw }) => isHit(raw)).length;
    const isBreach = mOfN === undefined ? hits > 0 && (hits - 1) * step >= ms(criterion.for) : hits >= mOfN.m;
    if (isBreach) enteredAt = index;
    return { ...look, verdict: isBreach ? "breach" : hits > 0 ? "building" : "ok" };
  });
}

function slowLook(
  criterion: Compared,
  all: Record<"canary" | "baseline", Samples>,
  { at, from }: { at: number; from: number },
) {
  const read = criterion.kind === "threshold" ? [all.canary] : [all.canary, all.baseline];
  const windows = read.map((series) =>
    series.map((each) =>
      each
        .filter(({ t }) => t > at - ms(criterion.window) && t <= at && t >= from)
        .toSorted((a, b) => a.t - b.t),
    ),
  );
  const flat = windows.map((window) => window.flat());
  const nothing = (raw: string) => ({ raw, value: null });
  if (flat.some((each) => each.some(({ v }) => !Number.isFinite(v)))) return nothing("invalid");
  if (flat.some((each) => each.length === 0)) return nothing("no-data");
  if (
    criterion.maxSampleAge !== undefined &&
    flat.some((each) => Math.max(...each.map(({ t }) => t)) < at - ms(criterion.maxSampleAge))
  )
    return nothing("stale");
  if (flat.some((each) => each.length < criterion.minSamples)) return nothing("insufficient");
  const [canary = null, baseline = null] = windows.map((window) => slowAggregate(criterion.agg, window));
  if (canary === null) return nothing("insufficient");
  const value =
    criterion.kind === "threshold"
      ? canary
      : baseline === null
        ? null
        : criterion.kind === "delta"
          ? canary - baseline
          : baseline === 0
            ? null
            : canary / baseline;
  if (value === null) return nothing("insufficient");
  const bound = Number(criterion.breach.value);
  const holds = { ">": value > bound, ">=": value >= bound, "<": value < bound, "<=": value <= bound };
  return { raw: holds[criterion.breach.op] ? "hit" : "clear", value };
}

function slowAggregate(agg: string, window: { t: number; v: number }[][]): number | null {
  const values = window.flat().map(({ v }) => v);
  const sum = (all: number[]) => all.reduce((total, each) => total + each, 0);
  const counters = window
    .filter((each) => each.length >= 2)
    .map((each) => ({
      increase: sum(
        each.slice(1).map(({ v }, index) => (v >= (each[index]?.v ?? 0) ? v - (each[index]?.v ?? 0) : v)),
      ),
      seconds: ((each.at(-1)?.t ?? 0) - (each[0]?.t ?? 0)) / 1000,
    }));
  switch (agg) {
    case "mean":
      return sum(values) / values.length;
    case "sum":
      return sum(values);
    case "min":
      return Math.min(...values);
    case "max":
      return Math.max(...values);
    case "count":
      return values.length;
    case "last": {
      const newest = Math.max(...window.flat().map(({ t }) => t));
      return window.flat().findLast(({ t }) => t === newest)?.v ?? null;
    }
    case "increase":
      return counters.length === 0 ? null : sum(counters.map(({ increase }) => increase));
    case "rate":
      return counters.length === 0 ? null : sum(counters.map(({ increase, seconds }) => increase / seconds));
    default: {
      const sorted = values.toSorted((a, b) => a - b);
      const rank = (Number(agg.slice(1)) / 100) * (sorted.length - 1);
      const [low = 0, high = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
      return low + (high - low) * (rank % 1);
    }
  }
}

function pointsOf(criterion: CriterionToTry, asked: Parameters<typeof backtest>[1]): Point[] {
  const points: Point[] = [];
  backtest(compile(criterion), asked, (point) => points.push(point));
  return points;
}

const span = fc.record({
  from: fc.integer({ min: 0, max: 5 * minute }),
  to: fc.integer({ min: 10 * minute, max: 32 * minute }),
});

describe("criteria", () => {
  test("every verdict is what the words of the rule say of all evaluations before it", () => {
    fc.assert(
      fc.property(compared, history, span, (criterion, all, asked) => {
        const found = pointsOf(criterion, {
          ...asked,
          canary: toSeries(all.canary),
          baseline: toSeries(all.baseline),
        });
        const expected = slowly(criterion as Compared, { ...asked, ...all });
        expect(found.map(({ at, raw, verdict }) => ({ at, raw, verdict }))).toEqual(
          expected.map(({ at, raw, verdict }) => ({ at, raw, verdict })),
        );
        for (const [index, { value }] of expected.entries())
          if (value !== null) expect(found[index]?.value).toBeCloseTo(value, 9);
          else expect(found[index]?.value).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  test("a stricter threshold never breaches later", () => {
    fc.assert(
      fc.property(compared, history, fc.integer({ min: 1, max: 200 }), (criterion, all, stricter) => {
        fc.pre("breach" in criterion && criterion.latch);
        const asked = {
          from: 0,
          to: 30 * minute,
          canary: toSeries(all.canary),
          baseline: toSeries(all.baseline),
        };
        if (!("breach" in criterion)) return;
        const moved =
          Number(criterion.breach.value) + (criterion.breach.op.startsWith(">") ? -stricter : stricter);
        const first = backtest(compile(criterion), asked).firstBreachAt;
        const own = { ...criterion, breach: { ...criterion.breach, value: String(moved) } };
        const earlier = backtest(compile(own), asked).firstBreachAt;
        if (first !== null) expect(earlier ?? Infinity).toBeLessThanOrEqual(first);
      }),
      { numRuns: 300 },
    );
  });

  test("a latched breach stays, and what is not known is never ok", () => {
    fc.assert(
      fc.property(compared, history, (criterion, all) => {
        const points = pointsOf(criterion, {
          from: 0,
          to: 30 * minute,
          canary: toSeries(all.canary),
          baseline: toSeries(all.baseline),
        });
        const breachedAt = points.findIndex(({ verdict }) => verdict === "breach");
        if (criterion.latch && breachedAt >= 0)
          expect(points.slice(breachedAt).every(({ verdict }) => verdict === "breach")).toBe(true);
        for (const { raw, verdict } of points) if (verdict === "ok") expect(raw).toBe("clear");
      }),
      { numRuns: 300 },
    );
  });

  test("going on from a stored state is the same as going through", () => {
    fc.assert(
      fc.property(anyCriterion, history, events, (criterion, values, counts) => {
        const all =
          criterion.kind === "rate-regression" || criterion.kind === "burn-rate"
            ? counts
            : { canary: toSeries(values.canary), baseline: toSeries(values.baseline) };
        const compiled = compile(criterion);
        const through = pointsOf(criterion, { from: 0, to: 30 * minute, ...all });
        let state: CriterionState = begun;
        const onward: string[] = [];
        for (let at = firstAt(0, compiled.stepMs); at <= 30 * minute; at += compiled.stepMs) {
          // As the database keeps it: written down and read again, and only what the window holds is at hand.
          const stored = JSON.parse(JSON.stringify(state)) as CriterionState;
          const found = evaluateAt(compiled, stored, at, {
            windows: (cohort, spanMs) => all[cohort].map((of) => windowOf(of, { after: at - spanMs, at })),
          });
          state = found.state;
          onward.push(`${at} ${found.verdict} ${found.look.raw} ${found.look.value}`);
        }
        expect(onward).toEqual(
          through.map(({ at, verdict, raw, value }) => `${at} ${verdict} ${raw} ${value}`),
        );
      }),
      { numRuns: 300 },
    );
  });
});

function windowOf(of: Series, { after, at }: { after: number; at: number }) {
  const kept = Array.from(of.t, (t, index) => ({ t, index })).filter(
    ({ t }) => t > after && t <= at && t >= 0,
  );
  const t = kept.map((each) => each.t);
  const pick = (column: ArrayLike<number>) => kept.map(({ index }) => column[index] ?? 0);
  const series: Series = "v" in of ? { t, v: pick(of.v) } : { t, bad: pick(of.bad), total: pick(of.total) };
  return { of: series, from: 0, to: t.length };
}

const eventSeries = fc
  .uniqueArray(
    fc.record({
      t: fc.integer({ min: 0, max: 120 }).map((n) => n * 15_000),
      total: fc.integer({ min: 0, max: 200 }),
      share: fc.integer({ min: 0, max: 100 }),
    }),
    { selector: ({ t }) => t, maxLength: 60 },
  )
  .map((all): EventSeries => {
    const sorted = all.toSorted((a, b) => a.t - b.t);
    return {
      t: sorted.map(({ t }) => t),
      total: sorted.map(({ total }) => total),
      bad: sorted.map(({ total, share }) => Math.floor((total * share) / 100)),
    };
  });
const events = fc.record({
  canary: fc.array(eventSeries, { maxLength: 2 }),
  baseline: fc.array(eventSeries, { maxLength: 2 }),
});
const regression = fc
  .record({
    window: duration(1, 5),
    step: duration(1, 3),
    latch: fc.boolean(),
    alpha: fc.constantFrom("0.01", "0.2"),
  })
  .chain((common) =>
    fc.oneof(
      fc
        .record({ margin: fc.constantFrom("0", "0.1"), minSamples: fc.integer({ min: 1, max: 300 }) })
        .map((own) => ({ kind: "rate-regression", ...common, ...own })),
      fc.constant({ kind: "mean-regression", ...common, delta: "5", plannedSamples: 200, minSamples: 100 }),
      fc.constant({
        kind: "burn-rate",
        step: common.step,
        latch: common.latch,
        objective: "0.9",
        factors: [
          { factor: "2", long: "10m", short: "2m" },
          { factor: "1", long: "20m", short: "5m" },
        ],
      }),
    ),
  )
  .map((document) => CriterionToTry.parse(document));
const anyCriterion = fc.oneof(compared, regression);
