import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  filterNames,
  filterQuery,
  listSorts,
  listStates,
  listStatuses,
  portfolioHref,
  readReleaseFilter,
  type ReleaseFilter,
} from "./list-schemas";

const filters: fc.Arbitrary<ReleaseFilter> = fc.record(
  {
    q: fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" }).filter((text) => text.trim() === text),
    state: fc.constantFrom(...listStates),
    status: fc.constantFrom(...listStatuses),
    team: fc.constantFrom("ml", "search-platform"),
    champion: fc.constantFrom("a@example.org", "b+c@example.org"),
    waiting: fc.constantFrom("me", "a@example.org"),
    targetFrom: fc.constantFrom("2026-02-28", "2027-12-31"),
    overdue: fc.constant("yes" as const),
    sort: fc.constantFrom(...listSorts),
  },
  { requiredKeys: [] },
);

const given = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.array(fc.string({ maxLength: 12 }), { maxLength: 2 }),
);

describe("conditions in an address", () => {
  it("come back as they were written", () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const values = Object.fromEntries(new URLSearchParams(filterQuery(filter)));
        expect(readReleaseFilter(values)).toEqual({ filter, ignored: [] });
      }),
    );
  });

  it("have one text, whatever the order in which they were given", () => {
    expect(filterQuery({ sort: "title", q: "a b" })).toBe(filterQuery({ q: "a b", sort: "title" }));
    expect(portfolioHref({})).toBe("/");
    expect(portfolioHref({ status: "blocked" }, { cursor: "x" })).toBe("/?status=blocked&cursor=x");
  });

  it("leave out what is none, and say so", () => {
    expect(
      readReleaseFilter({
        state: "asleep",
        status: ["blocked", "ready"],
        team: "No Key",
        champion: "nobody",
        targetFrom: "2026-02-30",
        overdue: "maybe",
        q: "\u0000",
        mood: "good",
        component: " ",
      }),
    ).toEqual({
      filter: { status: "blocked" },
      ignored: ["q", "state", "team", "champion", "targetFrom", "overdue"],
    });
  });

  it("never fail, whatever an address holds", () => {
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries(filterNames.map((name) => [name, given])), { requiredKeys: [] }),
        (values) => {
          const { filter } = readReleaseFilter(values);
          expect(
            readReleaseFilter(Object.fromEntries(new URLSearchParams(filterQuery(filter)))).filter,
          ).toEqual(filter);
        },
      ),
    );
  });
});
