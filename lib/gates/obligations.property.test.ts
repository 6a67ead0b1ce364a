import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOverdue, type ObligationFact, obligationsBefore, openObligations } from "./obligations";

const stages = ["build", "evaluate", "canary", "full"].map((key) => ({ key }));
const keys = stages.map(({ key }) => key);

const closures: fc.Arbitrary<ObligationFact["closure"]> = fc.option(
  fc.record({
    how: fc.constantFrom("met" as const, "dropped" as const),
    outcome: fc.constant(null),
    text: fc.constant("Done."),
    by: fc.constant("p"),
    role: fc.constant(null),
    at: fc.integer({ min: 0, max: 100 }),
  }),
);

const obligations: fc.Arbitrary<ObligationFact[]> = fc.array(
  fc.record({
    id: fc.uuid(),
    kind: fc.constantFrom("condition" as const, "break-glass-review" as const, "post-mortem" as const),
    title: fc.constant("Do it"),
    owner: fc.constant("p"),
    dueAt: fc.integer({ min: 0, max: 100 }),
    beforeStage: fc.constantFrom(null, "gone", ...keys),
    source: fc.constant({ kind: "vote" as const, id: "v" }),
    by: fc.constant("q"),
    role: fc.constant("security"),
    at: fc.integer({ min: 0, max: 100 }),
    closure: closures,
  }),
  { maxLength: 8 },
);

const targets = fc.constantFrom(null, ...keys);
const ids = (of: readonly ObligationFact[]) => of.map(({ id }) => id).sort();

describe("obligations", () => {
  it("stop the stage that they name and everything after it, and nothing before, while they are open", () => {
    fc.assert(
      fc.property(obligations, targets, (all, into) => {
        const place = [...keys, null];
        const expected = all.filter(
          ({ beforeStage, closure }) =>
            closure === null && (beforeStage === "gone" || place.indexOf(beforeStage) <= place.indexOf(into)),
        );
        expect(ids(obligationsBefore(all, { stages, into }))).toEqual(ids(expected));
      }),
    );
  });

  it("all stop the release from being completed", () => {
    fc.assert(
      fc.property(obligations, (all) => {
        expect(obligationsBefore(all, { stages, into: null })).toEqual(openObligations(all));
      }),
    );
  });

  it("stop no less whatever the order in which they were recorded, met and dropped", () => {
    fc.assert(
      fc.property(obligations, targets, fc.integer(), (all, into, seed) => {
        const mixed = all
          .map((each, index) => ({ each, key: Math.sin(seed + index) }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        expect(ids(obligationsBefore(mixed, { stages, into }))).toEqual(
          ids(obligationsBefore(all, { stages, into })),
        );
      }),
    );
  });

  it("stand whatever the clock says: time makes them overdue, and a clock that went back makes them due again", () => {
    fc.assert(
      fc.property(obligations, targets, fc.integer({ min: 0, max: 100 }), (all, into, now) => {
        const overdue = all.filter((each) => isOverdue(each, now));
        expect(overdue).toEqual(
          openObligations(all)
            .filter(({ dueAt }) => dueAt <= now)
            .sort(inOrderOf(all)),
        );
        const stopping = ids(obligationsBefore(all, { stages, into }));
        const later = overdue.filter(({ id }) => stopping.includes(id));
        expect(ids(obligationsBefore(overdue, { stages, into }))).toEqual(ids(later));
      }),
    );
  });
});

function inOrderOf(all: readonly ObligationFact[]) {
  return (a: ObligationFact, b: ObligationFact) => all.indexOf(a) - all.indexOf(b);
}
