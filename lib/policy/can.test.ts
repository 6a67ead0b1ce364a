import { describe, expect, it } from "vitest";
import { canDecide, holdersOf, type DecisionQuestion } from "@/lib/policy/can";
import type { Decision, Holding, PersonFact, RightsRow, Slot } from "@/lib/policy/model";

const people: PersonFact[] = ["a", "b", "c"].map((id) => ({
  id,
  email: `${id}@example.org`,
  name: id,
  disabledAt: null,
}));
const holdings: Holding[] = [
  held("a", "champion"),
  held("b", "lead"),
  held("c", "lead"),
  held("c", "champion", { to: 5, ended: "time" }),
];

function held(personId: string, role: string, rest: Partial<Holding> = {}): Holding {
  return { personId, role, from: 0, to: null, ended: null, grant: [`${personId}-${role}`], ...rest };
}

function row(
  decision: Decision,
  slots: (Partial<Slot> & { roles: string[] })[],
  rest: Partial<RightsRow> = {},
): RightsRow {
  return { decision, slots: slots.map((slot) => ({ count: 1, ...slot })), ...rest };
}

function ask(organisation: RightsRow[], rest: Partial<DecisionQuestion> & { template?: RightsRow[] } = {}) {
  const { template = [], ...others } = rest;
  return canDecide({
    decision: "stage.advance",
    actorPersonId: "a",
    holdings,
    people,
    rights: { organisation, template },
    context: {},
    now: 10,
    ...others,
  });
}

const champion = row("stage.advance", [{ roles: ["champion"] }]);

describe("who may decide", () => {
  it("gives what has no row to nobody", () => {
    expect(ask([])).toMatchObject({ allowed: false, rule: "no-right", whoMay: [] });
    expect(ask([row("stage.advance", [])])).toMatchObject({ allowed: false, rule: "no-right" });
  });

  it("lets a holder decide and names role and grant", () => {
    expect(ask([champion])).toEqual({
      allowed: true,
      rule: "holds-right",
      role: "champion",
      grant: ["a-champion"],
    });
  });

  it("tells who may where the actor does not hold the role, or no longer", () => {
    expect(ask([champion], { actorPersonId: "c" })).toMatchObject({
      allowed: false,
      rule: "not-a-holder",
      whoMay: [{ id: "a" }],
    });
    expect(ask([champion], { actorPersonId: "c", now: 4 }).allowed).toBe(true);
    expect(ask([champion], { actorPersonId: null })).toMatchObject({ rule: "not-a-holder" });
  });

  it("refuses a disabled person", () => {
    const gone = people.map((person) => (person.id === "a" ? { ...person, disabledAt: 9 } : person));
    expect(ask([champion], { people: gone })).toMatchObject({
      allowed: false,
      rule: "not-a-holder",
      whoMay: [],
    });
  });

  it("asks every row whose conditions hold, and none of the others", () => {
    const above = row("stage.advance", [{ roles: ["lead"] }], { exposureAbove: 25 });
    expect(ask([champion, above], { context: { exposure: 25 } }).allowed).toBe(true);
    expect(ask([champion, above], { context: { exposure: 26 } })).toMatchObject({
      allowed: false,
      rule: "quorum-required",
    });
    expect(
      ask([champion, row("stage.advance", [{ roles: ["lead"] }], { stage: ["production"], tier: [1] })], {
        context: { stage: "canary", tier: [1, 2] },
      }).allowed,
    ).toBe(true);
  });

  it("says which of several rows somebody lacks who fills another, instead of all", () => {
    const verdict = ask([row("stage.advance", [{ roles: ["champion", "lead"] }])], {
      template: [row("stage.advance", [{ roles: ["champion"] }])],
      actorPersonId: "b",
    });
    expect(verdict).toMatchObject({ rule: "not-a-holder", whoMay: [{ id: "a" }] });
    expect(verdict).toHaveProperty(
      "reason",
      expect.stringContaining("you do not hold the role for 1 of champion."),
    );
    expect(verdict).not.toHaveProperty("reason", expect.stringContaining("none of these roles"));
  });

  it("lets one person who holds what all rows ask decide alone", () => {
    const rights = [champion, row("stage.advance", [{ roles: ["lead"] }])];
    expect(ask(rights, { actorPersonId: "c", now: 4 }).allowed).toBe(true);
    expect(ask(rights, { now: 4 })).toMatchObject({ rule: "not-a-holder", whoMay: [{ id: "c" }] });
  });

  it("names the quorum where a row asks for more than one person", () => {
    const two = row("stage.advance", [{ roles: ["champion"] }, { roles: ["lead"] }]);
    expect(ask([two])).toMatchObject({
      rule: "quorum-required",
      whoMay: [{ id: "a" }, { id: "b" }, { id: "c" }],
    });
  });

  it("keeps authors out only where they are given and the slot does not allow them", () => {
    expect(ask([champion], { authors: ["a"] })).toMatchObject({
      allowed: false,
      rule: "separation-of-duties",
    });
    expect(
      ask([row("stage.advance", [{ roles: ["champion"], allowAuthor: true }])], { authors: ["a"] }).allowed,
    ).toBe(true);
  });

  it("lets a template add holders to a stopping decision and never ask for more", () => {
    const asked = {
      decision: "hold.place" as const,
      template: [
        row("hold.place", [{ roles: ["lead"], count: 2 }]),
        row("hold.place", [{ roles: ["lead"] }]),
      ],
    };
    const organisation = [row("hold.place", [{ roles: ["champion"] }])];
    expect(ask(organisation, asked).allowed).toBe(true);
    expect(ask(organisation, { ...asked, actorPersonId: "b" }).allowed).toBe(true);
  });

  it("lists the holders of a role at a moment", () => {
    expect(holdersOf({ role: "champion", holdings, people, now: 4 }).map(({ id }) => id)).toEqual(["a", "c"]);
  });
});
