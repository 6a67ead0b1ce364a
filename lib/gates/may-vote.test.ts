import { describe, expect, it } from "vitest";
import { factsOf, gate, item, right, slot, withCandidate, withVote } from "@/lib/gates/fixtures/facts";
import { mayAcknowledge, mayVote, type VoteQuestion } from "@/lib/gates/may-vote";
import type { GateFacts } from "@/lib/gates/model";
import { subjectAt } from "@/lib/gates/subject";

const facts = factsOf(
  { a: ["technical-lead"], b: ["technical-lead"], s: ["support"], p: ["product"] },
  gate([item("r", [slot("technical-lead")]), { key: "ack", kind: "acknowledgement", roles: ["support"] }], {
    approval: { when: "ready", slots: [slot("product")] },
  }),
  { organisation: [right("requirement.waive", "product")] },
);
const byAuthor = withCandidate(facts, { code: "c2" }, { at: 5, authors: ["a"] });

function rule(rest: Partial<VoteQuestion> & { facts?: GateFacts } = {}): string {
  const now = 10;
  const base = {
    facts,
    gate: "g",
    requirement: "r",
    role: "technical-lead",
    vote: "approve" as const,
    actorId: "a",
    reason: null,
    now,
  };
  const asked = { ...base, ...rest };
  const subjectDigest =
    rest.subjectDigest ??
    subjectAt(asked.facts, "g", asked.requirement === "ack" ? "r" : asked.requirement, now).digest;
  return mayVote({ principalId: asked.actorId ?? "nobody", ...asked, subjectDigest }).rule;
}

describe("who may vote", () => {
  it("lets a holder approve, and names the grant", () => {
    const subjectDigest = subjectAt(facts, "g", "r", 10).digest;
    const asked = {
      facts,
      gate: "g",
      requirement: "r",
      role: "technical-lead",
      vote: "approve" as const,
      actorId: "a",
      principalId: "a",
      subjectDigest,
      reason: null,
      now: 10,
    };
    expect(mayVote(asked)).toEqual({
      allowed: true,
      rule: "holds-role",
      role: "technical-lead",
      grant: ["assignment:a:technical-lead"],
    });
  });

  it("refuses machines, non-holders, roles without a slot, authors and old digests, in this order", () => {
    expect(rule({ actorId: null })).toBe("not-a-holder");
    expect(rule({ facts: byAuthor, actorId: "s", subjectDigest: "old" })).toBe("not-a-holder");
    expect(rule({ actorId: "s", role: "support", subjectDigest: "old" })).toBe("no-slot");
    expect(rule({ facts: byAuthor, subjectDigest: "old" })).toBe("separation-of-duties");
    expect(rule({ facts: byAuthor, actorId: "b", subjectDigest: "old" })).toBe("subject-changed");
  });

  it("names those who may in the place of an author", () => {
    const subjectDigest = subjectAt(byAuthor, "g", "r", 10).digest;
    const verdict = mayVote({
      facts: byAuthor,
      gate: "g",
      requirement: "r",
      role: "technical-lead",
      vote: "approve",
      actorId: "a",
      principalId: "a",
      subjectDigest,
      reason: null,
      now: 10,
    });
    expect(verdict).toMatchObject({ allowed: false, whoMay: [{ id: "b" }] });
  });

  it("names those who fill the same slot in another role, where nobody else holds the author's", () => {
    const either = withCandidate(
      factsOf(
        { a: ["technical-lead"], s: ["support"], p: ["product"] },
        gate([item("r", [slot(["technical-lead", "support"]), slot("product")])]),
      ),
      { code: "c2" },
      { at: 5, authors: ["a"] },
    );
    const verdict = mayVote({
      facts: either,
      gate: "g",
      requirement: "r",
      role: "technical-lead",
      vote: "approve",
      actorId: "a",
      principalId: "a",
      subjectDigest: subjectAt(either, "g", "r", 10).digest,
      reason: null,
      now: 10,
    });
    expect(verdict).toMatchObject({ rule: "separation-of-duties", whoMay: [{ id: "s" }] });
  });

  it("takes an objection from an author, and from a role without a slot, but not without a reason", () => {
    expect(rule({ facts: byAuthor, vote: "needs-work", reason: "tests fail" })).toBe("holds-role");
    expect(rule({ actorId: "s", role: "support", vote: "reject", reason: "no runbook" })).toBe("holds-role");
    expect(rule({ vote: "needs-work", reason: " " })).toBe("reason-required");
  });

  it("keeps the approval until the requirements are met, and objections to it possible", () => {
    expect(rule({ actorId: "p", role: "product", requirement: null })).toBe("requirements-open");
    expect(rule({ actorId: "p", role: "product", requirement: null, vote: "reject", reason: "unsafe" })).toBe(
      "holds-role",
    );
  });

  it("refuses a skipped gate, and requirements that nobody votes on", () => {
    expect(
      rule({ facts: { ...facts, passages: [{ stage: "stage", kind: "skipped", at: 1, gates: {} }] } }),
    ).toBe("gate-skipped");
    expect(rule({ requirement: "ack" })).toBe("not-votable");
  });

  it("refuses a gate that comes later, where it cannot be signed early", () => {
    const [stage] = facts.stages;
    if (stage === undefined) throw new Error("the facts have a stage");
    const first = { ...stage, key: "before", gates: [] };
    const later = {
      ...facts,
      stages: [first, { ...stage, gates: stage.gates.map((each) => ({ ...each, earlySignOff: false })) }],
    };
    expect(rule({ facts: later })).toBe("gate-upcoming");
  });

  it("lets somebody whose shift ended take back what stands from it, and nothing else", () => {
    const voted = withVote(facts, { by: "a", on: "r", role: "technical-lead", vote: "needs-work", at: 3 });
    const ended = {
      ...voted,
      holdings: voted.holdings.map((each) =>
        each.personId === "a" ? { ...each, to: 5, ended: "time" as const } : each,
      ),
    };
    expect(rule({ facts: ended, vote: "withdraw", reason: "solved" })).toBe("holds-role");
    expect(rule({ facts: ended })).toBe("not-a-holder");
  });

  it("lets the named roles acknowledge this very content", () => {
    const { digest } = subjectAt(facts, "g", "ack", 10);
    const asked = {
      facts,
      gate: "g",
      requirement: "ack",
      role: "support",
      actorId: "s",
      principalId: "s",
      subjectDigest: digest,
      now: 10,
    };
    expect(mayAcknowledge(asked).rule).toBe("holds-role");
    expect(mayAcknowledge({ ...asked, actorId: "a", principalId: "a" }).rule).toBe("not-a-holder");
    expect(mayAcknowledge({ ...asked, actorId: "a", principalId: "a", role: "technical-lead" }).rule).toBe(
      "no-slot",
    );
    expect(mayAcknowledge({ ...asked, subjectDigest: "old" }).rule).toBe("subject-changed");
  });
});
