import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody, rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import type { FindingsAnswer, RightsFinding, SimulationAnswer } from "./findings-schemas";

let world: ReleaseWorld;
const at = (name: string) => `${name}@example.org`;
/** Nine o'clock in Berlin on the Monday before its clocks go forward. */
const monday = Date.parse("2027-03-22T08:00:00Z");
const crew = ["ana", "ben", "cem"];

/** The crew's turns begin on Mondays at a half hour; the day rota covers working days alone. */
const rotas = {
  duty: { people: crew.map(at), handover: { starting: "2027-03-15T09:30" } },
  day: {
    people: [at("ben")],
    handover: { starting: "2027-03-15T09:00" },
    hours: [{ days: ["MO", "TU", "WE", "TH", "FR"], from: "09:00", to: "18:00" }],
  },
};

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  for (const name of [...crew, "boss"]) {
    await world.person(name);
    world.tokens.set(name, await world.tokenOf(name));
  }
  await world.team("duty", [{ name: "boss", lead: true }, ...crew.map((name) => ({ name }))]);
  await world.role("on-call", ["team:duty"]);
  await world.role("desk", ["team:duty"]);
  const item = (key: string, role: string) => ({
    key,
    kind: "item",
    slots: [{ roles: [role], count: 1 }],
    dependsOn: ["rollback-plan"],
  });
  await world.ok("keeper", "POST", "/templates", {
    ...templateDocument,
    key: "watched",
    roles: [...templateDocument.roles, "on-call", "desk"],
    stages: [
      {
        key: "watch",
        title: "Watch",
        gates: [
          {
            key: "watched",
            title: "Watched",
            objective: "Somebody is there.",
            requirements: [item("ready", "on-call"), item("asked", "desk"), item("read", "security")],
          },
        ],
      },
    ],
    rights: [...templateDocument.rights, ...rightsFor("on-call", ["exposure.pause"])],
  });
  world.clock.set(new Date(monday));
  for (const [key, rota] of Object.entries(rotas))
    await world.ok("boss", "POST", "/rotas", {
      key,
      title: key,
      team: "duty",
      rota: { zone: "Europe/Berlin", ...rota },
    });
  const roles = { "technical-lead": ["team:speech"], security: [at("sec")] };
  const shifts = { "on-call": ["rota:duty"], desk: ["rota:day"] };
  await world.ok(
    "champ",
    "POST",
    "/releases",
    releaseBody("watched", { template: { key: "watched" }, roles: { ...roles, ...shifts } }),
  );
  await world.ok("champ", "POST", "/releases/watched/start");
});
afterAll(() => world.close());

const simulate = (query: string) =>
  world.ok<SimulationAnswer>("champ", "GET", `/rights/simulation?${query.replaceAll(" ", "%20")}`);
const berlin = "zone=Europe/Berlin";
const shiftsOf = ({ hour }: SimulationAnswer, key: string) =>
  hour?.shifts
    .filter(({ rota }) => rota.key === key)
    .map(({ person, from, to }) => [person?.name ?? null, from.slice(0, 16), to.slice(0, 16)]);
const on = (list: readonly RightsFinding[]) =>
  Object.fromEntries(
    list
      .filter(({ release }) => release !== null)
      .map(({ decision, about, hangsOn, at: times }) => [
        about[0]?.requirement ?? decision,
        [hangsOn.map(({ name }) => name).join(), times?.length ?? null],
      ]),
  );

