import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Actor } from "@/lib/identity/actor";
import { healthOf, healths } from "./health-rules";
import { mostMs } from "./model";
import type { StatusBoard } from "./schemas";
import { faultOfExpiry, mayRevokeLink, mayShare, stateOfLink } from "./share-rules";
import { sharedOf } from "./shared-rules";

const party = (id: string) => ({ id, email: `${id}@example.org`, name: id.toUpperCase() });
const person = (id: string): Actor => ({
  kind: "person",
  ...party(id),
  access: "member",
  credential: { kind: "none" },
});
const ids = fc.constantFrom("a", "b", "c", "d");
const people = fc.uniqueArray(ids, { maxLength: 3 }).map((all) => all.map(party));
const time = fc.integer({ min: 0, max: 4_000 }).map((days) => new Date(days * 86_400_000));

describe("sharing a release", () => {
  it("is for whoever sees it, and where it is restricted for its champions alone, whom a refusal names", () => {
    fc.assert(
      fc.property(ids, fc.boolean(), people, (id, restricted, champions) => {
        const verdict = mayShare(person(id), { scope: "release", restricted, champions });
        expect(verdict.allowed).toBe(!restricted || champions.some((each) => each.id === id));
        if (!verdict.allowed) expect(verdict.whoMay).toEqual(champions);
      }),
    );
    for (const actor of [
      { kind: "machine", id: "m", key: "m", credential: { kind: "none" } },
      { kind: "system", job: "x" },
    ] as const)
      expect(mayShare(actor, { scope: "status" })).toMatchObject({ allowed: false, rule: "people-only" });
  });

  it("is taken back by its maker, the champions and admins, by nobody else", () => {
    fc.assert(
      fc.property(ids, ids, people, people, (id, maker, champions, admins) => {
        const { allowed } = mayRevokeLink(person(id), { maker: party(maker), champions, admins });
        expect(allowed).toBe(id === maker || [...champions, ...admins].some((each) => each.id === id));
      }),
    );
  });
});

describe("a link", () => {
  it("opens only before it expires, while nothing ended it, and while its maker could make it", () => {
    const endings = fc.constantFrom("revoked", "account", null);
    fc.assert(
      fc.property(endings, time, time, fc.boolean(), (ended, expiresAt, now, mayStill) => {
        const state = stateOfLink({ ended, expiresAt, now, mayStill });
        expect(state === "open").toBe(ended === null && now < expiresAt && mayStill);
      }),
    );
  });

  it("that does not open by time does not open later", () => {
    fc.assert(
      fc.property(time, time, time, (expiresAt, one, other) => {
        const [now, later] = one < other ? [one, other] : [other, one];
        const at = (moment: Date) => stateOfLink({ ended: null, expiresAt, now: moment, mayStill: true });
        if (at(now) !== "open") expect(at(later)).not.toBe("open");
      }),
    );
  });

  it("is made with an end that lies ahead, at most 90 days", () => {
    const now = new Date("2026-11-27T00:00:00Z");
    fc.assert(
      fc.property(fc.integer({ min: -mostMs, max: 2 * mostMs }), (ms) => {
        const isSound = faultOfExpiry(new Date(now.getTime() + ms), now) === null;
        expect(isSound).toBe(ms > 0 && ms <= mostMs);
      }),
    );
  });
});

describe("how a release fares", () => {
  it("says the most pressing: adding what presses more never makes it sound better", () => {
    const facts = fc.record({
      state: fc.constant("active" as const),
      status: fc.constantFrom("blocked", "stale", "needs-work", "open", "ready", null),
      isGoingBack: fc.boolean(),
      isRollbackProposed: fc.boolean(),
      isInBreach: fc.boolean(),
      onHold: fc.boolean(),
      isFrozen: fc.boolean(),
    });
    const flags = ["isGoingBack", "isRollbackProposed", "isInBreach", "onHold", "isFrozen"] as const;
    fc.assert(
      fc.property(facts, fc.constantFrom(...flags), (given, flag) => {
        const rank = (of: typeof given) => healths.indexOf(healthOf(of));
        expect(rank({ ...given, [flag]: true })).toBeLessThanOrEqual(rank({ ...given, [flag]: false }));
      }),
    );
    for (const state of ["draft", "completed", "rolled-back", "cancelled"] as const)
      expect(
        healthOf({
          state,
          status: null,
          isGoingBack: true,
          isRollbackProposed: true,
          isInBreach: true,
          onHold: true,
          isFrozen: true,
        }),
      ).toBe(state);
  });
});

const named = (name: string) => ({ name: `NAME-${name}`, email: `MAIL-${name}@example.org` });
const at = "2026-11-27T00:00:00.000Z";
const rollback = fc.record({
  id: fc.constant("ID-rollback"),
  release: fc.constant({ slug: "SLUG-one", title: "One" }),
  components: fc.constant<string[]>(["KEY-one"]),
  severity: fc.constantFrom("sev1", "sev2"),
  state: fc.constantFrom("proposed", "executing"),
  breachedAt: fc.constantFrom(at, null),
  proposedAt: fc.constant(at),
  decidedAt: fc.constantFrom(at, null),
  executedAt: fc.constantFrom(at, null),
  stableAt: fc.constantFrom(at, null),
  endedAt: fc.constantFrom(at, null),
  updates: fc.array(
    fc.record({ text: fc.constant("All is well."), by: fc.constant(named("by")), at: fc.constant(at) }),
  ),
});
const board: fc.Arbitrary<StatusBoard> = fc.record({
  asOf: fc.constant(at),
  components: fc.constant([{ key: "KEY-one", title: "First" }]),
  releases: fc.array(
    fc.record({
      slug: fc.constant("SLUG-one"),
      title: fc.constant("One"),
      components: fc.constant<string[]>(["KEY-one"]),
      health: fc.constantFrom(...healths),
      stage: fc.constantFrom({ title: "Canary", number: 1, of: 2 }, null),
      stages: fc.constant([{ title: "Canary", status: "current" as const }]),
      exposurePercent: fc.integer({ min: 0, max: 100 }),
      target: fc.constantFrom("2026-12-01", null),
      champion: fc.constantFrom(named("champion"), null),
      isRefreshing: fc.boolean(),
    }),
  ),
  hasMore: fc.boolean(),
  rollbacks: fc.array(rollback),
  ended: fc.array(rollback),
  breaches: fc.array(
    fc.record({
      id: fc.constant("ID-breach"),
      release: fc.constant({ slug: "SLUG-one", title: "One" }),
      components: fc.constant<string[]>(["KEY-one"]),
      criterion: fc.constant("CRITERION"),
      kind: fc.constantFrom("breach" as const, "withheld" as const),
      severity: fc.constantFrom("hold", "rollback"),
      openedAt: fc.constant(at),
      closedAt: fc.constantFrom(at, null),
      closure: fc.constantFrom("overridden", null),
    }),
  ),
});

describe("what a link shows", () => {
  it("never has an address, id, key or criterion in it, and names only where its maker allowed them", () => {
    fc.assert(
      fc.property(board, fc.boolean(), (of, names) => {
        const link = { scope: "status" as const, title: null, names, expiresAt: at };
        const text = JSON.stringify(sharedOf(of, link));
        expect(text).not.toMatch(/MAIL-|ID-|SLUG-|KEY-|CRITERION/);
        if (!names) expect(text).not.toContain("NAME-");
        expect(sharedOf(of, link).releases.length).toBe(of.releases.length);
      }),
    );
  });
});
