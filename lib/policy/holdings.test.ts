import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { covers, holdingsOf, standingHolding, type HoldingRows } from "@/lib/policy/holdings";
import type { Holding } from "@/lib/policy/model";

const open = { from: 0, to: null };
const base: HoldingRows = {
  assignments: [{ id: "as", role: "lead", personId: "a", from: 10, to: null, ended: null }],
  memberships: [],
  pool: [{ id: "po", role: "lead", personId: "a", ...open }],
  people: [{ id: "a", disabledAt: null }],
};

function spans(rows: Partial<HoldingRows>): [number, number | null, Holding["ended"]][] {
  return holdingsOf({ ...base, ...rows }).map(({ from, to, ended }) => [from, to, ended]);
}

describe("who holds a role", () => {
  it("takes assignment and pool together, and the pool alone where there is no release", () => {
    expect(holdingsOf(base)).toEqual([
      { personId: "a", role: "lead", from: 10, to: null, ended: null, grant: ["as", "po"] },
    ]);
    expect(spans({ pool: [] })).toEqual([]);
    expect(spans({ assignments: null })).toEqual([[0, null, null]]);
  });

  it("ends by time only where the assignment itself ran out", () => {
    const dated = [{ id: "as", role: "lead", personId: "a", from: 10, to: 20, ended: "time" as const }];
    expect(spans({ assignments: dated })).toEqual([[10, 20, "time"]]);
    expect(
      spans({ assignments: dated, pool: [{ id: "po", role: "lead", personId: "a", from: 0, to: 15 }] }),
    ).toEqual([[10, 15, "revoked"]]);
    expect(
      spans({ assignments: dated, pool: [{ id: "po", role: "lead", personId: "a", from: 0, to: 20 }] }),
    ).toEqual([[10, 20, "revoked"]]);
    expect(spans({ assignments: dated, people: [{ id: "a", disabledAt: 12 }] })).toEqual([
      [10, 12, "revoked"],
    ]);
  });

  it("reaches people through teams, for as long as they are members", () => {
    const memberships = [{ id: "me", teamId: "t", personId: "a", from: 12, to: 18 }];
    const assignments = [{ id: "as", role: "lead", teamId: "t", ...open, ended: null }];
    expect(spans({ memberships, assignments })).toEqual([[12, 18, "revoked"]]);
    expect(spans({ memberships, pool: [{ id: "po", role: "lead", teamId: "t", ...open }] })).toEqual([
      [12, 18, "revoked"],
    ]);
  });

  it("agrees with asking each moment on its own", () => {
    const span = fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.option(fc.integer({ min: 1, max: 9 })))
      .map(([from, length]) => ({ from, to: length === null ? null : from + length }));
    const holder = fc.oneof(
      fc.constantFrom("a", "b").map((personId) => ({ personId })),
      fc.constantFrom("t", "u").map((teamId) => ({ teamId })),
    );
    const rows = fc.record({
      assignments: fc.array(
        fc
          .tuple(span, holder)
          .map(([when, who]) => ({ id: "as", role: "lead", ended: null, ...when, ...who })),
        { maxLength: 4 },
      ),
      pool: fc.array(
        fc.tuple(span, holder).map(([when, who]) => ({ id: "po", role: "lead", ...when, ...who })),
        { maxLength: 4 },
      ),
      memberships: fc.array(
        fc
          .tuple(span, fc.constantFrom("a", "b"), fc.constantFrom("t", "u"))
          .map(([when, personId, teamId]) => ({ id: "me", ...when, personId, teamId })),
        { maxLength: 4 },
      ),
      people: fc.constant([
        { id: "a", disabledAt: 7 },
        { id: "b", disabledAt: null },
      ]),
    });
    const property = fc.property(
      rows,
      fc.integer({ min: 0, max: 20 }),
      fc.constantFrom("a", "b"),
      (given, at, id) => {
        const reached = (
          all: readonly ({ from: number; to: number | null } & ({ personId: string } | { teamId: string }))[],
        ): boolean =>
          all.some(
            (each) =>
              covers(each, at) &&
              ("personId" in each
                ? each.personId === id
                : given.memberships.some(
                    (one) => one.teamId === each.teamId && one.personId === id && covers(one, at),
                  )),
          );
        const expected = reached(given.assignments) && reached(given.pool) && !(id === "a" && at >= 7);
        expect(holdingsOf(given).some((each) => each.personId === id && covers(each, at))).toBe(expected);
      },
    );
    fc.assert(property, { seed: 7, numRuns: 500 });
  });
});

describe("an act's standing", () => {
  const held = (from: number, to: number | null, ended: Holding["ended"]): Holding => ({
    personId: "a",
    role: "lead",
    from,
    to,
    ended,
    grant: [],
  });

  it("ends with revocation and outlives the end of a shift", () => {
    expect(standingHolding([held(0, 10, "revoked")], 5, 9)).not.toBeNull();
    expect(standingHolding([held(0, 10, "revoked")], 5, 10)).toBeNull();
    expect(standingHolding([held(0, 10, "time")], 5, 50)).not.toBeNull();
    expect(standingHolding([held(0, 10, "time")], 11, 50)).toBeNull();
  });

  it("goes on where another grant of the role took over without a gap, and not after one", () => {
    expect(standingHolding([held(0, 10, "revoked"), held(10, null, null)], 5, 20)).not.toBeNull();
    expect(standingHolding([held(0, 10, "revoked"), held(11, null, null)], 5, 20)).toBeNull();
    expect(standingHolding([held(0, 10, "revoked"), held(8, 15, "revoked")], 5, 20)).toBeNull();
  });
});

describe("being disabled", () => {
  const rows = (access: { from: number; to: number | null }[]) => ({
    assignments: [{ id: "1", role: "lead", personId: "a", from: 0, to: null, ended: null }],
    memberships: [],
    pool: [{ id: "2", role: "lead", personId: "a", from: 0, to: null }],
    people: [{ id: "a", disabledAt: null, access }],
  });

  it("revokes, and who is enabled again begins anew: what was signed before does not come back", () => {
    const held = holdingsOf(
      rows([
        { from: 0, to: 10 },
        { from: 20, to: null },
      ]),
    );
    expect(held.map(({ from, to, ended }) => ({ from, to, ended }))).toEqual([
      { from: 0, to: 10, ended: "revoked" },
      { from: 20, to: null, ended: null },
    ]);
    expect(standingHolding(held, 5, 30)).toBeNull();
    expect(standingHolding(held, 25, 30)).not.toBeNull();
  });

  it("is no matter of the access level: a member made an admin keeps what they signed", () => {
    const held = holdingsOf(
      rows([
        { from: 0, to: 10 },
        { from: 10, to: null },
      ]),
    );
    expect(standingHolding(held, 5, 30)).not.toBeNull();
  });
});
