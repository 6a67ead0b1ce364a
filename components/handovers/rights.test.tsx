import { describe, expect, it } from "vitest";
import { sharedRights } from "./rights";

const person = (name: string) => ({ name, email: `${name}@example.org`, roles: ["on-call"] });
const [ana, ben, eve] = ["ana", "ben", "eve"].map(person);
const release = (slug: string) => ({ slug, title: slug });

describe("rights in a hand-over", () => {
  it("are told together where the same people hold them on the same releases", () => {
    if (ana === undefined || ben === undefined || eve === undefined) throw new Error("three people");
    const on = [release("one")];
    const shared = sharedRights(
      [
        { decision: "rollback.propose", people: [ana, ben], releases: on },
        { decision: "rollback.authorise", people: [ana], releases: on },
        { decision: "hold.place", people: [ana, ben], releases: on },
        { decision: "hold.place", people: [ana, eve], releases: [release("two")] },
        { decision: "exposure.pause", people: [ana, ben], releases: [release("two")] },
      ],
      null,
    );
    expect(shared.map(({ decisions }) => decisions)).toEqual([
      ["rollback.propose", "hold.place"],
      ["rollback.authorise"],
      ["hold.place"],
      ["exposure.pause"],
    ]);
  });

  it("name first whoever has the shift, and nobody twice", () => {
    if (ana === undefined || ben === undefined || eve === undefined) throw new Error("three people");
    const right = { decision: "hold.place" as const, people: [ana, ben, eve], releases: [release("one")] };
    const names = (email: string | null) =>
      sharedRights([right], email).flatMap(({ people }) => people.map(({ name }) => name));
    expect(names("eve@example.org")).toEqual(["eve", "ana", "ben"]);
    expect(names("away@example.org")).toEqual(["ana", "ben", "eve"]);
    expect(sharedRights([{ ...right, people: [] }], null)).toMatchObject([{ people: [] }]);
  });
});
