import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { personIds, seeded, slotArbitrary } from "@/lib/gates/fixtures/arbitrary";
import { coverable, fillGroup, fits, groupsOf, type Edge, type Place } from "@/lib/gates/matching";

const person = fc.constantFrom(...personIds);
const edge: fc.Arbitrary<Edge> = fc
  .record({
    personId: person,
    delegate: fc.option(person, { freq: 4 }),
    role: fc.constantFrom("r1", "r2", "r3"),
    author: fc.boolean(),
    owner: fc.boolean(),
  })
  .map(({ delegate, ...rest }) => ({ ...rest, actorId: delegate ?? rest.personId, voteId: null }));
const edges = fc.array(edge, { maxLength: 7 });
const slots = fc.array(slotArbitrary, { minLength: 1, maxLength: 3 });

/** Tries every way to put approvals into places, each human once. */
function bruteForce(places: readonly Place[], all: readonly Edge[], busy: readonly string[] = []): number {
  const [place, ...rest] = places;
  if (place === undefined) return 0;
  const without = bruteForce(rest, all, busy);
  const free = all.filter(
    (each) => fits(each, place) && !busy.includes(each.personId) && !busy.includes(each.actorId),
  );
  return Math.max(
    without,
    ...free.map((each) => 1 + bruteForce(rest, all, [...busy, each.personId, each.actorId])),
  );
}

describe("the matching of approvals to places", () => {
  it("fills as many places as trying every way does, and each human at most once", () => {
    const property = fc.property(slots, edges, (asked, approvals) => {
      const [group] = groupsOf([{ source: "template", slots: asked }]);
      const places = group?.places ?? [];
      const filled = fillGroup(places, approvals);
      const used = filled.filter((each) => each !== null);
      const humans = used.flatMap((each) => [...new Set([each.personId, each.actorId])]);
      expect(used.length).toBe(bruteForce(places, approvals));
      expect(new Set(humans).size).toBe(humans.length);
      for (const [index, each] of filled.entries()) {
        const place = places[index];
        if (each !== null && place !== undefined) expect(fits(each, place)).toBe(true);
      }
    });
    fc.assert(property, { ...seeded, numRuns: 600 });
  });

  it("never covers less with one more approval", () => {
    const property = fc.property(slots, slots, edges, edge, (own, organisation, approvals, more) => {
      const groups = groupsOf([
        { source: "template", slots: own },
        { source: "organisation", slots: organisation },
      ]);
      if (coverable(groups, approvals)) expect(coverable(groups, [...approvals, more])).toBe(true);
    });
    fc.assert(property, { ...seeded, numRuns: 600 });
  });

  it("fills as many places among up to 12 people, 6 roles and 8 places", () => {
    const role = fc.constantFrom("r1", "r2", "r3", "r4", "r5", "r6");
    const large = fc.record({
      slots: fc.array(
        fc.record({
          roles: fc.uniqueArray(role, { minLength: 1, maxLength: 3 }),
          count: fc.constant(1),
          allowAuthor: fc.constantFrom(undefined, true),
          independentOf: fc.constantFrom(undefined, undefined, "owning-team" as const),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      approvals: fc.array(
        fc.record({
          personId: fc.nat({ max: 11 }).map((n) => `p${n}`),
          role,
          author: fc.boolean(),
          owner: fc.boolean(),
        }),
        { maxLength: 14 },
      ),
    });
    const property = fc.property(large, ({ slots: asked, approvals }) => {
      const [group] = groupsOf([{ source: "template", slots: asked }]);
      const places = group?.places ?? [];
      const all = approvals.map((each): Edge => ({ ...each, actorId: each.personId, voteId: null }));
      const found = fillGroup(places, all).filter((each) => each !== null).length;
      expect(found).toBe(largest(places, all));
    });
    fc.assert(property, { ...seeded, numRuns: 400 });
  });
});

/** By the sets of people that could be busy after each place, one place after the other. */
function largest(places: readonly Place[], all: readonly Edge[]): number {
  let reached = new Map<string, string[]>([["", []]]);
  for (const place of places) {
    const next = new Map(reached);
    for (const busy of reached.values())
      for (const { personId } of all.filter((each) => fits(each, place) && !busy.includes(each.personId))) {
        const then = [...busy, personId].sort();
        next.set(then.join(), then);
      }
    reached = next;
  }
  return Math.max(...[...reached.values()].map((busy) => busy.length));
}
