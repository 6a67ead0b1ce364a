import { describe, expect, it } from "vitest";
import { CriterionToTry } from "./schemas";
import { momentText, readTrialParams } from "./trial-params";

const agreed = CriterionToTry.parse({
  kind: "threshold",
  agg: "p95",
  window: "5m",
  step: "1m",
  breach: { op: ">", value: "250" },
  clear: { op: "<", value: "220" },
  for: "5m",
  latch: false,
});

describe("what a criterion's page is asked for", () => {
  it("is the agreed criterion where nothing is asked", () => {
    expect(readTrialParams(agreed, {})).toEqual({
      criterion: agreed,
      isTried: false,
      from: null,
      to: null,
      incidents: [],
      faults: [],
    });
    expect(readTrialParams(agreed, { value: "250", for: "5m", window: "5m" }).isTried).toBe(false);
  });

  it("is another threshold, for and window, and all else as agreed", () => {
    const { criterion, isTried } = readTrialParams(agreed, { value: "230", for: "2m", window: "1m" });
    expect(isTried).toBe(true);
    expect(criterion).toEqual({ ...agreed, breach: { op: ">", value: "230" }, for: "2m", window: "1m" });
  });

  it("is the agreed criterion, with a reason, where what is tried cannot be", () => {
    for (const [params, why] of [
      [{ value: "200" }, "clear.value"],
      [{ value: "much" }, "breach.value"],
      [{ for: "soon" }, "for"],
      [{ window: "0s" }, "window"],
    ] as const) {
      const { criterion, faults } = readTrialParams(agreed, params);
      expect(criterion).toEqual(agreed);
      expect(faults[0]).toContain(why);
    }
  });

  it("tries no window where the kind has none, and no for beside mOfN", () => {
    const burning = CriterionToTry.parse({ kind: "burn-rate", objective: "0.99", step: "1m" });
    expect(readTrialParams(burning, { value: "1", for: "1m", window: "1m" })).toMatchObject({
      isTried: false,
      faults: [],
    });
    const { for: _for, ...rest } = agreed as Extract<CriterionToTry, { kind: "threshold" }>;
    const ring = CriterionToTry.parse({ ...rest, mOfN: { m: 1, n: 2 } });
    expect(readTrialParams(ring, { for: "1m" })).toMatchObject({ isTried: false, faults: [] });
  });

  it("reads incidents, one a line, and names those that it cannot read", () => {
    const { incidents, faults } = readTrialParams(agreed, {
      incidents: "2026-11-26T10:00 2026-11-26T10:30Z\n2026-11-26T12:00Z/2026-11-26T11:00Z\n\nyesterday",
    });
    expect(incidents).toEqual([{ from: Date.UTC(2026, 10, 26, 10), to: Date.UTC(2026, 10, 26, 10, 30) }]);
    expect(faults).toHaveLength(2);
  });

  it("reads times in UTC, and refuses an end before its begin", () => {
    const at = Date.UTC(2026, 10, 26, 10, 5);
    expect(readTrialParams(agreed, { from: momentText(at) }).from).toBe(at);
    expect(readTrialParams(agreed, { from: "2026-11-26", to: "2026-11-25" })).toMatchObject({
      from: null,
      faults: ["to: lies not after from"],
    });
    expect(readTrialParams(agreed, { from: "2026-99-26" }).faults).toHaveLength(1);
  });
});
