import { describe, expect, it } from "vitest";
import { digestOf } from "@/lib/bundles/digest";
import { evaluateGate, evaluateRelease } from "@/lib/gates/evaluate";
import { candidate, component, day, documentFact, factsOf, gate, holding, item, right, slot, withCandidate, withVote, withVotes } from "@/lib/gates/fixtures/facts";
import type { CheckFact, Gate, GateFacts, Requirement, StagePassage, WaiverFact } from "@/lib/gates/model";
import { subjectAt } from "@/lib/gates/subject";

const lead = { a: ["technical-lead"] };
const signed = item("r", [slot("technical-lead")]);

function stages(...gates: Gate[]): GateFacts["stages"] {
  return gates.map((each, index) => ({ key: `s${index + 1}`, title: `Stage ${index + 1}`, inputs: [], outputs: [], exposure: [], gates: [each] }));
}

function passage(stage: string, kind: StagePassage["kind"], at: number, gates: Record<string, string> = {}): StagePassage {
  return { stage, kind, at, gates };
}

function waiver(facts: GateFacts, at: number, expiresAt: number): WaiverFact {
  const { digest } = subjectAt(facts, "g", "r", at);
  return { id: `w${at}`, gate: "g", requirement: "r", subjectDigest: digest, digest: `w${at}`, expiresAt, owner: "a", reason: "agreed", at };
}

function report(rest: Partial<CheckFact> & { parts: Record<string, string> }): CheckFact {
  return { component: "m", name: "latency", bundleDigest: digestOf(rest.parts), status: "passed", summary: null, url: null, at: 1, order: 1, ...rest };
}

describe("the course of a gate", () => {
  const two = (early: boolean): GateFacts =>
    factsOf(lead, [], { stages: stages(gate([signed]), gate([item("later", [slot("technical-lead")])], { key: "h", earlySignOff: early })) });

  it("is upcoming while an earlier stage is neither passed nor skipped, unless it may be signed early", () => {
    expect(evaluateRelease(two(false), 10).map(({ status }) => status)).toEqual(["open", "upcoming"]);
    expect(evaluateRelease(two(true), 10).map(({ status }) => status)).toEqual(["open", "open"]);
    const skipped = { ...two(false), passages: [passage("s1", "skipped", 5)] };
    expect(evaluateRelease(skipped, 10).map(({ status }) => status)).toEqual(["skipped", "open"]);
  });

  it("loses passed where the stage or an earlier one is reopened", () => {
    const facts = { ...two(false), passages: [passage("s1", "passed", 5), passage("s2", "passed", 6), passage("s1", "reopened", 7)] };
    expect(evaluateRelease(facts, 6.5).map(({ status }) => status)).toEqual(["passed", "passed"]);
    expect(evaluateRelease(facts, 10).map(({ status }) => status)).toEqual(["open", "upcoming"]);
  });

  it("shows a passed gate's drift when its subject changes, and none when a voter leaves", () => {
    const ready = withVote(factsOf(lead, gate([signed])), { by: "a", on: "r", role: "technical-lead", at: 5 });
    const passed = { ...ready, passages: [passage("stage", "passed", 6, { g: subjectAt(ready, "g", null, 6).digest })] };
    expect(evaluateGate(passed, "g", 10)).toMatchObject({ status: "passed", drift: "none", least: 0, blockers: [] });
    const revoked = { ...passed, holdings: [holding("a", "technical-lead", { to: 8, ended: "revoked" })] };
    expect(evaluateGate(revoked, "g", 10).drift).toBe("none");
    const changed = withCandidate(passed, { code: "c2" }, { at: 9 });
    expect(evaluateGate(changed, "g", 10)).toMatchObject({ status: "passed", drift: "subject-changed", blockers: [{ code: "drift" }] });
  });

  it("shows evidence that aged after passing, which a new waiver mends without counting as a change of subject", () => {
    const open = factsOf(lead, gate([signed]));
    const waived = { ...open, waivers: [waiver(open, 5, 20)] };
    const passed = { ...waived, passages: [passage("stage", "passed", 6, { g: subjectAt(waived, "g", null, 6).digest })] };
    expect(evaluateGate(passed, "g", 10)).toMatchObject({ status: "passed", drift: "none", changesAt: 20 });
    expect(evaluateGate(passed, "g", 20)).toMatchObject({ status: "passed", drift: "evidence-aged", least: 1 });
    expect(evaluateGate({ ...passed, waivers: [...passed.waivers, waiver(open, 21, 40)] }, "g", 25).drift).toBe("none");
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
    expect(evaluateGate(withCandidate(facts, { code: "c2", dataset: "d1" }, { at: 6 }), "g", 10).requirements[0]?.status).toBe("not-asked");
    expect(evaluateGate(back, "g", 10)).toMatchObject({ status: "blocked", requirements: [{ status: "blocked" }] });
  });

  it("is asked by tier of any component", () => {
    const byTier = gate([item("r", [slot("technical-lead")], { when: { tier: [1] } })]);
    expect(evaluateGate(factsOf(lead, byTier), "g", 10).status).toBe("ready");
    expect(evaluateGate(factsOf(lead, byTier, { components: [component({ tier: 1 })] }), "g", 10).status).toBe("open");
  });
});

