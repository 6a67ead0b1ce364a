import fc from "fast-check";
import { expect, it } from "vitest";
import { evaluateGate } from "@/lib/gates/evaluate";
import { seeded } from "@/lib/gates/fixtures/arbitrary";
import { factsOf, gate, holding, item, withVote } from "@/lib/gates/fixtures/facts";
import type { GateFacts } from "@/lib/gates/model";
import type { DelegationFact } from "@/lib/policy/model";

const people = Array.from({ length: 12 }, (_, at) => `p${at}`);
const roles = ["r0", "r1", "r2", "r3", "r4", "r5"];
const person = fc.constantFrom(...people);
const role = fc.constantFrom(...roles);
const now = 100;

interface Organisation {
  slots: { roles: string[]; count: number; allowAuthor?: boolean | undefined }[];
  holdings: { personId: string; role: string; lostAt: number | null }[];
  delegations: DelegationFact[];
  votes: { by: string; as: string; role: string; at: number }[];
  authors: string[];
  disabled: string[];
}

const delegation: fc.Arbitrary<Omit<DelegationFact, "id">> = fc
  .record({
    principalId: person,
    delegateId: person,
    role,
    from: fc.integer({ min: 0, max: 60 }),
    lasts: fc.integer({ min: 1, max: 120 }),
    revokedAt: fc.option(fc.integer({ min: 1, max: 99 }), { freq: 2 }),
  })
  .filter(({ principalId, delegateId }) => principalId !== delegateId)
  .map(({ lasts, revokedAt, ...rest }) => {
    const until = rest.from + lasts;
    const isRevoked = revokedAt !== null && revokedAt < until;
    return { ...rest, to: isRevoked ? revokedAt : until, ended: isRevoked ? "revoked" : "time" };
  });

const organisation: fc.Arbitrary<Organisation> = fc
  .record({
    slots: fc.array(
      fc.record({
        roles: fc.uniqueArray(role, { minLength: 1, maxLength: 3 }),
        count: fc.constantFrom(1, 1, 1, 2),
        allowAuthor: fc.constantFrom(undefined, undefined, true),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    holdings: fc.uniqueArray(
      fc.record({
        personId: person,
        role,
        lostAt: fc.option(fc.integer({ min: 50, max: 150 }), { freq: 4 }),
      }),
      { minLength: 4, maxLength: 16, selector: (each) => `${each.personId} ${each.role}` },
    ),
    delegations: fc.array(delegation, { maxLength: 8 }),
    own: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 99 })), { maxLength: 5 }),
    acted: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 99 })), { maxLength: 6 }),
    authors: fc.uniqueArray(person, { maxLength: 2 }),
    disabled: fc.uniqueArray(person, { maxLength: 1 }),
  })
  .map(({ own, acted, delegations, ...rest }) => {
    const pick = <T>(list: readonly T[], at: number): T[] =>
      list.length === 0 ? [] : [list[at % list.length] as T];
    return {
      ...rest,
      delegations: delegations.map((each, at) => ({ ...each, id: `d${at}` })),
      votes: [
        ...own.flatMap(([which, at]) =>
          pick(rest.holdings, which).map((each) => ({
            by: each.personId,
            as: each.personId,
            role: each.role,
            at,
          })),
        ),
        ...acted.flatMap(([which, at]) =>
          pick(delegations, which).map((each) => ({
            by: each.delegateId,
            as: each.principalId,
            role: each.role,
            at,
          })),
        ),
      ].sort((a, b) => a.at - b.at),
    };
  });

function factsFrom(o: Organisation): GateFacts {
  const bare = factsOf({}, gate([item("r", o.slots)]));
  const facts: GateFacts = {
    ...bare,
    people: people.map((id) => ({
      id,
      email: `${id}@example.org`,
      name: id,
      disabledAt: o.disabled.includes(id) ? 90 : null,
    })),
    holdings: o.holdings.map(({ personId, role: key, lostAt }) =>
      holding(personId, key, lostAt === null ? {} : { to: lostAt, ended: "revoked" }),
    ),
    candidates: bare.candidates.map((each) => ({ ...each, authors: o.authors })),
    delegations: o.delegations,
  };
  return o.votes.reduce((all, vote) => withVote(all, { ...vote, on: "r", vote: "approve" }), facts);
}

/** In the design's own words: a vote counts while its right stands, and one human stands in one place. */
function mostPlaces(o: Organisation): number {
  const isGone = (id: string) => o.disabled.includes(id);
  const counting = o.votes.filter(({ by, as, role: key, at }) => {
    if (isGone(by) || isGone(as)) return false;
    if (
      !o.holdings.some((each) => each.personId === as && each.role === key && (each.lostAt ?? now + 1) > now)
    )
      return false;
    if (by === as) return true;
    return o.delegations.some(
      (each) =>
        each.principalId === as &&
        each.delegateId === by &&
        each.role === key &&
        each.from <= at &&
        at < each.to &&
        (each.ended === "time" || each.to > now),
    );
  });
  const places = o.slots.flatMap((slot) => Array.from({ length: slot.count }, () => slot));
  const fill = (at: number, busy: readonly string[]): number => {
    const place = places[at];
    if (place === undefined) return 0;
    let most = fill(at + 1, busy);
    for (const { by, as, role: key } of counting) {
      if (!place.roles.includes(key) || busy.includes(by) || busy.includes(as)) continue;
      const isAuthor = o.authors.includes(by) || o.authors.includes(as);
      if (isAuthor && (place.allowAuthor !== true || by !== as)) continue;
      most = Math.max(most, 1 + fill(at + 1, [...busy, by, as]));
    }
    return most;
  };
  return fill(0, []);
}

it("fills as many places with delegations on as trying every way does, on random organisations", () => {
  fc.assert(
    fc.property(organisation, (o) => {
      fc.pre(o.slots.reduce((sum, { count }) => sum + count, 0) <= 8);
      const state = evaluateGate(factsFrom(o), "g", now).requirements[0];
      const filled = state?.slots.flatMap(({ filledBy }) => filledBy) ?? [];
      expect(filled.length).toBe(mostPlaces(o));
      const all = o.slots.reduce((sum, { count }) => sum + count, 0);
      expect(state?.status === "satisfied").toBe(filled.length === all);
    }),
    { ...seeded, numRuns: 300 },
  );
});
