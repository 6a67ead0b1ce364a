import { describe, expect, it } from "vitest";
import type { Shift } from "@/lib/policy/rota";
import { briefedTurn, shiftChangeAt } from "./shift-change";

const shift = (personId: string, from: number, to: number, source: Shift["source"] = "rotation"): Shift => ({
  personId,
  from,
  to,
  source,
  grant: [],
});
const shifts = [
  shift("ada", 0, 100),
  shift("ben", 100, 150),
  shift("ben", 150, 200, "override"),
  shift("ada", 240, 300),
];

describe("a change of shift", () => {
  it("joins what one person does without a break, and knows who was before and who comes", () => {
    expect(shiftChangeAt(shifts, 120)).toEqual({
      before: { personId: "ada", from: 0, to: 100 },
      running: { personId: "ben", from: 100, to: 200 },
      next: { personId: "ada", from: 240, to: 300 },
    });
  });

  it("says that nobody is on shift, who was and who will be", () => {
    expect(shiftChangeAt(shifts, 220)).toEqual({
      before: { personId: "ben", from: 100, to: 200 },
      running: null,
      next: { personId: "ada", from: 240, to: 300 },
    });
    expect(shiftChangeAt([], 0)).toEqual({ before: null, running: null, next: null });
  });

  it("is told of the running turn while it is fresh, and then of the next; of their own to who comes", () => {
    const at = (now: number, who: string | null) =>
      briefedTurn(shiftChangeAt(shifts, now), who, now)?.personId ?? null;
    expect(at(120, "ben")).toBe("ben");
    expect(at(190, "ben")).toBe("ada");
    expect(at(120, "ada")).toBe("ada");
    expect(at(120, null)).toBe("ben");
    expect(at(220, null)).toBe("ada");
    expect(at(400, null)).toBeNull();
  });
});
