import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Edge, groupsOf } from "@/lib/gates/matching";
import type { Slot } from "./model";
import { changesDuring, type TimedScope } from "./simulator-during";
import { type Asked, changesIn, type Outlook, outlooksOf, type Scope, type Taken } from "./simulator";

const ids = Array.from({ length: 12 }, (_, index) => `p${index}`);
const id = fc.constantFrom(...ids);
const role = fc.constantFrom("r1", "r2", "r3", "r4", "r5", "r6");

const slot: fc.Arbitrary<Slot> = fc.record({
  roles: fc.uniqueArray(role, { minLength: 1, maxLength: 3 }),
  count: fc.integer({ min: 1, max: 2 }),
  allowAuthor: fc.constantFrom(undefined, undefined, true),
  independentOf: fc.constantFrom(undefined, undefined, "owning-team" as const),
});
const few = fc.uniqueArray(id, { maxLength: 3 }).map((all) => new Set(all));
const edge: fc.Arbitrary<Edge> = fc
  .record({ personId: id, delegate: fc.option(id), role, author: fc.boolean(), owner: fc.boolean() })
  .map(({ delegate, ...rest }) => ({ ...rest, actorId: delegate ?? rest.personId, voteId: "v" }));

/** Up to 8 slots, in one or two groups. */
const asked: fc.Arbitrary<Asked> = fc
  .record({
    slots: fc.array(fc.array(slot, { minLength: 1, maxLength: 4 }), { maxLength: 2 }),
    joint: fc.constantFrom("each" as const, "each" as const, "any" as const),
    authors: few,
    owners: few,
    given: fc.array(edge, { maxLength: 2 }),
    orMostOf: fc.constantFrom(undefined, undefined, undefined, "r1"),
  })
  .map(({ slots, ...rest }) => ({
    ...rest,
    given: rest.joint === "any" ? [] : rest.given,
    orMostOf: rest.joint === "any" ? undefined : rest.orMostOf,
    groups: groupsOf(slots.map((each) => ({ source: "template", slots: each }))),
  }));
const scope: fc.Arbitrary<Scope> = fc.record({
  held: fc.array(fc.record({ personId: id, role }), { minLength: 8, maxLength: 36, size: "max" }),
  asked: fc.array(asked, { minLength: 1, maxLength: 3 }),
});
const taken: fc.Arbitrary<Taken> = fc.record({
  people: few,
  roles: fc.uniqueArray(role, { maxLength: 1 }).map((all) => new Set(all)),
  isAway: fc.constantFrom<Taken["isAway"]>(
    undefined,
    ({ personId }) => personId === "p3",
    (held) => held.role === "r2",
  ),
});

/** Whether people can be seated in all places, by trying every way. */
function seats(places: Asked["groups"][number]["places"], edges: readonly Edge[], busy: string[]): boolean {
  const [place, ...rest] = places;
  if (place === undefined) return true;
  return edges.some((each) => {
    if (busy.includes(each.personId) || busy.includes(each.actorId)) return false;
    if (!place.roles.includes(each.role) || (place.independent && each.owner)) return false;
    if (each.author && (!place.allowAuthor || each.actorId !== each.personId)) return false;
    return seats(rest, edges, [...busy, each.personId, each.actorId]);
  });
}

function slowlyPossible({ held }: Scope, question: Asked, { people, roles, isAway }: Taken): boolean {
  const could = held
    .filter((each) => !people.has(each.personId) && !roles.has(each.role) && isAway?.(each) !== true)
    .map(({ personId, role: as }): Edge => ({
      personId,
      actorId: personId,
      role: as,
      voteId: null,
      author: question.authors.has(personId),
      owner: question.owners.has(personId),
    }));
  const given = (question.given ?? []).filter(
    (each) => !people.has(each.personId) && !people.has(each.actorId) && !roles.has(each.role),
  );
  const own = new Set(could.filter((each) => each.role === question.orMostOf).map((each) => each.personId));
  // All but the one whose veto it is are more than half.
  if ((own.size - 1) * 2 > own.size) return true;
  if (question.joint === "any")
    return question.groups.some(({ places }) => places.some((place) => seats([place], could, [])));
  const edges = [...could, ...given];
  return question.groups.length > 0 && question.groups.every(({ places }) => seats(places, edges, []));
}

/** Everything computed anew, with each person taken away in turn. */
function slowly(world: Scope, question: Asked, away: Taken): Outlook {
  const isPossible = slowlyPossible(world, question, away);
  const without = (one: string): Taken => ({ ...away, people: new Set([...away.people, one]) });
  const hangsOn = ids.filter((one) => isPossible && !slowlyPossible(world, question, without(one))).sort();
  return { isPossible, hangsOn };
}

