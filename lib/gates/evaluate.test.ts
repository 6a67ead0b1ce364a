import { describe, expect, it } from "vitest";
import { digestOf } from "@/lib/bundles/digest";
import { evaluateGate, evaluateRelease } from "@/lib/gates/evaluate";
import {
  candidate,
  component,
  factsOf,
  gate,
  holding,
  item,
  right,
  slot,
  withCandidate,
  withVote,
} from "@/lib/gates/fixtures/facts";
import type { Gate, GateFacts, StagePassage, WaiverFact } from "@/lib/gates/model";
import { subjectAt } from "@/lib/gates/subject";

const lead = { a: ["technical-lead"] };
const signed = item("r", [slot("technical-lead")]);

function stages(...gates: Gate[]): GateFacts["stages"] {
  return gates.map((each, index) => ({
    key: `s${index + 1}`,
    title: `Stage ${index + 1}`,
    inputs: [],
    outputs: [],
    exposure: [],
    gates: [each],
  }));
}

function passage(
  stage: string,
  kind: StagePassage["kind"],
  at: number,
  gates: Record<string, string> = {},
): StagePassage {
  return { stage, kind, at, gates };
}

function waiver(facts: GateFacts, at: number, expiresAt: number): WaiverFact {
  const { digest } = subjectAt(facts, "g", "r", at);
  return {
    id: `w${at}`,
    gate: "g",
    requirement: "r",
    subjectDigest: digest,
    digest: `w${at}`,
    expiresAt,
    owner: "a",
    reason: "agreed",
    at,
  };
}

