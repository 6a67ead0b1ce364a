import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canDecide } from "./can";
import type { Holding, PersonFact, QuorumQuestion, Slot } from "./model";
import { type Approval, hasPlace, quorumState } from "./quorum";

const ids = Array.from({ length: 12 }, (_, index) => `p${index}`);
const roles = ["r1", "r2", "r3", "r4", "r5", "r6"];
const role = fc.constantFrom(...roles);
const now = 100;

const slot: fc.Arbitrary<Slot> = fc.record({
  roles: fc.uniqueArray(role, { minLength: 1, maxLength: 2 }),
  count: fc.integer({ min: 1, max: 2 }),
  allowAuthor: fc.constantFrom(undefined, undefined, true),
  independentOf: fc.constantFrom(undefined, undefined, "owning-team" as const),
});
const holding: fc.Arbitrary<Holding> = fc.record({
  personId: fc.constantFrom(...ids),
  role,
  from: fc.constantFrom(0, 0, 0, 200),
  to: fc.constantFrom(null, null, null, 50),
  ended: fc.constant(null),
  grant: fc.constant(["g"]),
});
const question: fc.Arbitrary<QuorumQuestion> = fc.record({
  decision: fc.constant("stage.advance" as const),
  rows: fc.array(
    fc.record({
      source: fc.constantFrom("organisation", "template"),
      slots: fc.array(slot, { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  holdings: fc.array(holding, { maxLength: 24 }),
  people: fc
    .constant(ids)
    .chain((all) =>
      fc.tuple(...all.map((id) => fc.constantFrom(null, null, null, 90).map((at) => person(id, at)))),
    ),
  authors: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
  owningTeam: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
  now: fc.constant(now),
});
const approvals: fc.Arbitrary<Approval[]> = fc.uniqueArray(
  fc.record({ personId: fc.constantFrom(...ids), role: fc.option(role, { nil: null, freq: 3 }) }),
  { maxLength: 7, selector: ({ personId }) => personId },
);

function person(id: string, disabledAt: number | null): PersonFact {
  return { id, email: `${id}@example.org`, name: id, disabledAt };
}

/** The roles in which somebody approves, said anew. */
function rolesOf({ holdings, people }: QuorumQuestion, by: Approval): string[] {
  const isGone = people.some(
    ({ id, disabledAt }) => id === by.personId && disabledAt !== null && disabledAt <= now,
  );
  if (isGone) return [];
  return holdings
    .filter(
      (each) => each.personId === by.personId && each.from <= now && (each.to === null || each.to > now),
    )
    .map((each) => each.role)
    .filter((each) => by.role === null || by.role === each);
}

/** Tries every way to seat people in the places of one row, each once. */
function bruteForce(asked: QuorumQuestion, slots: readonly Slot[], by: readonly Approval[]): boolean {
  const [first, ...rest] = slots.flatMap((each) =>
    Array.from({ length: each.count }, () => ({ ...each, count: 1 })),
  );
  if (first === undefined) return true;
  return by.some((each) => {
    if (asked.authors.includes(each.personId) && first.allowAuthor !== true) return false;
    if (asked.owningTeam.includes(each.personId) && first.independentOf !== undefined) return false;
    if (!rolesOf(asked, each).some((one) => first.roles.includes(one))) return false;
    return bruteForce(
      asked,
      rest,
      by.filter((other) => other !== each),
    );
  });
}

const seeded = { seed: 20_260_102, numRuns: 800 };

describe("a decision that takes several people", () => {
  it("is complete exactly where trying every way fills each row", () => {
    const property = fc.property(question, approvals, (asked, by) => {
      expect(quorumState(asked, by).isFilled).toBe(
        asked.rows.every(({ slots }) => bruteForce(asked, slots, by)),
      );
    });
    fc.assert(property, seeded);
  });

  it("names as missing nothing that is filled, and as who may only people who bring it further", () => {
    const property = fc.property(question, approvals, (asked, by) => {
      const state = quorumState(asked, by);
      expect(state.missing.length === 0).toBe(state.isFilled);
      const places = (each: typeof state) => each.missing.reduce((sum, { count }) => sum + count, 0);
      for (const one of state.missing.flatMap(({ whoMay }) => whoMay)) {
        const more = quorumState(asked, [...by, { personId: one.id, role: null }]);
        expect(places(more)).toBeLessThan(places(state));
        expect(hasPlace(asked, { personId: one.id, role: null })).toBe(true);
      }
    });
    fc.assert(property, seeded);
  });

  it("lets somebody decide alone exactly where their own approval completes it", () => {
    const property = fc.property(question, fc.constantFrom(...ids), (asked, personId) => {
      const { rows, decision, ...others } = asked;
      const sourced = (source: string) =>
        rows.filter((row) => row.source === source).map(({ slots }) => ({ decision, slots: [...slots] }));
      const verdict = canDecide({
        ...others,
        decision,
        actorPersonId: personId,
        rights: { organisation: sourced("organisation"), template: sourced("template") },
        context: {},
      });
      const by: Approval = { personId, role: null };
      expect(verdict.allowed).toBe(quorumState(asked, [by]).isFilled);
      if (!verdict.allowed) expect(verdict.quorum).toMatchObject({ authors: asked.authors, now });
    });
    fc.assert(property, seeded);
  });

  it("is out of reach exactly where everybody together would not complete it", () => {
    const property = fc.property(question, approvals, (asked, by) => {
      const all = ids.map((personId) => ({ personId, role: null }));
      expect(quorumState(asked, by).isOutOfReach).toBe(!quorumState(asked, all).isFilled);
    });
    fc.assert(property, seeded);
  });

  it("of two ways is complete where one of them is, waits for whoever brings on either, and tells the nearer", () => {
    const property = fc.property(question, question, approvals, (asked, { rows: or }, by) => {
      const [left, right] = [quorumState(asked, by), quorumState({ ...asked, rows: or }, by)];
      const both = quorumState({ ...asked, or }, by);
      expect(both.isFilled).toBe(left.isFilled || right.isFilled);
      expect(both.isOutOfReach).toBe(left.isOutOfReach && right.isOutOfReach);
      expect(both.waits).toEqual([...new Set([...left.waits, ...right.waits])].sort());
      expect([left.missing, right.missing]).toContainEqual(both.missing);
    });
    fc.assert(property, seeded);
  });

  it("never has more missing after one more approval, and counts each person once for a row", () => {
    const property = fc.property(question, approvals, (asked, by) => {
      const [last, ...before] = by;
      if (last === undefined) return;
      if (quorumState(asked, before).isFilled) expect(quorumState(asked, by).isFilled).toBe(true);
      const most = asked.rows.length;
      for (const { personId } of by)
        expect(
          quorumState(asked, by).counted.filter((each) => each.personId === personId).length,
        ).toBeLessThanOrEqual(most);
    });
    fc.assert(property, seeded);
  });
});
