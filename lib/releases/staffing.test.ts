import { describe, expect, it } from "vitest";

import { templateDocument } from "@/lib/testing/release-documents";
import { leastUnheld, neededRoles, type Quorum, quorumsOf, shortagesOf } from "./staffing";
import { readTemplate } from "./template-parse";
import { unfilledPlaces } from "./unfilled";

function template() {
  const read = readTemplate(templateDocument);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.value.template;
}

const two: Quorum = {
  title: "Reviewed twice",
  slots: [{ roles: ["technical-lead", "product"], count: 2 }],
};

describe("what people could never fill", () => {
  it("is nothing where different people fill every place", () => {
    expect(shortagesOf([two], { holders: { "technical-lead": ["a"], product: ["b"] } })).toEqual([]);
  });

  it("is a place whose roles nobody holds, once for all that ask for it", () => {
    const other = { title: "Agreed", slots: [{ roles: ["security"], count: 1 }] };
    const again = { title: "Agreed again", slots: [{ roles: ["security"], count: 1 }] };
    expect(shortagesOf([other, again], { holders: {} })).toEqual([
      { kind: "nobody", roles: ["security"], count: 1, asked: ["Agreed", "Agreed again"] },
    ]);
  });

  it("is a quorum of two that one person in two roles would have to fill alone", () => {
    const staff = { holders: { "technical-lead": ["a"], product: ["a"] } };
    expect(shortagesOf([two], staff)).toEqual([
      { kind: "too-few", roles: ["technical-lead", "product"], count: 2, asked: ["Reviewed twice"] },
    ]);
  });

  it("is a signature that only the author could give, unless the place allows authors", () => {
    const one = (allowAuthor: boolean): Quorum => ({
      title: "Sound",
      slots: [{ roles: ["technical-lead"], count: 1, allowAuthor }],
    });
    const staff = { holders: { "technical-lead": ["a"] }, authors: ["a"] };
    expect(shortagesOf([one(false)], staff).map(({ kind }) => kind)).toEqual(["author"]);
    expect(shortagesOf([one(true)], staff)).toEqual([]);
  });

  it("is a place independent of the owning team that only its members hold", () => {
    const apart: Quorum = {
      title: "Independent",
      slots: [{ roles: ["technical-lead"], count: 1, independentOf: "owning-team" }],
    };
    const holders = { "technical-lead": ["a"] };
    expect(shortagesOf([apart], { holders, owners: ["a"] }).map(({ kind }) => kind)).toEqual(["too-few"]);
    expect(shortagesOf([apart], { holders })).toEqual([]);
  });

  it("names nobody for exactly the roles that keep a release from starting", () => {
    const held = ["technical-lead", "security"];
    const holders = Object.fromEntries(held.map((role) => [role, ["x", "y", "z"]]));
    const told = shortagesOf(quorumsOf(template()), { holders })
      .filter(({ kind }) => kind === "nobody")
      .map(({ roles }) => roles);
    const unfilled = unfilledPlaces(template(), new Set(held)).map(({ roles }) => roles);
    expect(told.sort()).toEqual(unfilled.sort());
  });

  it("needs the roles that are asked for, in the template's order", () => {
    expect(neededRoles(template())).toEqual(
      template().roles.filter((role) => neededRoles(template()).includes(role)),
    );
    expect(neededRoles(template()).length).toBeGreaterThan(0);
  });
});

describe("what must be filled whoever else is chosen", () => {
  const nobody = (...roles: string[]) => ({ kind: "nobody" as const, roles, count: 1, asked: ["x"] });

  it("leaves out places that somebody asked for elsewhere could fill", () => {
    const told = [
      nobody("on-call"),
      nobody("on-call", "support"),
      nobody("legal", "product"),
      nobody("product"),
    ];
    expect(leastUnheld(told).map(({ roles }) => roles)).toEqual([["on-call"], ["product"]]);
  });

  it("keeps alternatives that nothing narrower implies, and says nothing of what is held", () => {
    const either = nobody("legal", "privacy");
    expect(
      leastUnheld([either, nobody("privacy", "legal", "audit"), { ...either, kind: "too-few" }]),
    ).toEqual([either]);
  });
});