describe("an hour of the week taken away", () => {
  it("leaves roles held by shift to whoever is on shift in it, and tells when nobody is", async () => {
    const told = await simulate(`hour=Sun 03&${berlin}`);
    expect(told.without).toEqual([]);
    expect(told.hour).toMatchObject({ hour: "Sun 03", zone: "Europe/Berlin" });
    expect(told.hour?.weeks.map(({ date }) => date)).toEqual([
      "2027-03-28",
      "2027-04-04",
      "2027-04-11",
      "2027-04-18",
    ]);
    expect(shiftsOf(told, "duty")).toEqual([
      ["ben", "2027-03-28T01:00", "2027-03-28T02:00"],
      ["cem", "2027-04-04T01:00", "2027-04-04T02:00"],
      ["ana", "2027-04-11T01:00", "2027-04-11T02:00"],
      ["ben", "2027-04-18T01:00", "2027-04-18T02:00"],
    ]);
    expect(shiftsOf(told, "day")?.map(([who]) => who)).toEqual([null, null, null, null]);
    expect(on(told.impossible)).toEqual({ asked: ["", 4] });
    // Ana decides now, and any of the crew signs at some time.
    expect(on(told.hangsOnOne)).toEqual({ ready: ["ana,ben,cem", 4], "exposure.pause": ["ben,cem", 3] });
    expect(told.impossible[0]?.at?.[0]).toEqual({
      from: "2027-03-28T01:00:00.000Z",
      to: "2027-03-28T02:00:00.000Z",
    });
  });

  it("is cut by a hand-over in it, and goes together with people who are away", async () => {
    const told = await simulate(`hour=Mon 09&${berlin}&without=person:${at("ana")}`);
    // The present hour from now on; Ana's turn ends at its half, and begins at the half of another week.
    expect(shiftsOf(told, "duty")?.slice(0, 4)).toEqual([
      [null, "2027-03-22T08:00", "2027-03-22T08:30"],
      ["ben", "2027-03-22T08:30", "2027-03-22T09:00"],
      ["ben", "2027-03-29T07:00", "2027-03-29T07:30"],
      ["cem", "2027-03-29T07:30", "2027-03-29T08:00"],
    ]);
    expect(on(told.impossible)).toEqual({ ready: ["", 3], "exposure.pause": ["", 3] });
    const ready = told.impossible.find(({ about }) => about[0]?.requirement === "ready");
    expect(ready?.at?.map(({ from, to }) => [from.slice(0, 16), to.slice(0, 16)])).toEqual([
      ["2027-03-22T08:00", "2027-03-22T08:30"],
      ["2027-04-05T07:30", "2027-04-05T08:00"],
      ["2027-04-12T07:00", "2027-04-12T07:30"],
    ]);
  });

  it("has no shifts where clocks skip it, and still three weeks in which it comes", async () => {
    const told = await simulate(`hour=Sun 02&${berlin}`);
    expect(told.hour?.weeks.map(({ date, times }) => [date, times.length])).toEqual([
      ["2027-03-28", 0],
      ["2027-04-04", 1],
      ["2027-04-11", 1],
      ["2027-04-18", 1],
    ]);
    expect(on(told.impossible)).toEqual({ asked: ["", 3] });
  });

  it("is of UTC where no zone is named, and of one release with its rotas alone", async () => {
    const told = await simulate("hour=Mon 09&release=watched");
    expect(told.hour).toMatchObject({ zone: "UTC", weeks: [{ date: "2027-03-22" }, {}, {}, {}] });
    expect(shiftsOf(told, "day")?.map(([who]) => who)).toEqual(["ben", "ben", "ben", "ben"]);
    expect(told.impossible).toEqual([]);
    await world.ok(
      "champ",
      "POST",
      "/releases",
      releaseBody("other", { roles: { "technical-lead": ["team:speech"], security: [at("sec")] } }),
    );
    expect((await simulate("hour=Mon 09&release=other")).hour?.shifts).toEqual([]);
  });

  it("is answered for weeks that were not known yet when all was computed last", async () => {
    const findings = () => world.ok<FindingsAnswer>("champ", "GET", "/rights/findings");
    await world.ok("boss", "PUT", "/rotas/duty", {
      rota: {
        zone: "Europe/Berlin",
        people: [at("ana"), at("ben")],
        handover: { starting: "2027-03-15T09:30", every: "FREQ=MONTHLY" },
      },
    });
    await findings();
    world.clock.shift(10 * 86_400_000);
    const later = await simulate(`hour=Sun 03&${berlin}&release=watched`);
    await findings();
    const all = await simulate(`hour=Sun 03&${berlin}`);
    expect(on(all.impossible)).toEqual(on(later.impossible));
    expect(on(all.impossible)).toEqual({ asked: ["", 4] });
    world.clock.set(new Date(monday));
  });

  it("refuses what is no hour, no zone, or nothing at all", async () => {
    const path = async (query: string) => {
      const { status, errors } = await world.refused("champ", "GET", `/rights/simulation?${query}`);
      return [status, errors?.[0]?.path];
    };
    expect(await path("hour=Sun%2024")).toEqual([422, "/hour"]);
    expect(await path("hour=Sun%2003&zone=Mars/Base")).toEqual([422, "/zone"]);
    expect(await path("zone=UTC")).toEqual([422, "/without"]);
  });
});
