import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { chartOf, type Evaluation, mostRows, numberText, type Row, thinned, ticksOf } from "./chart";
import type { Verdict } from "./model";

const minute = 60_000;
const measured = { title: "p95 of latency", unit: "ms" };
const bound = { value: 250, label: "above 250 ms" };

function evaluations(
  values: readonly (number | null)[],
  verdict: (at: number) => Verdict = () => "ok",
): Evaluation[] {
  return values.map((canary, index) => ({
    at: index * minute,
    canary,
    baseline: null,
    value: canary,
    verdict: verdict(index),
  }));
}

function chart(all: readonly Evaluation[], over: Partial<Parameters<typeof chartOf>[0]> = {}) {
  const to = (all.at(-1)?.at ?? 0) + minute;
  return chartOf({
    from: 0,
    to,
    stepMs: minute,
    evaluations: all,
    incidents: [],
    measured,
    compared: null,
    bound,
    zone: "UTC",
    ...over,
  });
}

describe("a chart", () => {
  it("says in words what is to be seen, gaps too", () => {
    const [panel] = chart(evaluations([100, 120.44, null, null, 300, null])).panels;
    expect(panel?.says).toBe(
      "Canary between 100 and 300 ms; the criterion is met above 250 ms; 2 gaps without a value, 3m in all",
    );
    expect(panel?.rows.map(({ canary }) => canary)).toEqual([100, 120.44, null, null, 300, null]);
  });

  it("has the threshold in its axis even where no value comes near it", () => {
    const [panel] = chart(evaluations([10, 12])).panels;
    expect(panel?.domain[1]).toBeGreaterThanOrEqual(250);
    expect(panel?.ticks.map(({ label }) => label)).toEqual(["0", "50", "100", "150", "200", "250"]);
  });

  it("draws what is compared beside what is measured, each in its unit", () => {
    const compared = { title: "Canary ÷ baseline", unit: "" };
    const all = evaluations([100, 120]).map((each) => ({ ...each, baseline: 80, value: 1.5 }));
    const { panels } = chart(all, { compared, bound: { value: 1.2, label: "above 1.2" } });
    expect(panels.map(({ lines, bound: line }) => [lines.map(({ key }) => key), line?.value])).toEqual([
      [["canary", "baseline"], undefined],
      [["value"], 1.2],
    ]);
  });

  it("joins equal verdicts to bands, and shows the worst where many fall on one place", () => {
    const few = chart(evaluations([1, 1, 1, 1], (index) => (index < 2 ? "ok" : "breach")));
    expect(few.bands).toEqual([
      { from: 0, to: 2 * minute, verdict: "ok" },
      { from: 2 * minute, to: 4 * minute, verdict: "breach" },
    ]);
    const many = chart(
      evaluations(
        Array.from({ length: 10_000 }, () => 1),
        (index) => (index === 5_001 ? "breach" : "ok"),
      ),
    );
    expect(many.bands.map(({ verdict }) => verdict)).toEqual(["ok", "breach", "ok"]);
  });

  it("has times of the reader's zone, at round moments, and days where it is long", () => {
    const start = Date.UTC(2026, 6, 1, 9, 7);
    const times = (length: number) =>
      chart([], { from: start, to: start + length * minute, zone: "Europe/Berlin" }).times.map(
        ({ label }) => label,
      );
    expect(times(50)).toEqual(["11:10", "11:20", "11:30", "11:40", "11:50"]);
    expect(times(10 * 1_440)[0]).toBe("2 Jul");
  });

  it("stands without any value", () => {
    const empty = chart(evaluations([null, null]));
    expect(empty.panels[0]?.says).toContain("Canary has no value");
    expect(chart([]).bands).toEqual([]);
  });
});

test("thinning keeps order, ends, every extreme and every gap that is long, in at most 1,000 rows", () => {
  const value = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -1_000, max: 1_000 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  const rows = fc
    .array(fc.tuple(value, value), { minLength: 1, maxLength: 4_000, size: "max" })
    .map((all) =>
      all.map(([canary, baseline], index): Row => ({ at: index, canary, baseline, value: null })),
    );
  fc.assert(
    fc.property(rows, (all) => {
      const kept = thinned(all, ["canary", "baseline"]);
      expect(kept.length).toBeLessThanOrEqual(mostRows);
      expect(kept.map(({ at }) => at)).toEqual(kept.map(({ at }) => at).toSorted((a, b) => a - b));
      expect([kept[0], kept.at(-1)]).toEqual([all[0], all.at(-1)]);
      for (const key of ["canary", "baseline"] as const) {
        const [before, after] = [all, kept].map((each) => each.flatMap((row) => row[key] ?? []));
        expect([Math.min(...(after ?? [])), Math.max(...(after ?? []))]).toEqual([
          Math.min(...(before ?? [])),
          Math.max(...(before ?? [])),
        ]);
        expect(kept.some((row) => row[key] === null)).toBe(all.some((row) => row[key] === null));
      }
    }),
    { numRuns: 40 },
  );
});

test("axes are round and span what they show", () => {
  const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const ticks = ticksOf(low, high);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(9);
      const slack = (high - low) * 1e-9 + Math.abs(high) * 1e-9;
      expect(ticks[0]).toBeLessThanOrEqual(low + slack);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(high - slack);
    }),
  );
});

test("an axis of what lies too close together to tell apart has steps all the same", () => {
  for (const [low, high] of [
    [-5e-324, 0],
    [0, 1e-310],
    [1e9, 1e9 + 1e-6],
    [0, 0],
  ] as const) {
    const ticks = ticksOf(low, high);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(new Set(ticks).size).toBe(ticks.length);
  }
});

test("numbers have four digits that count", () => {
  expect([0, 1234.56, 12.3456, 0.012345, -0.5, 2e10, 1.5e-7].map(numberText)).toEqual([
    "0",
    "1235",
    "12.35",
    "0.01235",
    "-0.5",
    "2e10",
    "1.5e-7",
  ]);
});