describe("a waiver", () => {
  const facts = factsOf({ a: ["technical-lead"], s: ["security"], l: ["lifter"] }, gate([signed]), {
    organisation: [right("gate.veto", "security"), right("veto.lift", "lifter")],
  });
  const waived = { ...facts, waivers: [waiver(facts, 5, 100)] };

  it("covers needs-work and never a veto", () => {
    const unhappy = withVote(waived, { by: "a", on: "r", role: "technical-lead", vote: "needs-work", at: 6 });
    expect(evaluateGate(unhappy, "g", 10)).toMatchObject({ status: "ready", requirements: [{ status: "waived" }] });
    const vetoed = withVote(unhappy, { by: "s", on: "r", role: "security", vote: "reject", at: 7 });
    const state = evaluateGate(vetoed, "g", 10);
    expect(state).toMatchObject({ status: "blocked", least: 1, unblock: [{ act: "withdraw", people: [{ id: "s" }] }] });
    expect(state.blockers.map(({ code, canBeClearedBy }) => [code, canBeClearedBy.map(({ id }) => id)])).toEqual([["veto", ["l", "s"]]]);
  });

  it("is proposed only where nothing else can", () => {
    const rights = { organisation: [right("requirement.waive", "champion")], template: [] };
    const nobody = factsOf({ c: ["champion"] }, gate([signed]), { rights });
    expect(evaluateGate(nobody, "g", 10)).toMatchObject({ least: null, unsatisfiable: ["r"], unblock: [{ act: "waive", people: [{ id: "c" }] }] });
    expect(evaluateGate(factsOf({ c: ["champion"], ...lead }, gate([signed]), { rights }), "g", 10).unblock.map(({ act }) => act)).toEqual(["approve"]);
  });
});

