import { describe, expect, it } from "vitest";

import { suggestRoles } from "./suggest-roles";

const person = (name: string) => ({ name: `${name}@example.org`, people: [name] });
const suggest = (eligible: { name: string; people: string[] }[], owners: string[] = []) =>
  suggestRoles({ pools: [{ role: "technical-lead", eligible }], champion: "", owners })["technical-lead"];

describe("who is put forward in a role", () => {
  it("is the only person in its pool", () => {
    expect(suggest([person("a")])).toEqual(["a@example.org"]);
  });

  it("is the team where the pool is one team, and not its members one by one", () => {
    const team = { name: "team:guards", people: ["a", "b"] };
    expect(suggest([team, person("a"), person("b")])).toEqual(["team:guards"]);
  });

  it("is nobody where the pool's only team is empty", () => {
    expect(suggest([{ name: "team:guards", people: [] }])).toEqual([]);
  });

  it("is who of several belongs to the team that owns the component", () => {
    expect(suggest([person("a"), person("b")], ["b", "c"])).toEqual(["b@example.org"]);
  });

  it("is the owning team itself where it stands in the pool beside others", () => {
    const teams = [
      { name: "team:speech", people: ["a"] },
      { name: "team:guards", people: ["b"] },
    ];
    expect(suggest([...teams, person("a"), person("b")], ["a"])).toEqual(["team:speech"]);
  });

  it("is nobody where nothing speaks for one of several", () => {
    expect(suggest([person("a"), person("b")])).toEqual([]);
  });

  it("is the champion in the champion's role alone", () => {
    const pools = [{ role: "release-champion", eligible: [person("a"), person("b")] }];
    expect(suggestRoles({ pools, champion: "b@example.org", owners: ["a"] })).toEqual({
      "release-champion": ["b@example.org"],
    });
  });
});
