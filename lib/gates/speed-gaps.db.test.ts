import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody, rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import type { SpeedGapsAnswer } from "./speed-gaps-schemas";

let world: ReleaseWorld;
const at = (name: string) => `${name}@example.org`;
/** Noon in Berlin on the Monday before its clocks go forward. */
const monday = Date.parse("2027-03-22T11:00:00Z");
const days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  for (const name of ["ana", "boss"]) {
    await world.person(name);
    world.tokens.set(name, await world.tokenOf(name));
  }
  await world.team("duty", [{ name: "boss", lead: true }, { name: "ana" }]);
  await world.role("on-call", ["team:duty"]);
  await world.ok("keeper", "POST", "/templates", {
    ...templateDocument,
    key: "watched",
    roles: [...templateDocument.roles, "on-call"],
    stages: [{ key: "watch", title: "Watch", gates: [] }],
    rights: [...templateDocument.rights, ...rightsFor("on-call", ["rollback.authorise"])],
  });
  world.clock.set(new Date(monday));
  await world.ok("boss", "POST", "/rotas", {
    key: "day",
    title: "By day",
    team: "duty",
    rota: {
      zone: "Europe/Berlin",
      people: [at("ana")],
      handover: { starting: "2027-03-15T09:00" },
      hours: [{ days, from: "07:00", to: "02:00" }],
    },
  });
  for (const slug of ["one", "two"]) {
    await world.ok("champ", "POST", "/releases", {
      ...releaseBody(slug, {
        template: { key: "watched" },
        roles: { "technical-lead": ["team:speech"], security: [at("sec")], "on-call": ["rota:day"] },
      }),
      ...(slug === "two" && { restrictedTo: [at("champ")] }),
    });
    await world.ok("champ", "POST", `/releases/${slug}/start`);
  }
});
afterAll(() => world.close());

const gaps = async (by: string, query = "") =>
  (await world.ok<SpeedGapsAnswer>(by, "GET", `/rights/gaps${query}`)).items.filter(
    ({ decision }) => decision === "rollback.authorise",
  );

describe("gaps in decisions that need speed", () => {
  it("are told once for all releases, in the zone in which they come back across a change of clocks", async () => {
    const [gap, ...others] = await gaps("champ");
    expect(others).toEqual([]);
    expect(gap).toMatchObject({
      sentence: "Nobody can authorise a rollback every day from 02:00 to 07:00 (Europe/Berlin).",
      roles: ["on-call"],
      releases: [{ slug: "one" }, { slug: "two" }],
    });
    expect(gap?.times).toHaveLength(14);
    expect(gap?.times[0]).toEqual({ from: "2027-03-23T01:00:00.000Z", to: "2027-03-23T06:00:00.000Z" });
    expect(gap?.times.at(-1)?.to).toBe("2027-04-05T05:00:00.000Z");
  });

  it("name no release that the caller does not see, and can be asked of one", async () => {
    expect((await gaps("outsider"))[0]?.releases).toMatchObject([{ slug: "one" }]);
    expect((await gaps("champ", "?release=two"))[0]?.releases).toMatchObject([{ slug: "two" }]);
    expect(await world.refused("outsider", "GET", "/rights/gaps?release=two")).toMatchObject({ status: 404 });
    expect(await world.refused("champ", "GET", "/rights/gaps?zone=Mars")).toMatchObject({ status: 422 });
  });
});