describe("what machines and other releases report", () => {
  const check = (rest: Partial<Extract<Requirement, { kind: "check" }>> = {}): Gate => gate([{ key: "k", kind: "check", check: "latency", ...rest }]);
  const statusOf = (facts: GateFacts, at = 10): string | undefined => evaluateGate(facts, "g", at).requirements[0]?.status;

  it("asks a check of every component's candidate, and is never satisfied without a candidate", () => {
    const parts = { code: "c1" };
    const both = { components: [component(), component({ key: "n" })], candidates: [candidate(parts)], checks: [report({ parts })] };
    expect(statusOf(factsOf({}, check(), both))).toBe("open");
    expect(statusOf(factsOf({}, check({ components: ["m"] }), both))).toBe("satisfied");
    expect(statusOf(factsOf({}, check(), { candidates: [] }))).toBe("open");
    expect(statusOf(factsOf({}, check({ dependsOn: ["dataset"] }), both))).toBe("open");
  });

  it("calls a passed check stale past its time, and a failed one blocked for ever", () => {
    const parts = { code: "c1" };
    const facts = (status: CheckFact["status"]): GateFacts =>
      factsOf({}, check({ validForMs: day }), { candidates: [candidate(parts)], checks: [report({ parts, status })] });
    expect([statusOf(facts("passed"), day), statusOf(facts("passed"), day + 1)]).toEqual(["satisfied", "stale"]);
    expect(statusOf(facts("failed"), day + 1)).toBe("blocked");
    expect(evaluateGate(facts("passed"), "g", 10).changesAt).toBe(day + 1);
  });

  it("lets the last result per bundle count, and says which one carried over", () => {
    const kinds = { dependsOn: ["model-weights"] };
    const old = { code: "c1", "model-weights": "w1" };
    const facts = factsOf({}, check(kinds), { candidates: [candidate({ ...old, code: "c2" })], checks: [report({ parts: old })] });
    expect(evaluateGate(facts, "g", 10).requirements[0]).toMatchObject({ status: "satisfied", notes: [expect.stringContaining("carries over")] });
    const again = { ...facts, checks: [...facts.checks, report({ parts: old, status: "running", at: 2, order: 2 })] };
    expect(statusOf(again)).toBe("open");
  });

  it("wants a bundle's verification reported where the requirement says so", () => {
    const parts = { code: "c1" };
    const verified = gate([{ key: "k", kind: "bundle", kinds: ["code"], verified: true }]);
    const facts = factsOf({}, verified, { candidates: [candidate(parts)] });
    const reported = (status: CheckFact["status"]): GateFacts => ({ ...facts, checks: [report({ name: "bundle-verified", parts, status })] });
    expect([statusOf(facts), statusOf(reported("failed")), statusOf(reported("passed"))]).toEqual(["open", "blocked", "satisfied"]);
  });

  it("follows a dependency, and keeps open what is not recorded yet", () => {
    const depends = factsOf({}, gate([{ key: "k", kind: "dependency", component: "store", stage: "production" }]));
    const at = (state: "reached" | "not-reached" | "rolled-back"): GateFacts => ({ ...depends, dependencies: { "g/k": state } });
    expect([statusOf(depends), statusOf(at("not-reached")), statusOf(at("reached")), statusOf(at("rolled-back"))]).toEqual(["open", "open", "satisfied", "blocked"]);
    const drill = factsOf({}, gate([{ key: "k", kind: "drill" }]));
    expect(evaluateGate(drill, "g", 10)).toMatchObject({ status: "open", least: null, blockers: [{ code: "not-recorded" }] });
  });
});

