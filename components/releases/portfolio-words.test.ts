import { describe, expect, it } from "vitest";
import { conditionsInWords, rowSaying, sortOf, withoutDefaults } from "./portfolio-words";
import { targetWords } from "./target";

const gate = (status: string) => ({ key: status, title: status, status, drift: null });
const summary = (statuses: string[]) => ({
  stages: [{ key: "a", title: "A", status: "current" as const, gates: statuses.map(gate) }],
});

describe("a row of the portfolio", () => {
  it("says what the gates come to, and how many are ready", () => {
    expect(
      rowSaying({ state: "active", status: "blocked", summary: summary(["ready", "blocked"]) }).word,
    ).toBe("Blocked · 1 of 2 ready");
    expect(rowSaying({ state: "active", status: "open", summary: summary(["open"]) }).word).toBe("Open");
    expect(rowSaying({ state: "active", status: "ready", summary: summary([]) }).word).toBe(
      "Ready to advance",
    );
    expect(rowSaying({ state: "cancelled", status: "blocked", summary: summary([]) }).word).toBe("Cancelled");
    expect(rowSaying({ state: "active", status: null, summary: summary([]) }).word).toBe("In flight");
  });

  it("says before all else that the release goes back", () => {
    const going = (state: "proposed" | "executing") =>
      rowSaying({
        state: "active",
        status: "ready",
        summary: { ...summary(["ready"]), rollback: { id: "1", state, severity: "sev1" } },
      });
    expect(going("proposed")).toMatchObject({ word: "Rollback proposed", shape: "back" });
    expect(going("executing")).toMatchObject({ word: "Rolling back", shape: "back" });
  });

  it("says how far the target is", () => {
    expect(targetWords("2026-12-01", "2026-12-01")).toEqual({ words: "today", isPast: false });
    expect(targetWords("2026-12-02", "2026-12-01").words).toBe("tomorrow");
    expect(targetWords("2027-01-01", "2026-12-01").words).toBe("in 31 d");
    expect(targetWords("2026-11-28", "2026-12-01")).toEqual({ words: "3 d overdue", isPast: true });
    expect(targetWords("2026-06-01", "2026-12-01").words).toBe("6 months overdue");
  });
});

describe("a view", () => {
  it("has one address, without what a list has anyway", () => {
    expect(withoutDefaults({ state: "in-flight", sort: "target", q: "x" })).toEqual({ q: "x" });
    expect(withoutDefaults({ state: "ended", sort: "changed" })).toEqual({ state: "ended" });
    expect(withoutDefaults({ state: "ended", sort: "target" })).toEqual({ state: "ended", sort: "target" });
    expect(sortOf({ state: "any" })).toBe("changed");
  });

  it("is said in words", () => {
    expect(
      conditionsInWords({ status: "on-hold", waiting: "me", overdue: "yes" }).map(({ words }) => words),
    ).toEqual(["Status: On hold", "Waiting on: you", "Target: overdue"]);
  });
});
