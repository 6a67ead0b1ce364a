import { describe, expect, it } from "vitest";
import { leafChanges } from "./leaf-changes";

describe("what differs between two documents", () => {
  it("is said value by value", () => {
    const before = { objective: { problem: "Slow", metrics: ["a", "b"] }, risk: "low" };
    const after = { objective: { problem: "Slower", metrics: ["a"] }, risk: "low", rollout: { first: 5 } };
    expect(leafChanges(before, after)).toEqual({
      changes: [
        { path: "objective › problem", before: "Slow", after: "Slower" },
        { path: "rollout › first", before: null, after: "5" },
        { path: "objective › metrics › 1", before: "b", after: null },
      ],
      more: 0,
    });
    expect(leafChanges(before, before)).toEqual({ changes: [], more: 0 });
    expect(leafChanges(null, { a: 1 }).changes).toEqual([{ path: "a", before: null, after: "1" }]);
  });

  it("is cut where it is much", () => {
    const many = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`k${index}`, "x".repeat(1000)]),
    );
    const { changes, more } = leafChanges({}, many);
    expect(changes).toHaveLength(20);
    expect(more).toBe(30);
    expect(changes[0]?.after).toHaveLength(401);
  });
});
