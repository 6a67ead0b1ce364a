import fc from "fast-check";
import { expect, it } from "vitest";
import type { RightsRow } from "@/lib/policy/model";
import { givenTo, periodsOf, type TableVersion } from "./rights-periods-rules";

const row = (decision: RightsRow["decision"], role: string, more: Partial<RightsRow> = {}): RightsRow => ({
  decision,
  slots: [{ roles: [role], count: 1 }],
  ...more,
});

/** Versions that follow each other at full hours, from 0 on. */
function following(...tables: RightsRow[][]): TableVersion[] {
  return tables.map((rows, n) => ({
    version: n + 1,
    from: n,
    to: n === tables.length - 1 ? null : n + 1,
    rows,
  }));
}

it("versions that say the same of a decision are one period, the newest first; nobody's is one of its own", () => {
  const hold = row("hold.place", "security");
  const versions = following(
    [row("rights.change", "platform")],
    [hold],
    [hold, row("rights.change", "product")],
    [],
    [row("hold.place", "product")],
  );
  expect(periodsOf(versions, "hold.place")).toEqual([
    { versions: { first: 5, last: 5 }, from: 4, to: null, rows: [row("hold.place", "product")] },
    { versions: { first: 4, last: 4 }, from: 3, to: 4, rows: [] },
    { versions: { first: 2, last: 3 }, from: 1, to: 3, rows: [hold] },
  ]);
});

it("at any time the period that covers it says what the version then in force said", () => {
  const table = fc.array(
    fc.record({ role: fc.constantFrom("a", "b"), decision: fc.constantFrom("hold.place", "hold.lift") }),
    { maxLength: 2 },
  );
  fc.assert(
    fc.property(fc.array(table, { minLength: 1, maxLength: 8 }), fc.nat(9), (tables, at) => {
      const versions = following(
        ...tables.map((rows) => rows.map(({ role, decision }) => row(decision as "hold.place", role))),
      );
      const then = versions.find(({ from, to }) => from <= at && (to === null || at < to));
      const own = then?.rows.filter(({ decision }) => decision === "hold.place") ?? [];
      const covering = periodsOf(versions, "hold.place").filter(
        ({ from, to }) => from <= at && (to === null || at < to),
      );
      expect(covering.length).toBeLessThanOrEqual(1);
      expect(covering[0]?.rows ?? []).toEqual(own);
    }),
  );
});

it("a role has a right since the first of the unbroken versions that give it under the same condition", () => {
  const above = (percent: number) => row("exposure.increase", "product", { exposureAbove: percent });
  const versions = following(
    [above(10), row("hold.place", "product")],
    [row("hold.place", "product")],
    [above(10), row("hold.place", "product")],
    [above(10), row("hold.place", "product", { slots: [{ roles: ["product", "security"], count: 2 }] })],
    [above(20), row("hold.place", "product")],
  );
  const given = givenTo("product", versions).map(({ row: { decision }, since, sinceVersion }) => ({
    decision,
    since,
    sinceVersion,
  }));
  expect(given).toEqual([
    { decision: "exposure.increase", since: 4, sinceVersion: 5 },
    { decision: "hold.place", since: 0, sinceVersion: 1 },
  ]);
  expect(givenTo("product", versions.slice(0, 4))[0]).toMatchObject({ since: 2, sinceVersion: 3 });
  expect(givenTo("security", versions)).toEqual([]);
  expect(givenTo("product", [])).toEqual([]);
});

it("a time without a table breaks it", () => {
  const rows = [row("hold.place", "product")];
  const versions: TableVersion[] = [
    { version: 1, from: 0, to: 1, rows },
    { version: 2, from: 5, to: null, rows },
  ];
  expect(givenTo("product", versions)[0]).toMatchObject({ since: 5 });
  expect(periodsOf(versions, "hold.place")).toHaveLength(2);
});
