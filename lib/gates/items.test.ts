import { describe, expect, it } from "vitest";
import { evaluateGate } from "@/lib/gates/evaluate";
import {
  component,
  documentFact,
  factsOf,
  gate,
  holding,
  item,
  right,
  slot,
  withCandidate,
  withVote,
  withVotes,
} from "@/lib/gates/fixtures/facts";
import type { GateFacts, WaiverFact } from "@/lib/gates/model";
import { subjectAt } from "@/lib/gates/subject";

const lead = { a: ["technical-lead"] };
const signed = item("r", [slot("technical-lead")]);

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

describe("a waiver", () => {
  const facts = factsOf({ a: ["technical-lead"], s: ["security"], l: ["lifter"] }, gate([signed]), {
    organisation: [right("gate.veto", "security"), right("veto.lift", "lifter")],
  });
  const waived = { ...facts, waivers: [waiver(facts, 5, 100)] };

  it("covers needs-work and never a veto", () => {
    const unhappy = withVote(waived, { by: "a", on: "r", role: "technical-lead", vote: "needs-work", at: 6 });
    expect(evaluateGate(unhappy, "g", 10)).toMatchObject({
      status: "ready",
      requirements: [{ status: "waived" }],
    });
    const vetoed = withVote(unhappy, { by: "s", on: "r", role: "security", vote: "reject", at: 7 });
    const state = evaluateGate(vetoed, "g", 10);
    expect(state).toMatchObject({
      status: "blocked",
      least: 1,
      unblock: [{ act: "withdraw", people: [{ id: "s" }] }],
    });
    expect(
      state.blockers.map(({ code, canBeClearedBy }) => [code, canBeClearedBy.map(({ id }) => id)]),
    ).toEqual([["veto", ["l", "s"]]]);
  });

  it("is proposed only where nothing else can", () => {
    const rights = { organisation: [right("requirement.waive", "champion")], template: [] };
    const nobody = factsOf({ c: ["champion"] }, gate([signed]), { rights });
    expect(evaluateGate(nobody, "g", 10)).toMatchObject({
      least: null,
      unsatisfiable: ["r"],
      unblock: [{ act: "waive", people: [{ id: "c" }] }],
    });
    expect(
      evaluateGate(factsOf({ c: ["champion"], ...lead }, gate([signed]), { rights }), "g", 10).unblock.map(
        ({ act }) => act,
      ),
    ).toEqual(["approve"]);
  });
});

describe("who may fill a slot", () => {
  it("keeps the owning team out of a slot that asks for independence", () => {
    const facts = factsOf(
      { a: ["security"], b: ["security"] },
      gate([item("r", [slot("security", { independentOf: "owning-team" })])]),
      {
        components: [component({ owningTeam: ["a"] })],
      },
    );
    const byOwner = withVote(facts, { by: "a", on: "r", role: "security", at: 5 });
    expect(evaluateGate(byOwner, "g", 10).requirements[0]).toMatchObject({
      status: "open",
      votes: [{ state: "author" }],
    });
    expect(
      evaluateGate(withVote(byOwner, { by: "b", on: "r", role: "security", at: 6 }), "g", 10).status,
    ).toBe("ready");
  });

  it("gives a delegate who also signs for themselves one slot together with the principal", () => {
    const delegations = [
      {
        id: "d",
        role: "security",
        principalId: "a",
        delegateId: "b",
        from: 0,
        to: 50,
        ended: "time" as const,
      },
    ];
    const facts = factsOf(
      { a: ["security"], b: ["security"], c: ["security"] },
      gate([item("r", [slot("security", { count: 2 })])]),
      { delegations },
    );
    const both = withVotes(facts, [
      { by: "b", as: "a", on: "r", role: "security", at: 5 },
      { by: "b", on: "r", role: "security", at: 6 },
    ]);
    expect(evaluateGate(both, "g", 10)).toMatchObject({ status: "open", least: 1 });
    expect(evaluateGate(withVote(both, { by: "c", on: "r", role: "security", at: 7 }), "g", 10).status).toBe(
      "ready",
    );
    const revoked = {
      ...facts,
      delegations: [{ ...delegations[0], to: 8, ended: "revoked" as const }],
    } as GateFacts;
    expect(
      evaluateGate(withVote(revoked, { by: "b", as: "a", on: "r", role: "security", at: 5 }), "g", 10)
        .requirements[0]?.votes[0]?.state,
    ).toBe("revoked");
  });

  it("counts everyone who changed the plan as an author of what they changed alone", () => {
    const facts = factsOf(
      { a: ["product"] },
      gate([
        item("risk", [slot("product")], { dependsOn: ["risk"] }),
        item("aim", [slot("product")], { dependsOn: ["objective"] }),
      ]),
      {
        documents: [
          documentFact("plan", { risk: "r1", objective: "o1" }, { to: 3 }),
          documentFact("plan", { risk: "r2", objective: "o1" }, { from: 3, authors: ["a"] }),
        ],
      },
    );
    const state = evaluateGate(facts, "g", 10);
    expect(state.unsatisfiable).toEqual(["risk"]);
    expect(state.requirements[1]?.least).toBe(1);
  });

  it("waits for the next shift where nobody on duty can sign", () => {
    const facts = {
      ...factsOf({ a: [] }, gate([item("r", [slot("on-call")])])),
      holdings: [holding("a", "on-call", { from: 50, to: 90, ended: "time" })],
    };
    expect(evaluateGate(facts, "g", 10)).toMatchObject({
      unsatisfiable: [],
      least: null,
      unblock: [{ act: "wait" }],
      changesAt: 50,
    });
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
    const facts = factsOf(
      { ...lead, p: ["product"] },
      gate([signed], { approval: { when: "any", slots: [slot("product")] } }),
    );
    const approved = withVote(facts, { by: "p", on: null, role: "product", at: 5 });
    expect(evaluateGate(approved, "g", 6).approval?.status).toBe("satisfied");
    expect(evaluateGate({ ...approved, waivers: [waiver(facts, 7, 100)] }, "g", 8)).toMatchObject({
      status: "stale",
      approval: { status: "stale" },
    });
  });

  it("blocks the gate by a veto on its approval even where nobody is asked to approve", () => {
    const facts = factsOf({ s: ["security"] }, gate([]), { organisation: [right("gate.veto", "security")] });
    expect(evaluateGate(facts, "g", 5)).toMatchObject({ status: "ready", approval: null });
    expect(
      evaluateGate(withVote(facts, { by: "s", on: null, role: "security", vote: "reject", at: 6 }), "g", 7)
        .status,
    ).toBe("blocked");
  });
});
