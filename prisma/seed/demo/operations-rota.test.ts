import { describe, expect, it } from "vitest";
import { shiftChangeAt } from "@/lib/handovers/shift-change";
import { gapsOf, shiftsOf } from "@/lib/policy/rota";
import { onShift, turnsOf } from "./operations-rota";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
// Weeks around the changes of the clocks, and one without.
const weeks = ["2026-03-25", "2026-07-01", "2026-10-21", "2026-12-28"];
const ends = weeks.flatMap((day) =>
  // Each hour of the day within a week, on another day each.
  Array.from({ length: 24 }, (_, hour) => Date.parse(`${day}T00:59:59Z`) + hour * 7 * hourMs),
);

describe("the sample workspace's rota", () => {
  it("changed its shift an hour or two ago, at any hour of any day: Chloé has it, then Ben", () => {
    for (const end of ends) {
      const rota = { versions: [{ ...turnsOf(new Date(end)), id: "x", from: 0, to: null }], overrides: [] };
      const { before, running, next } = shiftChangeAt(shiftsOf(rota, end - 2 * dayMs, end + 2 * dayMs), end);
      expect([before?.personId, running?.personId, next?.personId]).toEqual(["ben", "chloe", "ben"]);
      const ago = end - (running?.from ?? 0);
      expect(ago).toBeGreaterThanOrEqual(hourMs);
      expect(ago).toBeLessThan(3 * hourMs);
      expect(next?.from).toBe(running?.to);
      expect(onShift(new Date(end), new Date(end))).toBe("chloe");
    }
  });

  it("is covered but for one night of the week, which is ahead", () => {
    for (const end of ends) {
      const rota = { versions: [{ ...turnsOf(new Date(end)), id: "x", from: 0, to: null }], overrides: [] };
      const gaps = gapsOf(shiftsOf(rota, end, end + 7 * dayMs), end, end + 7 * dayMs);
      expect(gaps).toHaveLength(1);
      expect((gaps[0]?.from ?? 0) - end).toBeGreaterThan(dayMs);
    }
  });
});
