import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canDecide } from "./can";
import type { DelegationFact, Holding, PersonFact, QuorumQuestion, Slot } from "./model";
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
/** Such as ran when somebody spoke, before, or not yet; some ended since. */
const delegation: fc.Arbitrary<DelegationFact> = fc
  .record({
    id: fc.constant("d"),
    role,
    principalId: fc.constantFrom(...ids),
    delegateId: fc.constantFrom(...ids),
    span: fc.constantFrom([0, 300], [0, 300], [0, 90], [0, 60], [150, 300]),
    ended: fc.constantFrom("time" as const, "time" as const, "revoked" as const),
    isHidden: fc.constantFrom(false, false, true),
  })
  .filter(({ principalId, delegateId }) => principalId !== delegateId)
  .map(({ span: [from = 0, to = 0], ...each }) => ({ ...each, from, to }));
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
  delegations: fc.array(delegation, { maxLength: 16 }),
  authors: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
  owningTeam: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
  now: fc.constant(now),
});
const spoken = fc.record({
  personId: fc.constantFrom(...ids),
  role: fc.option(role, { nil: null, freq: 3 }),
  delegate: fc.option(fc.record({ id: fc.constantFrom(...ids), at: fc.constantFrom(70, now) }), {
    nil: undefined,
    freq: 2,
  }),
});
const approvals: fc.Arbitrary<Approval[]> = fc
  .uniqueArray(spoken, { maxLength: 7, selector: ({ personId }) => personId })
  .map((all) => all.filter(({ personId, delegate }) => delegate?.id !== personId));
/** With approvals by its own delegations among them, so that they count often enough. */
const spokenOn = fc.tuple(question, approvals).map(([asked, by]): [QuorumQuestion, Approval[]] => {
  const delegated = (asked.delegations ?? []).slice(0, 3).map(({ principalId, delegateId }): Approval => ({
    personId: principalId,
    role: null,
    delegate: { id: delegateId, at: 70 },
  }));
  return [asked, [...new Map([...by, ...delegated].map((each) => [each.personId, each])).values()]];
});

function person(id: string, disabledAt: number | null): PersonFact {
  return { id, email: `${id}@example.org`, name: id, disabledAt };
}

/** The roles in which somebody approves, said anew. */
function rolesOf({ holdings, people, delegations = [] }: QuorumQuestion, by: Approval): string[] {
  const isGone = people.some(
    ({ id, disabledAt }) =>
      (id === by.personId || id === by.delegate?.id) && disabledAt !== null && disabledAt <= now,
  );
  if (isGone) return [];
  const { delegate } = by;
  const given = delegations
    .filter(({ principalId, delegateId }) => principalId === by.personId && delegateId === delegate?.id)
    .filter(({ from, to }) => delegate !== undefined && from <= delegate.at && delegate.at < to)
    .filter(({ to, ended }) => to > now || ended !== "revoked")
    .map((each) => each.role);
  return holdings
    .filter(
      (each) => each.personId === by.personId && each.from <= now && (each.to === null || each.to > now),
    )
    .map((each) => each.role)
    .filter((each) => by.role === null || by.role === each)
    .filter((each) => delegate === undefined || given.includes(each));
}

/** Tries every way to seat people in the places of one row, each once. */
function bruteForce(asked: QuorumQuestion, slots: readonly Slot[], by: readonly Approval[]): boolean {
  const [first, ...rest] = slots.flatMap((each) =>
    Array.from({ length: each.count }, () => ({ ...each, count: 1 })),
  );
  if (first === undefined) return true;
  return by.some((each) => {
    const people = peopleOf(each);
    const isTheirs = people.some((id) => asked.authors.includes(id));
    if (isTheirs && (first.allowAuthor !== true || each.delegate !== undefined)) return false;
    if (people.some((id) => asked.owningTeam.includes(id)) && first.independentOf !== undefined) return false;
    if (!rolesOf(asked, each).some((one) => first.roles.includes(one))) return false;
    return bruteForce(
      asked,
      rest,
      by.filter((other) => !peopleOf(other).some((id) => people.includes(id))),
    );
  });
}

function peopleOf({ personId, delegate }: Approval): string[] {
  return delegate === undefined ? [personId] : [personId, delegate.id];
}

const seeded = { seed: 20_260_102, numRuns: 500 };

describe("a decision that takes several people", () => {
  it("is complete exactly where trying every way fills each row", () => {
    const property = fc.property(spokenOn, ([asked, by]) => {
      expect(quorumState(asked, by).isFilled).toBe(
        asked.rows.every(({ slots }) => bruteForce(asked, slots, by)),
      );
    });
    fc.assert(property, seeded);
  });

  it("names as missing nothing that is filled, and as who may only people who bring it further", () => {
    const property = fc.property(spokenOn, ([asked, by]) => {
      const state = quorumState(asked, by);
      expect(state.missing.length === 0).toBe(state.isFilled);
      const places = (each: typeof state) => each.missing.reduce((sum, { count }) => sum + count, 0);
      for (const one of state.missing.flatMap(({ whoMay }) => whoMay)) {
        const principal = ids.find((id) => `${id}@example.org` === one.onBehalfOf?.email);
        const delegate = principal === undefined ? undefined : { id: one.id, at: now };
        const their: Approval = { personId: principal ?? one.id, role: null, delegate };
        const more = quorumState(asked, [...by, their]);
        expect(places(more)).toBeLessThan(places(state));
        expect(hasPlace(asked, their)).toBe(true);
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
    const property = fc.property(spokenOn, ([asked, by]) => {
      const all = ids.map((personId) => ({ personId, role: null }));
      expect(quorumState(asked, by).isOutOfReach).toBe(!quorumState(asked, all).isFilled);
    });
    fc.assert(property, seeded);
  });

  it("of two ways is complete where one of them is, waits for whoever brings on either, and tells the nearer", () => {
    const property = fc.property(spokenOn, question, ([asked, by], { rows: or }) => {
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
    const property = fc.property(spokenOn, ([asked, by]) => {
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
