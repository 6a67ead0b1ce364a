import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateGate, evaluateRelease } from "@/lib/gates/evaluate";
import { isMet } from "@/lib/gates/finding";
import { historyArbitrary, seeded } from "@/lib/gates/fixtures/arbitrary";
import { withVote } from "@/lib/gates/fixtures/facts";
import { mayVote } from "@/lib/gates/may-vote";
import type { GateFacts } from "@/lib/gates/model";
import type { GateState } from "@/lib/gates/state-model";
import { subjectAt } from "@/lib/gates/subject";

const runs = { ...seeded, numRuns: 200 };
/** For what hangs: 20 s were not enough on a machine with much else to do. */
const timeout = 120_000;

/** What is met: requirements, the approval and the gate itself, whatever its course. */
function metIn(facts: GateFacts, now: number): Set<string> {
  const state = evaluateGate({ ...facts, passages: [] }, "g", now);
  const all = [...state.requirements, ...(state.approval === null ? [] : [state.approval])];
  return new Set([
    ...all.filter(({ status }) => isMet(status)).map(({ key }) => key ?? "approval"),
    ...(state.status === "ready" ? ["gate"] : []),
  ]);
}

function withoutTimes(state: GateState): unknown {
  return JSON.parse(
    JSON.stringify(state, (key, value: unknown) => (key === "changesAt" ? undefined : value)),
  );
}

