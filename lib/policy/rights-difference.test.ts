import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canDecide } from "./can";
import type { Holding, RightsRow, Slot } from "./model";
import { rightsDifference } from "./rights-difference";

const slot = (roles: string[], rest: Partial<Slot> = {}): Slot => ({ roles, count: 1, ...rest });
const row = (slots: Slot[], rest: Partial<RightsRow> = {}): RightsRow => ({
  decision: "component.register",
  slots,
  ...rest,
});
const tightens = (before: RightsRow[], after: RightsRow[]) => rightsDifference(before, after).tightens;

describe("a change of the table of rights", () => {
  const old = row([slot(["a", "b"])]);

  it("is none where rows only moved, or roles of a slot", () => {
    const other = row([slot(["c"])], { decision: "rights.change" });
    expect(rightsDifference([old, other], [other, row([slot(["b", "a"])])])).toEqual({
      changes: [],
      tightens: true,
    });
  });

  it.each<[string, RightsRow[]]>([
    ["fewer roles may", [row([slot(["a"])])]],
    ["more people are asked", [row([slot(["a", "b"], { count: 2 })])]],
    ["a slot is added", [row([slot(["a", "b"]), slot(["c"])])]],
    ["nobody of the owning team may any more", [row([slot(["a", "b"], { independentOf: "owning-team" })])]],
    ["another row is asked beside it", [old, row([slot(["c"])], { tier: [1] })]],
  ])("is a tightening where %s", (_name, after) => {
    expect(tightens([old], after)).toBe(true);
  });

  it.each<[string, RightsRow[]]>([
    ["one more role may", [row([slot(["a", "b", "c"])])]],
    ["an author may", [row([slot(["a", "b"], { allowAuthor: true })])]],
    ["its signature states something else", [row([slot(["a", "b"], { meaning: "I looked" })])]],
    ["a row holds in fewer situations", [row([slot(["a", "b"])], { tier: [1] })]],
    ["a row is gone, so that nobody may", []],
    ["a decision that was nobody's is given", [old, row([slot(["c"])], { decision: "rights.change" })]],
    ["the roles are other ones", [row([slot(["c"]), slot(["d"])])]],
  ])("is a loosening where %s", (_name, after) => {
    const { changes, tightens } = rightsDifference([old], after);
    expect(tightens).toBe(false);
    expect(changes.find(({ loosens }) => loosens)?.words).toMatch(/\.$/);
  });

  it("of a stopping decision is always a loosening: it takes holders away, or gives it to more", () => {
    const before = [row([slot(["a", "b"])], { decision: "hold.place" })];
    for (const after of [[], [row([slot(["a"])], { decision: "hold.place" })], [...before, ...before]])
      expect(tightens(before, after)).toBe(false);
  });

  it("maps each old place to a new place of its own", () => {
    const two = [row([slot(["a", "b"]), slot(["a"])])];
    expect(tightens(two, [row([slot(["a"]), slot(["b"])])])).toBe(true);
    expect(tightens(two, [row([slot(["a"])])])).toBe(false);
  });

  it("that counts as tightening lets nobody decide alone who could not before", () => {
    const slots = fc.array(
      fc.record({
        roles: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }),
        count: fc.integer({ min: 1, max: 2 }),
        allowAuthor: fc.boolean(),
      }),
      { minLength: 1, maxLength: 2 },
    );
    const rows = fc.array(
      fc
        .record({ slots, tier: fc.constantFrom<number[] | undefined>(undefined, [1], [1, 2]) })
        .map(({ slots, tier }) => row(slots, { tier })),
      { maxLength: 3 },
    );
    const held = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 });
    fc.assert(
      fc.property(
        rows,
        rows,
        held,
        fc.constantFrom(1, 2, 3),
        fc.boolean(),
        (before, after, roles, tier, author) => {
          if (!tightens(before, after)) return;
          const may = (organisation: RightsRow[]) => mayAlone({ organisation, roles, tier, author });
          expect(may(after) && !may(before)).toBe(false);
        },
      ),
    );
  });
});

function mayAlone({
  organisation,
  roles,
  tier,
  author,
}: {
  organisation: RightsRow[];
  roles: string[];
  tier: number;
  author: boolean;
}): boolean {
  const holdings: Holding[] = roles.map((role) => ({
    personId: "p",
    role,
    from: 0,
    to: null,
    ended: null,
    grant: [],
  }));
  return canDecide({
    decision: "component.register",
    actorPersonId: "p",
    holdings,
    people: [{ id: "p", email: "p@example.org", name: "p", disabledAt: null }],
    rights: { organisation, template: [] },
    context: { tier },
    authors: author ? ["p"] : [],
    now: 1,
  }).allowed;
}