const moments = 12;
const span = fc
  .record({ from: fc.nat({ max: moments - 1 }), lasts: fc.integer({ min: 1, max: 5 }) })
  .map(({ from, lasts }) => ({ from, to: Math.min(from + lasts, moments) }));
/** As somebody finds it who stands at moment 0: who holds a role now, or at some time. */
const timedScope = fc
  .record({
    open: fc.array(fc.record({ personId: id, role }), { minLength: 4, maxLength: 24, size: "max" }),
    dated: fc.array(
      fc.tuple(fc.record({ personId: id, role }), span).map(([held, time]) => ({ ...held, ...time })),
      { maxLength: 8, size: "max" },
    ),
    asked: fc.array(asked, { minLength: 1, maxLength: 3 }),
    isEver: fc.boolean(),
  })
  .map(({ isEver, ...rest }): TimedScope => {
    const { open, dated } = rest;
    return { ...rest, held: [...open, ...dated.filter(({ from }) => isEver || from === 0)] };
  });

const nothing: Taken = { people: new Set(), roles: new Set() };
const seeded = { seed: 20_260_103, numRuns: 1_500 };

describe("the simulator of decision rights", () => {
  it("says what is impossible and what hangs on one person, as computing everything anew does", () => {
    const property = fc.property(scope, (world) => {
      expect(outlooksOf(world)).toEqual(world.asked.map((each) => slowly(world, each, nothing)));
    });
    fc.assert(property, seeded);
  });

  it("finds exactly what becomes worse when people, roles or shifts are taken away", () => {
    let worse = 0;
    const property = fc.property(scope, taken, (world, away) => {
      const expected = world.asked.flatMap((each) => {
        const before = slowly(world, each, nothing);
        const after = slowly(world, each, away);
        const isWorse =
          before.isPossible &&
          (!after.isPossible || after.hangsOn.some((one) => !before.hangsOn.includes(one)));
        return isWorse ? [{ asked: each, before, after }] : [];
      });
      worse += expected.length;
      expect(changesIn(world, outlooksOf(world), away)).toEqual(expected);
    });
    fc.assert(property, seeded);
    expect(worse).toBeGreaterThan(300);
  });

  it("finds nothing to hang on fewer people when more are taken away", () => {
    const property = fc.property(scope, few, id, (world, people, one) => {
      const standing = outlooksOf(world);
      const lost = (set: ReadonlySet<string>) =>
        changesIn(world, standing, { ...nothing, people: set })
          .filter(({ after }) => !after.isPossible)
          .map((change) => change.asked);
      const more = lost(new Set([...people, one]));
      for (const each of lost(people)) expect(more).toContain(each);
    });
    fc.assert(property, seeded);
  });

  it("finds of some time what is worse at any moment of it, as asking at each moment does", () => {
    const worse = { impossible: 0, hangs: 0 };
    const spans = fc.array(span, { minLength: 1, maxLength: 3 });
    const property = fc.property(timedScope, taken, spans, (world, { isAway: _, ...away }, during) => {
      const at = Array.from({ length: moments }, (_each, moment) => moment).filter((moment) =>
        during.some(({ from, to }) => from <= moment && moment < to),
      );
      const expected = world.asked.flatMap((each) => {
        const before = slowly(world, each, nothing);
        if (!before.isPossible) return [];
        const found = at.flatMap((moment) => {
          const held = [
            ...world.open,
            ...world.dated.filter(({ from, to }) => from <= moment && moment < to),
          ];
          const after = slowly({ ...world, held }, each, away);
          const isWorse = !after.isPossible || after.hangsOn.some((one) => !before.hangsOn.includes(one));
          return isWorse ? [{ moment, after }] : [];
        });
        if (found.length === 0) return [];
        const never = found.filter(({ after }) => !after.isPossible);
        const told = never.length > 0 ? never : found;
        worse[never.length > 0 ? "impossible" : "hangs"] += 1;
        const hangsOn = [...new Set(told.flatMap(({ after }) => after.hangsOn))].sort();
        return [
          { asked: each, moments: told.map(({ moment }) => moment), hangsOn, isPossible: never.length === 0 },
        ];
      });
      const changes = changesDuring(world, outlooksOf(world), away, during);
      expect(
        changes.map(({ asked: each, after, at: times }) => ({
          asked: each,
          moments: at.filter((moment) => times.some(({ from, to }) => from <= moment && moment < to)),
          ...after,
        })),
      ).toEqual(expected);
      for (const { at: times } of changes)
        expect(times.every(({ from }, index) => from > (times[index - 1]?.to ?? -1))).toBe(true);
    });
    fc.assert(property, { ...seeded, numRuns: 500 });
    expect(worse.impossible).toBeGreaterThan(60);
    expect(worse.hangs).toBeGreaterThan(20);
  });
});
