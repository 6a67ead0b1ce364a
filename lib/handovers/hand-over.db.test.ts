import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody, rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import type { HandOverAnswer } from "./schemas";

let world: ReleaseWorld;
const at = (name: string) => `${name}@example.org`;
/** A Monday, an hour after the hand-over in Berlin. */
const monday = Date.parse("2027-03-22T09:00:00Z");

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  for (const name of ["ana", "ben", "boss"]) {
    await world.person(name);
    world.tokens.set(name, await world.tokenOf(name));
  }
  await world.team("duty", [{ name: "boss", lead: true }, { name: "ana" }, { name: "ben" }]);
  await world.role("on-call", ["team:duty"]);
  await world.ok("keeper", "POST", "/templates", {
    ...templateDocument,
    key: "watched",
    roles: [...templateDocument.roles, "on-call"],
    stages: [{ key: "watch", title: "Watch", gates: [] }],
    rights: [...templateDocument.rights, ...rightsFor("on-call", ["rollback.authorise", "hold.place"])],
  });
  world.clock.set(new Date(monday));
  await world.ok("boss", "POST", "/rotas", {
    key: "duty",
    title: "Duty",
    team: "duty",
    rota: {
      zone: "Europe/Berlin",
      people: [at("ana"), at("ben")],
      handover: { starting: "2027-03-22T09:00" },
    },
  });
  await world.ok("champ", "POST", "/releases", {
    ...releaseBody("watched", {
      template: { key: "watched" },
      roles: { "technical-lead": ["team:speech"], security: [at("sec")], "on-call": ["rota:duty"] },
    }),
    restrictedTo: [at("champ"), at("ana"), at("ben")],
  });
  await world.ok("champ", "POST", "/releases/watched/start");
  await world.ok("ana", "POST", "/releases/watched/holds", { reason: "Something looks odd." });
});
afterAll(() => world.close());

const brief = (by: string, query = "") =>
  world.ok<HandOverAnswer>(by, "GET", `/rotas/duty/hand-over${query}`);

describe("a hand-over", () => {
  it("tells whoever is on shift what is open, who holds which right, and who comes", async () => {
    const told = await brief("ana");
    expect(told).toMatchObject({
      isRunning: true,
      shift: { person: { name: "ana" }, to: "2027-03-29T07:00:00.000Z" },
      after: { person: { name: "ben" } },
      acknowledgedAt: null,
      mayAcknowledge: true,
      releases: [{ slug: "watched", roles: ["on-call"], exposurePercent: 0 }],
      holds: [{ release: { slug: "watched" }, reason: "Something looks odd." }],
      rollbacks: [],
      breaches: [],
      decisions: [],
    });
    const authorising = told.rights.find(({ decision }) => decision === "rollback.authorise");
    expect(authorising).toMatchObject({ people: [{ name: "ana", roles: ["on-call"] }] });
  });

  it("tells whoever comes next of their own shift, with who holds which right in it", async () => {
    const told = await brief("ben");
    expect(told).toMatchObject({
      isRunning: false,
      shift: { person: { name: "ben" }, from: "2027-03-29T07:00:00.000Z" },
      before: { person: { name: "ana" } },
      mayAcknowledge: false,
    });
    const authorising = told.rights.find(({ decision }) => decision === "rollback.authorise");
    expect(authorising?.people.map(({ name }) => name)).toEqual(["ben"]);
    expect((await brief("ben", "?shift=running")).shift?.person.name).toBe("ana");
  });

  it("tells nobody of a release that they do not see", async () => {
    expect(await brief("outsider")).toMatchObject({ releases: [], holds: [], rights: [], gaps: [] });
  });

  it("is acknowledged once by whoever is on shift, with an entry, and by nobody else", async () => {
    const path = "/rotas/duty/hand-over/acknowledge";
    expect(await world.refused("ben", "POST", path)).toMatchObject({
      status: 403,
      whoMay: [{ email: at("ana") }],
    });
    const answers = await Promise.all([world.send("ana", "POST", path), world.send("ana", "POST", path)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const [entry] = (await world.entries()).filter(({ type }) => type === "hand-over.acknowledged");
    expect(entry).toMatchObject({
      subjects: { rota: "duty" },
      payload: { to: "2027-03-29T07:00:00.000Z" },
      by: { rule: "on-shift" },
    });
    expect(await brief("ana")).toMatchObject({ mayAcknowledge: false, acknowledgedAt: expect.any(String) });
    // The next shift is handed over anew.
    world.clock.set(new Date("2027-03-29T08:00:00Z"));
    expect(await brief("ben")).toMatchObject({ isRunning: true, acknowledgedAt: null, mayAcknowledge: true });
    expect(await world.refused("ana", "POST", path)).toMatchObject({ status: 403 });
  });
});
