import { describe, expect, it } from "vitest";
import { evaluateGate } from "@/lib/gates/evaluate";
import { day, factsOf, gate } from "@/lib/gates/fixtures/facts";
import type { GateFacts, Requirement } from "@/lib/gates/model";
import type { DrillFact } from "./drills";

const plan = (digest: string, from = 0, to: number | null = null) => ({
  kind: "rollback-plan" as const,
  parts: { "rollback-plan": digest },
  authors: [],
  from,
  to,
});
const drill = (given: Partial<DrillFact> = {}): DrillFact => ({
  id: "d",
  level: "dry-run",
  planDigest: "sha256:1",
  isPassed: true,
  at: 5,
  order: 1,
  ...given,
});
type Asked = Partial<Extract<Requirement, { kind: "drill" }>>;
const facts = (asked: Asked, given: Partial<GateFacts>): GateFacts =>
  factsOf({}, gate([{ key: "k", kind: "drill", ...asked }]), {
    documents: [plan("sha256:1")],
    ...given,
  });
const statusOf = (asked: Asked, given: Partial<GateFacts>, at = 10) => {
  const [requirement] = evaluateGate(facts(asked, given), "g", at).requirements;
  return `${requirement?.status} ${requirement?.blockers[0]?.code ?? ""}`.trim();
};

describe("a drill requirement", () => {
  it("is met by a passed drill of the plan as it stands, and by no other", () => {
    expect(statusOf({}, {})).toBe("open drill-missing");
    expect(statusOf({}, { drills: [drill()] })).toBe("satisfied");
    expect(statusOf({}, { drills: [drill({ planDigest: "sha256:0" })] })).toBe("stale drill-stale");
    expect(statusOf({}, { drills: [drill()], documents: [] })).toBe("open drill-missing");
  });

  it("counts the last drill of the plan: a failed one blocks, also after one that passed", () => {
    const failed = drill({ isPassed: false, order: 2, at: 6 });
    expect(statusOf({}, { drills: [drill(), failed] })).toBe("blocked drill-failed");
    expect(statusOf({}, { drills: [failed, drill({ order: 3, at: 7 })] })).toBe("satisfied");
  });

  it("asks for a level at least, and is aged by its time", () => {
    expect(statusOf({ level: "staging" }, { drills: [drill()] })).toBe("open drill-missing");
    expect(statusOf({ level: "dry-run" }, { drills: [drill()] })).toBe("satisfied");
    expect(statusOf({ level: "dry-run" }, { drills: [drill({ level: "tabletop" })] })).toBe(
      "open drill-missing",
    );
    const aged = { validForMs: day };
    expect(statusOf(aged, { drills: [drill()] }, 5 + day - 1)).toBe("satisfied");
    expect(statusOf(aged, { drills: [drill()] }, 5 + day)).toBe("stale drill-stale");
    expect(evaluateGate(facts(aged, { drills: [drill()] }), "g", 10).changesAt).toBe(5 + day);
  });

  it("does not see a drill that ended after the moment it is asked about", () => {
    expect(statusOf({}, { drills: [drill({ at: 11 })] })).toBe("open drill-missing");
  });
});