describe("the course of a gate", () => {
  const two = (early: boolean): GateFacts =>
    factsOf(lead, [], {
      stages: stages(
        gate([signed]),
        gate([item("later", [slot("technical-lead")])], { key: "h", earlySignOff: early }),
      ),
    });

  it("is upcoming while an earlier stage is neither passed nor skipped, unless it may be signed early", () => {
    expect(evaluateRelease(two(false), 10).map(({ status }) => status)).toEqual(["open", "upcoming"]);
    expect(evaluateRelease(two(true), 10).map(({ status }) => status)).toEqual(["open", "open"]);
    const skipped = { ...two(false), passages: [passage("s1", "skipped", 5)] };
    expect(evaluateRelease(skipped, 10).map(({ status }) => status)).toEqual(["skipped", "open"]);
  });

  it("loses passed where the stage or an earlier one is reopened", () => {
    const facts = {
      ...two(false),
      passages: [passage("s1", "passed", 5), passage("s2", "passed", 6), passage("s1", "reopened", 7)],
    };
    expect(evaluateRelease(facts, 6.5).map(({ status }) => status)).toEqual(["passed", "passed"]);
    expect(evaluateRelease(facts, 10).map(({ status }) => status)).toEqual(["open", "upcoming"]);
  });

  it("shows a passed gate's drift when its subject changes, and none when a voter leaves", () => {
    const ready = withVote(factsOf(lead, gate([signed])), {
      by: "a",
      on: "r",
      role: "technical-lead",
      at: 5,
    });
    const passed = {
      ...ready,
      passages: [passage("stage", "passed", 6, { g: subjectAt(ready, "g", null, 6).digest })],
    };
    expect(evaluateGate(passed, "g", 10)).toMatchObject({
      status: "passed",
      drift: "none",
      least: 0,
      blockers: [],
    });
    const revoked = { ...passed, holdings: [holding("a", "technical-lead", { to: 8, ended: "revoked" })] };
    expect(evaluateGate(revoked, "g", 10).drift).toBe("none");
    const changed = withCandidate(passed, { code: "c2" }, { at: 9 });
    expect(evaluateGate(changed, "g", 10)).toMatchObject({
      status: "passed",
      drift: "subject-changed",
      blockers: [{ code: "drift" }],
    });
  });

  it("shows a veto raised after its gate passed, since an objection stands wherever the release is", () => {
    const open = factsOf({ ...lead, s: ["security"] }, gate([signed]), {
      organisation: [right("gate.veto", "security")],
    });
    const ready = withVote(open, { by: "a", on: "r", role: "technical-lead", at: 5 });
    const passages = [passage("stage", "passed", 6, { g: subjectAt(ready, "g", null, 6).digest })];
    const vetoed = withVote(
      { ...ready, passages },
      { by: "s", on: "r", role: "security", vote: "reject", at: 7 },
    );
    expect(evaluateGate(vetoed, "g", 10)).toMatchObject({
      status: "passed",
      drift: "none",
      least: 1,
      blockers: [{ code: "veto" }],
      unblock: [{ act: "withdraw", role: "security" }],
    });
    const changed = withCandidate(vetoed, { code: "c2" }, { at: 8 });
    expect(evaluateGate(changed, "g", 10).blockers.map(({ code }) => code)).toEqual(["drift", "veto"]);
  });

  it("says that a gate is approved or vetoed, not its approval", () => {
    const facts = factsOf(
      { a: ["technical-lead"], s: ["security"] },
      gate([], { title: "Schema", approval: { when: "ready", slots: [slot("technical-lead")] } }),
      { organisation: [right("gate.veto", "security")] },
    );
    expect(evaluateGate(facts, "g", 10).unblock[0]?.message).toBe("A (technical-lead) approves “Schema”.");
    const vetoed = withVote(facts, { by: "s", on: null, role: "security", vote: "reject", at: 5 });
    expect(evaluateGate(vetoed, "g", 10).blockers[0]?.message).toBe("S (security) vetoed “Schema”: because");
  });

  it("shows evidence that aged after passing, which a new waiver mends without counting as a change of subject", () => {
    const open = factsOf(lead, gate([signed]));
    const waived = { ...open, waivers: [waiver(open, 5, 20)] };
    const passed = {
      ...waived,
      passages: [passage("stage", "passed", 6, { g: subjectAt(waived, "g", null, 6).digest })],
    };
    expect(evaluateGate(passed, "g", 10)).toMatchObject({ status: "passed", drift: "none", changesAt: 20 });
    expect(evaluateGate(passed, "g", 20)).toMatchObject({
      status: "passed",
      drift: "evidence-aged",
      least: 1,
    });
    expect(
      evaluateGate({ ...passed, waivers: [...passed.waivers, waiver(open, 21, 40)] }, "g", 25).drift,
    ).toBe("none");
  });
});

describe("a conditional requirement", () => {
  const baseline = { code: "c1", dataset: "d1" };
  const conditional = gate([item("r", [slot("technical-lead")], { when: { changed: ["dataset"] } })]);

  it("keeps a veto when a later upload makes its condition false", () => {
    const facts = factsOf({ s: ["security"] }, conditional, {
      organisation: [right("gate.veto", "security")],
      components: [component({ baseline: { digest: digestOf(baseline), parts: baseline } })],
      candidates: [candidate({ code: "c1", dataset: "d2" })],
    });
    const vetoed = withVote(facts, { by: "s", on: "r", role: "security", vote: "reject", at: 5 });
    const back = withCandidate(vetoed, { code: "c2", dataset: "d1" }, { at: 6 });
    expect(
      evaluateGate(withCandidate(facts, { code: "c2", dataset: "d1" }, { at: 6 }), "g", 10).requirements[0]
        ?.status,
    ).toBe("not-asked");
    expect(evaluateGate(back, "g", 10)).toMatchObject({
      status: "blocked",
      requirements: [{ status: "blocked" }],
    });
  });

  it("is asked by tier of any component", () => {
    const byTier = gate([item("r", [slot("technical-lead")], { when: { tier: [1] } })]);
    expect(evaluateGate(factsOf(lead, byTier), "g", 10).status).toBe("ready");
    expect(
      evaluateGate(factsOf(lead, byTier, { components: [component({ tier: 1 })] }), "g", 10).status,
    ).toBe("open");
  });
});