describe("who may fill a slot", () => {
  it("keeps the owning team out of a slot that asks for independence", () => {
    const facts = factsOf({ a: ["security"], b: ["security"] }, gate([item("r", [slot("security", { independentOf: "owning-team" })])]), {
      components: [component({ owningTeam: ["a"] })],
    });
    const byOwner = withVote(facts, { by: "a", on: "r", role: "security", at: 5 });
    expect(evaluateGate(byOwner, "g", 10).requirements[0]).toMatchObject({ status: "open", votes: [{ state: "author" }] });
    expect(evaluateGate(withVote(byOwner, { by: "b", on: "r", role: "security", at: 6 }), "g", 10).status).toBe("ready");
  });

  it("gives a delegate who also signs for themselves one slot together with the principal", () => {
    const delegations = [{ id: "d", role: "security", principalId: "a", delegateId: "b", from: 0, to: 50, ended: "time" as const }];
    const facts = factsOf({ a: ["security"], b: ["security"], c: ["security"] }, gate([item("r", [slot("security", { count: 2 })])]), { delegations });
    const both = withVotes(facts, [
      { by: "b", as: "a", on: "r", role: "security", at: 5 },
      { by: "b", on: "r", role: "security", at: 6 },
    ]);
    expect(evaluateGate(both, "g", 10)).toMatchObject({ status: "open", least: 1 });
    expect(evaluateGate(withVote(both, { by: "c", on: "r", role: "security", at: 7 }), "g", 10).status).toBe("ready");
    const revoked = { ...facts, delegations: [{ ...delegations[0], to: 8, ended: "revoked" as const }] } as GateFacts;
    expect(evaluateGate(withVote(revoked, { by: "b", as: "a", on: "r", role: "security", at: 5 }), "g", 10).requirements[0]?.votes[0]?.state).toBe("revoked");
  });

  it("counts everyone who changed the plan as an author of what they changed alone", () => {
    const facts = factsOf({ a: ["product"] }, gate([item("risk", [slot("product")], { dependsOn: ["risk"] }), item("aim", [slot("product")], { dependsOn: ["objective"] })]), {
      documents: [
        documentFact("plan", { risk: "r1", objective: "o1" }, { to: 3 }),
        documentFact("plan", { risk: "r2", objective: "o1" }, { from: 3, authors: ["a"] }),
      ],
    });
    const state = evaluateGate(facts, "g", 10);
    expect(state.unsatisfiable).toEqual(["risk"]);
    expect(state.requirements[1]?.least).toBe(1);
  });

  it("waits for the next shift where nobody on duty can sign", () => {
    const facts = { ...factsOf({ a: [] }, gate([item("r", [slot("on-call")])])), holdings: [holding("a", "on-call", { from: 50, to: 90, ended: "time" })] };
    expect(evaluateGate(facts, "g", 10)).toMatchObject({ unsatisfiable: [], least: null, unblock: [{ act: "wait" }], changesAt: 50 });
    expect(evaluateGate(facts, "g", 50)).toMatchObject({ least: 1, changesAt: 90 });
  });
});

describe("a vote's series", () => {
  it("does not revive an approval from behind a later objection that was itself replaced", () => {
    const facts = factsOf(lead, gate([item("r", [slot("technical-lead")], { dependsOn: ["code"] })]));
    const once = withVote(facts, { by: "a", on: "r", role: "technical-lead", at: 1 });
    const changed = withCandidate(once, { code: "c2" }, { at: 2 });
    const settled = withVotes(changed, [
      { by: "a", on: "r", role: "technical-lead", vote: "needs-work", at: 3 },
      { by: "a", on: "r", role: "technical-lead", at: 4 },
    ]);
    expect(evaluateGate(settled, "g", 5).status).toBe("ready");
    expect(evaluateGate(withCandidate(settled, { code: "c1" }, { at: 6 }), "g", 7).status).toBe("stale");
  });

  it("lets the approval of a gate go stale when a waiver is granted after it", () => {
    const facts = factsOf({ ...lead, p: ["product"] }, gate([signed], { approval: { when: "any", slots: [slot("product")] } }));
    const approved = withVote(facts, { by: "p", on: null, role: "product", at: 5 });
    expect(evaluateGate(approved, "g", 6).approval?.status).toBe("satisfied");
    expect(evaluateGate({ ...approved, waivers: [waiver(facts, 7, 100)] }, "g", 8)).toMatchObject({ status: "stale", approval: { status: "stale" } });
  });

  it("blocks the gate by a veto on its approval even where nobody is asked to approve", () => {
    const facts = factsOf({ s: ["security"] }, gate([]), { organisation: [right("gate.veto", "security")] });
    expect(evaluateGate(facts, "g", 5)).toMatchObject({ status: "ready", approval: null });
    expect(evaluateGate(withVote(facts, { by: "s", on: null, role: "security", vote: "reject", at: 6 }), "g", 7).status).toBe("blocked");
  });
});
