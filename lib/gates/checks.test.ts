import { describe, expect, it } from "vitest";
import { digestOf } from "@/lib/bundles/digest";
import { evaluateGate } from "@/lib/gates/evaluate";
import { candidate, component, day, factsOf, gate } from "@/lib/gates/fixtures/facts";
import type { CheckFact, Gate, GateFacts, Requirement } from "@/lib/gates/model";

function report(rest: Partial<CheckFact> & { parts: Record<string, string> }): CheckFact {
  return {
    component: "m",
    name: "latency",
    bundleDigest: digestOf(rest.parts),
    status: "passed",
    summary: null,
    url: null,
    at: 1,
    order: 1,
    ...rest,
  };
}

describe("what machines and other releases report", () => {
  const check = (rest: Partial<Extract<Requirement, { kind: "check" }>> = {}): Gate =>
    gate([{ key: "k", kind: "check", check: "latency", ...rest }]);
  const statusOf = (facts: GateFacts, at = 10): string | undefined =>
    evaluateGate(facts, "g", at).requirements[0]?.status;

  it("asks a check of every component's candidate, and is never satisfied without a candidate", () => {
    const parts = { code: "c1" };
    const both = {
      components: [component(), component({ key: "n" })],
      candidates: [candidate(parts)],
      checks: [report({ parts })],
    };
    expect(statusOf(factsOf({}, check(), both))).toBe("open");
    expect(statusOf(factsOf({}, check({ components: ["m"] }), both))).toBe("satisfied");
    expect(statusOf(factsOf({}, check(), { candidates: [] }))).toBe("open");
    expect(statusOf(factsOf({}, check({ dependsOn: ["dataset"] }), both))).toBe("open");
  });

  it("calls a passed check stale past its time, and a failed one blocked for ever", () => {
    const parts = { code: "c1" };
    const facts = (status: CheckFact["status"]): GateFacts =>
      factsOf({}, check({ validForMs: day }), {
        candidates: [candidate(parts)],
        checks: [report({ parts, status })],
      });
    expect([statusOf(facts("passed"), day), statusOf(facts("passed"), day + 1)]).toEqual([
      "satisfied",
      "stale",
    ]);
    expect(statusOf(facts("failed"), day + 1)).toBe("blocked");
    expect(evaluateGate(facts("passed"), "g", 10).changesAt).toBe(day + 1);
  });

  it("lets the last result per bundle count, and says which one carried over", () => {
    const kinds = { dependsOn: ["model-weights"] };
    const old = { code: "c1", "model-weights": "w1" };
    const facts = factsOf({}, check(kinds), {
      candidates: [candidate({ ...old, code: "c2" })],
      checks: [report({ parts: old })],
    });
    expect(evaluateGate(facts, "g", 10).requirements[0]).toMatchObject({
      status: "satisfied",
      notes: [expect.stringContaining("carries over")],
    });
    const again = {
      ...facts,
      checks: [...facts.checks, report({ parts: old, status: "running", at: 2, order: 2 })],
    };
    expect(statusOf(again)).toBe("open");
  });

  it("wants a bundle's verification reported where the requirement says so", () => {
    const parts = { code: "c1" };
    const verified = gate([{ key: "k", kind: "bundle", kinds: ["code"], verified: true }]);
    const facts = factsOf({}, verified, { candidates: [candidate(parts)] });
    const reported = (status: CheckFact["status"]): GateFacts => ({
      ...facts,
      checks: [report({ name: "bundle-verified", parts, status })],
    });
    expect([statusOf(facts), statusOf(reported("failed")), statusOf(reported("passed"))]).toEqual([
      "open",
      "blocked",
      "satisfied",
    ]);
  });

  it("follows a dependency", () => {
    const depends = factsOf(
      {},
      gate([{ key: "k", kind: "dependency", component: "store", stage: "production" }]),
    );
    const at = (state: "reached" | "not-reached" | "rolled-back"): GateFacts => ({
      ...depends,
      dependencies: { "g/k": state },
    });
    expect([
      statusOf(depends),
      statusOf(at("not-reached")),
      statusOf(at("reached")),
      statusOf(at("rolled-back")),
    ]).toEqual(["open", "open", "satisfied", "blocked"]);
  });
});
