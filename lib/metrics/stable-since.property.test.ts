import fc from "fast-check";
import { expect, test } from "vitest";
import { verdicts } from "./model";
import { stableSince } from "./stable-since";

const changes = fc
  .uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 8 })
  .chain((times) =>
    fc.tuple(
      ...times
        .toSorted((a, b) => a - b)
        .map((at) =>
          fc.tuple(
            fc.constant(at),
            fc.oneof(
              { weight: 3, arbitrary: fc.constant("ok" as const) },
              fc.constantFrom(...verdicts, null),
            ),
          ),
        ),
    ),
  );
const criterion = fc
  .record({ changes, freshUntil: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 5 }) })
  .map((each) => ({ ...each, verdict: each.changes.at(-1)?.[1] ?? null }));

test("is the first instant from which on every criterion was ok, counted instant by instant", () => {
  fc.assert(
    fc.property(fc.array(criterion, { maxLength: 3 }), fc.integer({ min: 30, max: 50 }), (criteria, at) => {
      const isStable = (instant: number) =>
        criteria.every((each) => each.changes.findLast(([from]) => from <= instant)?.[1] === "ok");
      const isFresh = criteria.every(({ freshUntil }) => freshUntil !== null && at < freshUntil);
      let since: number | null = null;
      for (
        let instant = at;
        instant >= 0 && criteria.length > 0 && isFresh && isStable(instant);
        instant -= 1
      )
        since = instant;
      expect(stableSince(criteria, at)).toBe(since);
    }),
    { numRuns: 500 },
  );
});

test("a clock that went back knows nothing of what came to be later", () => {
  const known = { verdict: "ok" as const, freshUntil: 50, changes: [[20, "ok"]] as [number, "ok"][] };
  expect(stableSince([known], 30)).toBe(20);
  expect(stableSince([known], 10)).toBe(null);
});
