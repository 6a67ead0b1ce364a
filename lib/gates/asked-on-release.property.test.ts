import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PersonActor } from "@/lib/identity/actor";
import { canDecide } from "@/lib/policy/can";
import { covers } from "@/lib/policy/holdings";
import { stoppingDecisions } from "@/lib/policy/model";
import { hasPlace, quorumState } from "@/lib/policy/quorum";
import { outlooksOf } from "@/lib/policy/simulator";
import type { Deciding } from "@/lib/releases/authority";
import { type AskedOnRelease, decisionsOn, signaturesOn } from "./asked-on-release";
import { evaluateRelease } from "./evaluate";
import { historyArbitrary, releaseArbitrary, seeded } from "./fixtures/arbitrary";
import { factsOf, gate, item, right, slot } from "./fixtures/facts";
import { givenAt } from "./given";
import { mayLiftVeto } from "./may-end-objection";
import type { GateFacts } from "./model";
import { readFacts } from "./reading";

/** Who can sign now or later, as the gate sees it. */
function everHeld(facts: GateFacts, now: number) {
  const reading = readFacts(facts, now);
  return [...reading.holdersEver].flatMap(([role, people]) =>
    people.map(({ id }) => ({ personId: id, role })),
  );
}

/** Whether others could lift a veto of each who can raise one in a role, with somebody gone. */
function isLifted({ holdings, people, rights }: GateFacts, role: string, gone: string | null): boolean {
  const here = holdings.filter(({ personId }) => personId !== gone);
  const authority: Deciding = {
    holdings: here,
    people: people.filter(({ id }) => id !== gone),
    rights,
    version: { stage: "stage", exposurePercent: 0 },
    components: [{ tier: 2 }],
    now: new Date(10),
  };
  const raising = here.filter((each) => each.role === role && covers(each, 10));
  const stranger = { kind: "person", id: "stranger" } as PersonActor;
  // A veto that nobody holds the role of is left to the right.
  return (raising.length > 0 ? raising : [{ personId: "nobody" }]).every(({ personId }) => {
    const veto = { principalId: personId, role };
    const verdict = mayLiftVeto(authority, stranger, { stage: "stage", veto, authors: [] });
    if (verdict.allowed || verdict.quorum === undefined) return verdict.allowed;
    return !quorumState(verdict.quorum, []).isOutOfReach;
  });
}

describe("what is asked on a release", () => {
  it("can be signed exactly where the gate does not say that nobody ever could", () => {
    let never = 0;
    const property = fc.property(historyArbitrary, ({ facts, now }) => {
      const reading = readFacts(facts, now);
      const asked = signaturesOn(reading, () => false).map((each): AskedOnRelease => {
        const [place] = each.about;
        return { ...each, given: place === undefined ? [] : givenAt(reading, place) };
      });
      const outlooks = outlooksOf({ held: everHeld(facts, now), asked });
      const states = evaluateRelease(facts, now).flatMap(({ requirements, approval }) =>
        approval === null ? requirements : [...requirements, approval],
      );
      for (const [index, { about }] of asked.entries()) {
        const state = states.find(({ key }) => key === about[0]?.requirement);
        // A second person who confirms is counted by the gate alone.
        if (state === undefined || state.votes.some((vote) => vote.state === "unconfirmed")) continue;
        never += state.unsatisfiable ? 1 : 0;
        expect(outlooks[index]?.isPossible).toBe(!state.unsatisfiable);
      }
    });
    fc.assert(property, { ...seeded, numRuns: 600 });
    expect(never).toBeGreaterThan(50);
  });

  it("can be decided exactly where somebody may, alone or together with others", () => {
    const property = fc.property(releaseArbitrary, (facts) => {
      const held = facts.holdings.filter((each) => covers(each, 10));
      const course = { state: "active" as const, stage: "stage", exposurePercent: 0 };
      const asked = decisionsOn({ rights: facts.rights, stages: facts.stages, tiers: [2] }, course);
      const outlooks = outlooksOf({ held, asked });
      for (const decision of new Set(asked.map((each) => each.decision))) {
        // Most of the veto's own role may, too.
        if (decision === "acknowledge" || decision === "veto.lift") continue;
        const question = {
          decision,
          holdings: facts.holdings,
          people: facts.people,
          rights: facts.rights,
          now: 10,
        };
        const verdict = canDecide({
          ...question,
          actorPersonId: null,
          context: { stage: "stage", tier: [2] },
        });
        if (verdict.allowed) throw new Error("nobody decides nothing");
        const { quorum, whoMay } = verdict;
        const isPossible =
          quorum === undefined
            ? whoMay.length > 0
            : !quorumState(quorum, []).isOutOfReach &&
              facts.people.some(({ id }) => hasPlace(quorum, { personId: id, role: null }));
        expect(stoppingDecisions.includes(decision)).toBe(quorum === undefined);
        const own = outlooks.filter((_, index) => asked[index]?.decision === decision);
        expect(own.every((each) => each.isPossible)).toBe(isPossible);
      }
    });
    fc.assert(property, { ...seeded, numRuns: 200 });
  });

  it("lets a veto be lifted exactly where the act would, whoever of its role raised it", () => {
    const seen = { never: 0, hangs: 0, byOwnRole: 0 };
    const few = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 });
    const property = fc.property(releaseArbitrary, few, (all, isThere) => {
      const people = all.people.filter((_, index) => isThere[index]);
      const ids = new Set(people.map(({ id }) => id));
      const facts = { ...all, people, holdings: all.holdings.filter(({ personId }) => ids.has(personId)) };
      const course = { state: "active" as const, stage: "stage", exposurePercent: 0 };
      const { rights, stages } = facts;
      const asked = decisionsOn({ rights, stages, tiers: [2] }, course).filter(
        ({ decision }) => decision === "veto.lift",
      );
      const held = facts.holdings.filter((each) => covers(each, 10));
      const outlooks = outlooksOf({ held, asked });
      for (const [index, { orMostOf: role }] of asked.entries()) {
        if (role === undefined) continue;
        const isPossible = isLifted(facts, role, null);
        const leaves = facts.people.filter(({ id }) => isPossible && !isLifted(facts, role, id));
        expect(outlooks[index]).toEqual({ isPossible, hangsOn: leaves.map(({ id }) => id).sort() });
        seen[isPossible ? (leaves.length > 0 ? "hangs" : "byOwnRole") : "never"] += 1;
      }
    });
    fc.assert(property, { ...seeded, numRuns: 400 });
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
  });

  it("asks a decision once for each row that can still hold, and to stop by the rows that hold together", () => {
    const facts = factsOf({ a: ["r1"] }, gate([item("r", [slot("r1")])]), {
      organisation: [
        right("hold.place", "r1"),
        right("hold.place", "r2", { exposureAbove: 50 }),
        right("stage.advance", "r1"),
        right("stage.advance", "r2", { stage: ["elsewhere"] }),
        right("stage.advance", "r3", { loosening: true }),
      ],
    });
    const asked = decisionsOn(
      { rights: facts.rights, stages: facts.stages, tiers: [2] },
      { state: "active", stage: "stage", exposurePercent: 0 },
    );
    expect(asked.map(({ decision, when, joint, roles }) => [decision, when, joint, roles])).toEqual([
      ["stage.advance", null, "each", ["r1"]],
      ["stage.advance", "where it loosens", "each", ["r3"]],
      ["hold.place", null, "any", ["r1"]],
    ]);
  });
});
