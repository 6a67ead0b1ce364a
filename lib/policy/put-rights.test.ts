import { describe, expect, it } from "vitest";
import type { Actor } from "@/lib/identity/actor";
import type { RightsRow } from "./model";
import type { Organisation } from "./organisation";
import { mayPutRights } from "./put-rights";

const row = (decision: RightsRow["decision"], roles: string[], rest: Partial<RightsRow> = {}): RightsRow => ({
  decision,
  slots: [{ roles, count: 1, allowAuthor: true }],
  ...rest,
});

const changing = [
  row("rights.change", ["security"], { loosening: true }),
  row("rights.change", ["governance"], { loosening: false }),
];
const rows = [...changing, row("component.register", ["platform", "security"])];
const person = (id: string) => ({ id, email: `${id}@example.org`, name: id, disabledAt: null });

const organisation: Organisation = {
  now: new Date(10),
  people: [person("gov"), person("sec")],
  admins: [],
  teams: [],
  roles: [],
  pool: [],
  rights: { id: "r", version: 1, digest: "d", rows },
  holdings: [
    { personId: "gov", role: "governance", from: 0, to: null, ended: null, grant: [] },
    { personId: "sec", role: "security", from: 0, to: null, ended: null, grant: [] },
  ],
};
const as = (id: string): Actor => ({
  kind: "person",
  ...person(id),
  access: "member",
  credential: { kind: "none" },
});
const may = (id: string, after: RightsRow[]) => mayPutRights(organisation, as(id), after).allowed;

describe("putting a table of rights", () => {
  const tighter = [...changing, row("component.register", ["platform"])];
  const looser = [...changing, row("component.register", ["platform", "security", "product"])];

  it("that is provably tighter is for whoever may tighten", () => {
    expect(may("gov", tighter)).toBe(true);
    expect(may("sec", tighter)).toBe(false);
  });

  it("that loosens in one place is for whoever may loosen, whatever it tightens elsewhere", () => {
    expect(may("gov", looser)).toBe(false);
    expect(may("sec", looser)).toBe(true);
    expect(may("gov", [...tighter, row("template.publish", ["platform"])])).toBe(false);
  });

  it("that gives the right to change it to oneself is a loosening", () => {
    const own = [row("rights.change", ["governance"]), ...rows.slice(2)];
    expect(may("gov", own)).toBe(false);
  });
});
