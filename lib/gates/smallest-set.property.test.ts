import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateGate } from "@/lib/gates/evaluate";
import { isMet } from "@/lib/gates/finding";
import { historyArbitrary, personIds, seeded, slotArbitrary } from "@/lib/gates/fixtures/arbitrary";
import { factsOf, gate, item, slot, withVote } from "@/lib/gates/fixtures/facts";
import { groupsOf, type Edge } from "@/lib/gates/matching";
import { mayVote } from "@/lib/gates/may-vote";
import type { GateFacts } from "@/lib/gates/model";
import { fills, smallestSet, type Candidate, type VotesNeeded } from "@/lib/gates/smallest-set";
import { subjectAt } from "@/lib/gates/subject";

const roles = ["r1", "r2", "r3"];

const edge: fc.Arbitrary<Edge> = fc
  .record({
    personId: fc.constantFrom(...personIds, "p6"),
    role: fc.constantFrom(...roles),
    author: fc.boolean(),
    owner: fc.constant(false),
  })
  .map((each) => ({ ...each, actorId: each.personId, voteId: null }));
const candidate: fc.Arbitrary<Candidate> = fc.record({
  act: fc.constantFrom("approve", "approve", "not-applicable"),
  edge,
});
const slots = fc.array(slotArbitrary, { minLength: 1, maxLength: 2 });
const needed: fc.Arbitrary<VotesNeeded> = fc.record({
  groups: fc.tuple(slots, slots).map(([own, organisation]) =>
    groupsOf([
      { source: "template", slots: own },
      { source: "organisation", slots: organisation },
    ]),
  ),
  base: fc.array(edge, { maxLength: 2 }),
  unconfirmed: fc.array(edge, { maxLength: 1 }),
  candidates: fc.uniqueArray(candidate, {
    maxLength: 10,
    selector: ({ act, edge: each }) => `${act} ${each.personId} ${each.role}`,
  }),
});

/** Size of the smallest set, by trying all sets of each size; null: none. */
function bruteForce(question: VotesNeeded): number | null {
  for (let size = 0; size <= question.candidates.length; size += 1) {
    if (subsets(question.candidates, size).some((chosen) => fills(question, chosen))) return size;
  }
  return null;
}

function subsets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((each, index) =>
    subsets(items.slice(index + 1), size - 1).map((rest) => [each, ...rest]),
  );
}

describe("the smallest set of votes", () => {
  it("is as small as trying every set finds", () => {
    const property = fc.property(needed, (question) => {
      const found = smallestSet(question);
      expect(found?.chosen.length ?? null).toBe(bruteForce(question));
      if (found !== null) expect([fills(question, found.chosen), found.exact]).toEqual([true, true]);
    });
    fc.assert(property, { ...seeded, numRuns: 400 });
  });

  it("still fills, with nothing to leave out, where the bound cuts the search short", () => {
    let cut = 0;
    const property = fc.property(needed, (question) => {
      const found = smallestSet(question, 0);
      if (found === null) return;
      cut += found.exact ? 0 : 1;
      expect(fills(question, found.chosen)).toBe(true);
      for (const each of found.chosen)
        expect(
          fills(
            question,
            found.chosen.filter((other) => other !== each),
          ),
        ).toBe(false);
    });
    fc.assert(property, { ...seeded, numRuns: 400 });
    expect(cut).toBeGreaterThan(0);
  });

  it(
    "agrees with casting every allowed set of up to two votes on what was recorded",
    { timeout: 60_000 },
    () => {
      const property = fc.property(historyArbitrary, ({ facts: history, now }) => {
        const facts: GateFacts = { ...history, passages: [] };
        const state = evaluateGate(facts, "g", now).requirements[0];
        const least = state?.least ?? null;
        const sizes = least === null ? [1, 2] : [1, 2].filter((size) => size < least);
        for (const size of sizes)
          expect(subsets(allowedVotes(facts, now), size).some((votes) => satisfies(facts, votes, now))).toBe(
            false,
          );
      });
      fc.assert(property, { ...seeded, numRuns: 25 });
    },
  );

  it("uses one approval for several groups, and names everybody who could give it", () => {
    const facts = factsOf(
      { a: ["r1"], b: ["r1", "r2"], c: ["r1", "r2"], d: ["r2"] },
      gate([item("r", [slot("r1")])]),
      {
        organisation: [{ decision: "requirement.sign", slots: [slot(["r1", "r2"])] }],
      },
    );
    const [state] = evaluateGate(facts, "g", 10).requirements;
    expect(state?.least).toBe(1);
    expect(state?.unblock[0]?.people.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });
});

type Allowed = (facts: GateFacts) => GateFacts;

function allowedVotes(facts: GateFacts, now: number): Allowed[] {
  const { digest } = subjectAt(facts, "g", "r", now);
  return facts.people.flatMap(({ id }) =>
    roles.flatMap((role) =>
      (["approve", "not-applicable", "withdraw"] as const).flatMap((vote): Allowed[] => {
        const asked = {
          facts,
          gate: "g",
          requirement: "r",
          role,
          vote,
          actorId: id,
          principalId: id,
          subjectDigest: digest,
          reason: "because",
          now,
        };
        return mayVote(asked).allowed
          ? [(before) => withVote(before, { by: id, on: "r", role, vote, at: now, subjectDigest: digest })]
          : [];
      }),
    ),
  );
}

function satisfies(facts: GateFacts, votes: readonly Allowed[], now: number): boolean {
  const done = votes.reduce((before, cast) => cast(before), facts);
  return isMet(evaluateGate(done, "g", now).requirements[0]?.status ?? "open");
}