describe("the evaluation of gates, over random histories", () => {
  it("never becomes ready by taking an approval away", { timeout }, () => {
    let mattered = 0;
    const property = fc.property(historyArbitrary, ({ facts, now }) => {
      const before = metIn(facts, now);
      for (const gone of facts.votes.filter((vote) => vote.vote === "approve")) {
        const after = metIn({ ...facts, votes: facts.votes.filter((vote) => vote !== gone) }, now);
        for (const key of after) expect(before).toContain(key);
        mattered += after.size < before.size ? 1 : 0;
      }
    });
    fc.assert(property, { ...runs, numRuns: 400 });
    expect(mattered).toBeGreaterThan(100);
  });

  it("does not depend on the order of votes of different people", { timeout }, () => {
    const property = fc.property(historyArbitrary, fc.infiniteStream(fc.nat()), ({ facts, now }, keys) => {
      const ranks = new Map(facts.people.map((person) => [person.id, keys.next().value ?? 0]));
      const rank = (id: string): number => ranks.get(id) ?? 0;
      const shuffled = [...facts.votes].sort(
        (a, b) => rank(a.principalId) - rank(b.principalId) || a.order - b.order,
      );
      const votes = shuffled.map((vote, index) => ({ ...vote, order: index + 1 }));
      expect(withoutTimes(evaluateGate({ ...facts, votes }, "g", now))).toEqual(
        withoutTimes(evaluateGate(facts, "g", now)),
      );
    });
    fc.assert(property, runs);
  });

  it(
    "lets nobody fill two places of a group, in person or by delegate, and only in a role held when signing",
    { timeout },
    () => {
      const property = fc.property(historyArbitrary, ({ facts, now }) => {
        const state = evaluateGate(facts, "g", now);
        for (const requirement of [
          ...state.requirements,
          ...(state.approval === null ? [] : [state.approval]),
        ]) {
          for (const group of new Set(requirement.slots.map((slot) => slot.group))) {
            const filled = requirement.slots
              .filter((slot) => slot.group === group)
              .flatMap((slot) => slot.filledBy);
            const votes = filled.map((each) => facts.votes.find((vote) => vote.id === each.voteId));
            const humans = votes.flatMap((vote) => [...new Set([vote?.principalId, vote?.actorId])]);
            expect(new Set(humans).size).toBe(humans.length);
            for (const vote of votes) {
              const held = facts.holdings.some(
                (each) =>
                  each.personId === vote?.principalId &&
                  each.role === vote.role &&
                  each.from <= vote.at &&
                  (each.to === null || vote.at < each.to),
              );
              expect(held).toBe(true);
            }
          }
        }
      });
      fc.assert(property, runs);
    },
  );

  it("stays the same until changesAt when nothing new is recorded", { timeout }, () => {
    const property = fc.property(
      historyArbitrary,
      fc.double({ min: 0, max: 1, noNaN: true }),
      ({ facts, now }, share) => {
        const state = evaluateGate(facts, "g", now);
        const end = state.changesAt ?? now + 10_000;
        const later = Math.min(end - 1, now + Math.floor((end - now) * share));
        expect(evaluateGate(facts, "g", later)).toEqual(state);
      },
    );
    fc.assert(property, { ...runs, numRuns: 300 });
  });

  it("never counts a vote past its time, nor one whose right was revoked", { timeout }, () => {
    const property = fc.property(historyArbitrary, fc.nat({ max: 100 }), ({ facts, now }, wait) => {
      const state = evaluateGate(facts, "g", now + wait);
      const r = facts.stages[0]?.gates[0]?.requirements[0];
      const filled = state.requirements[0]?.slots.flatMap((slot) => slot.filledBy) ?? [];
      for (const { voteId } of filled) {
        const vote = facts.votes.find((each) => each.id === voteId);
        if (vote === undefined) throw new Error("a place is filled by no vote");
        if (r?.validForMs !== undefined) expect(now + wait).toBeLessThan(vote.at + r.validForMs);
        const holding = facts.holdings.find(
          (each) => each.personId === vote.principalId && each.role === vote.role,
        );
        expect(holding?.ended).not.toBe("revoked");
      }
    });
    fc.assert(property, runs);
  });

  it(
    "never satisfies a requirement over a veto that stands, whatever is uploaded after it",
    { timeout },
    () => {
      const property = fc.property(historyArbitrary, ({ facts, now }) => {
        const vetoRoles = facts.rights.organisation
          .filter((row) => row.decision === "gate.veto")
          .flatMap((row) => row.slots.flatMap((slot) => slot.roles));
        const state = evaluateGate({ ...facts, passages: [] }, "g", now);
        for (const requirement of state.requirements) {
          const vetoed = requirement.votes.some(
            (vote) => vote.vote === "reject" && vote.state !== "revoked" && vetoRoles.includes(vote.role),
          );
          if (vetoed) expect([requirement.status, state.status]).toEqual(["blocked", "blocked"]);
        }
      });
      fc.assert(property, runs);
    },
  );

  it("answers for a past moment as it answered then", { timeout }, () => {
    const property = fc.property(historyArbitrary, fc.nat({ max: 60 }), ({ facts }, at) => {
      const until = <T extends { at: number }>(all: readonly T[]): T[] => all.filter((each) => each.at <= at);
      const known: GateFacts = {
        ...facts,
        votes: until(facts.votes),
        waivers: until(facts.waivers),
        passages: until(facts.passages),
        candidates: facts.candidates
          .filter((each) => each.from <= at)
          .map((each) => ({ ...each, to: each.to !== null && each.to <= at ? each.to : null })),
      };
      expect(evaluateRelease(facts, at)).toEqual(evaluateRelease(known, at));
    });
    fc.assert(property, runs);
  });

  it("proposes acts that are allowed, and whose carrying out satisfies the requirement", { timeout }, () => {
    let proposals = 0;
    const property = fc.property(historyArbitrary, ({ facts: history, now }) => {
      const facts: GateFacts = { ...history, passages: [] };
      const state = evaluateGate(facts, "g", now);
      for (const requirement of state.requirements) {
        if (isMet(requirement.status) || requirement.least === null) continue;
        expect(requirement.unblock.length).toBe(requirement.least);
        proposals += 1;
        const done = requirement.unblock.reduce(
          (before, act) => carryOut(before, act, requirement.key, now),
          facts,
        );
        const after = evaluateGate(done, "g", now);
        expect(isMet(after.requirements.find(({ key }) => key === requirement.key)?.status ?? "open")).toBe(
          true,
        );
      }
    });
    fc.assert(property, { ...runs, numRuns: 400 });
    expect(proposals).toBeGreaterThan(100);
  });
});

function carryOut(
  facts: GateFacts,
  act: GateState["unblock"][number],
  on: string | null,
  now: number,
): GateFacts {
  const by = act.people[0]?.id ?? "nobody";
  const role = act.role ?? "no role";
  const vote = act.act;
  if (vote !== "approve" && vote !== "not-applicable" && vote !== "withdraw")
    throw new Error(`${vote} is no vote`);
  const verdict = mayVote({
    facts,
    gate: "g",
    requirement: on,
    role,
    vote,
    actorId: by,
    principalId: by,
    subjectDigest: subjectAt(facts, "g", on, now).digest,
    reason: "because",
    now,
  });
  expect(verdict).toMatchObject({ allowed: true });
  return withVote(facts, { by, on, role, vote, at: now });
}
