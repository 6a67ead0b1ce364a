import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ReleaseDetail } from "@/lib/releases/answers";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import type { RotaAnswer } from "./rota-schemas";

let world: ReleaseWorld;
let counter = 0;
const at = (name: string) => `${name}@example.org`;
const crew = ["ana", "ben", "cem"];
/** Monday nine o'clock in Berlin, six days before its clocks go forward. Each test has a year of its own. */
const firstYear = 2027;
let monday = 0;
let rota = "";

const hour = 3_600_000;
const day = 24 * hour;
const week = 7 * day;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  for (const name of [...crew, "dora", "boss"]) {
    await world.person(name);
    world.tokens.set(name, await world.tokenOf(name));
  }
  await world.team("duty", [{ name: "boss", lead: true }, ...crew.map((name) => ({ name }))]);
  await world.role("on-call", ["team:duty"]);
  await world.ok("keeper", "POST", "/templates", {
    ...templateDocument,
    key: "watched",
    roles: [...templateDocument.roles, "on-call"],
    stages: [
      {
        key: "watch",
        title: "Watch",
        gates: [
          {
            key: "watched",
            title: "Watched",
            objective: "Somebody is there.",
            requirements: [
              { key: "ready", kind: "item", slots: [{ roles: ["on-call"], count: 1 }], dependsOn: ["plan"] },
            ].map((one) => ({ ...one, dependsOn: ["rollback-plan"] })),
          },
        ],
      },
    ],
  });
});
afterAll(() => world.close());

beforeEach(async () => {
  counter += 1;
  monday = Date.UTC(firstYear + counter, 2, 31);
  while (new Date(monday).getUTCDay() !== 0) monday -= day;
  // The Monday before the last Sunday of March.
  monday = monday - 6 * day + 8 * hour;
  setClock(monday);
  rota = `duty-${counter}`;
  await world.ok("boss", "POST", "/rotas", {
    key: rota,
    title: "Duty",
    team: "duty",
    rota: turns(),
  });
});

function setClock(time: number): void {
  world.clock.set(new Date(time));
}

function turns(change: Record<string, unknown> = {}): Record<string, unknown> {
  const starting = `${new Date(monday).toISOString().slice(0, 10)}T09:00`;
  return { zone: "Europe/Berlin", people: crew.map(at), handover: { starting }, ...change };
}

async function started(change: Record<string, unknown> = {}): Promise<string> {
  const slug = `r-${counter}`;
  const roles = {
    "technical-lead": ["team:speech"],
    security: ["sec@example.org"],
    "on-call": [`rota:${rota}`],
  };
  await world.ok(
    "champ",
    "POST",
    "/releases",
    releaseBody(slug, { template: { key: "watched" }, roles, ...change }),
  );
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  return slug;
}

interface Gate {
  requirements: {
    status: string;
    subjectDigest: string;
    blockers: { message: string; canBeClearedBy: { email: string }[] }[];
  }[];
}

const ready = async (slug: string) => {
  const gate = await world.ok<Gate>("champ", "GET", `/releases/${slug}/gates/watched`);
  const [found] = gate.requirements;
  if (found === undefined) throw new Error("no requirement");
  return found;
};
const vote = async (slug: string) => ({
  requirement: "ready",
  role: "on-call",
  vote: "approve",
  subjectDigest: (await ready(slug)).subjectDigest,
});
const votes = (slug: string) => `/releases/${slug}/gates/watched/votes`;
const read = (by = "champ", query = "") => world.ok<RotaAnswer>(by, "GET", `/rotas/${rota}${query}`);
const onShift = async () => (await read()).now?.person.email ?? null;
const last = async () => (await world.entries()).at(-1);
const iso = (time: number) => new Date(time).toISOString();
const overrides = () => `/rotas/${rota}/overrides`;
const inbox = async (name: string, slug: string) => {
  const { items } = await world.ok<{ items: { release?: { slug: string } }[] }>(
    name,
    "GET",
    "/decisions?waitingOn=me",
  );
  return items.filter(({ release }) => release?.slug === slug).length;
};

describe("a rota", () => {
  it("says who is on shift and who comes next, with hand-overs at their local time across daylight saving", async () => {
    expect(await read()).toMatchObject({
      now: { person: { email: at("ana") }, to: iso(monday + week - hour) },
      next: { person: { email: at("ben") }, from: iso(monday + week - hour) },
      gap: null,
      gaps: [],
    });
    setClock(monday + week - hour - 30_000);
    expect(await onShift()).toBe(at("ana"));
    setClock(monday + week - hour);
    expect(await onShift()).toBe(at("ben"));
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "rota.created",
      subjects: { rota },
      by: { rule: "team-lead" },
    });
  });

  it("is made and changed by the leads of its team alone, none of whom adds themselves", async () => {
    const other = { key: "other", title: "Other", team: "duty", rota: turns() };
    for (const who of ["ana", "champ", "admin"])
      expect(await world.refused(who, "POST", "/rotas", other)).toMatchObject({
        status: 403,
        code: "not-a-holder",
        whoMay: [{ email: at("boss") }],
      });
    const people = [...crew, "boss"].map(at);
    expect(await world.refused("boss", "PUT", `/rotas/${rota}`, { rota: turns({ people }) })).toMatchObject({
      status: 403,
      code: "separation-of-duties",
    });
    expect(await world.refused("boss", "PUT", `/rotas/${rota}`, { rota: turns() })).toMatchObject({
      status: 409,
    });
  });

  it("is not changed over what somebody else changed meanwhile", async () => {
    const { digest } = await read();
    const change = (people: string[], etag: string) =>
      world.send(
        "boss",
        "PUT",
        `/rotas/${rota}`,
        { rota: turns({ people }) },
        { headers: { "if-match": `"${etag}"` } },
      );
    expect((await change([at("ben"), at("ana")], digest)).status).toBe(200);
    expect(await last()).toMatchObject({ type: "rota.changed", before: digest, payload: { version: 2 } });
    expect((await change([at("ana"), at("cem")], digest)).status).toBe(412);
  });

  it("keeps past shifts as they were when it is changed", async () => {
    setClock(monday + 2 * day);
    await world.ok("boss", "PUT", `/rotas/${rota}`, { rota: turns({ people: [at("ben"), at("cem")] }) });
    const { shifts } = await read("champ", `?from=${iso(monday + hour)}&to=${iso(monday + 3 * day)}`);
    expect(shifts.map(({ person, from, to }) => [person.email, Date.parse(from), Date.parse(to)])).toEqual([
      [at("ana"), monday + hour, expect.closeTo(monday + 2 * day, -4)],
      [at("ben"), expect.closeTo(monday + 2 * day, -4), monday + 3 * day],
    ]);
  });

  it("tells the gaps that its hours leave", async () => {
    const hours = [{ days: ["MO", "TU", "WE", "TH", "FR"], from: "08:00", to: "18:00" }];
    await world.ok("boss", "PUT", `/rotas/${rota}`, { rota: turns({ hours }) });
    const { gaps } = await read("champ", `?from=${iso(monday + 4 * day)}&to=${iso(monday + 7 * day)}`);
    expect(gaps).toEqual([{ from: iso(monday + 4 * day + 9 * hour), to: iso(monday + 7 * day - 2 * hour) }]);
    expect((await read()).gap).toMatchObject({ from: iso(monday + 9 * hour) });
  });

  it("refuses what is no rota, naming the field", async () => {
    const wrong: [Record<string, unknown>, string][] = [
      [{ zone: "Europe/Atlantis" }, "/rota/zone"],
      [{ people: [at("ana"), at("ANA")] }, "/rota/people/1"],
      [{ people: [at("nobody")] }, "/rota/people/0"],
      [{ people: [] }, "/rota/people"],
      [{ handover: { starting: "2027-02-30T09:00" } }, "/rota/handover/starting"],
      [{ handover: { starting: "2005-02-03T09:00" } }, "/rota/handover/starting"],
      [{ handover: { starting: "2028-03-06T09:00", every: "FREQ=WEEKLY;COUNT=3" } }, "/rota/handover/every"],
      [{ handover: { starting: "2028-03-06T09:00", every: "FREQ=MINUTELY" } }, "/rota/handover/every"],
      [{ hours: [{ days: ["XX"], from: "09:00", to: "17:00" }] }, "/rota/hours/0/days/0"],
    ];
    for (const [change, path] of wrong)
      expect(await world.refused("boss", "PUT", `/rotas/${rota}`, { rota: turns(change) })).toMatchObject({
        status: 422,
        errors: [{ path }],
      });
    expect(await world.refused("champ", "GET", `/rotas/${rota}?from=${iso(monday)}`)).toMatchObject({
      status: 422,
    });
    expect(await world.refused("champ", "GET", "/rotas/none")).toMatchObject({ status: 404 });
  });

  it("computes no shifts of far times, whoever asks for them", async () => {
    const hours = [{ days: ["MO", "TU", "WE", "TH", "FR"], from: "08:00", to: "18:00" }];
    const handover = {
      starting: `${new Date(monday).toISOString().slice(0, 10)}T09:00`,
      every: "FREQ=DAILY",
    };
    await world.ok("boss", "PUT", `/rotas/${rota}`, { rota: turns({ hours, handover }) });
    const began = performance.now();
    expect(
      await world.refused("champ", "GET", `/rotas/${rota}?from=9998-01-01T00:00:00Z&to=9998-02-01T00:00:00Z`),
    ).toMatchObject({ status: 422, errors: [{ path: "/to" }] });
    // Neither whoever may, nor who may not, keeps the organisation's lock by it.
    for (const who of ["ana", "boss", "outsider"])
      expect(
        await world.refused(who, "POST", overrides(), {
          person: at("ben"),
          until: "9998-01-01T00:00:00Z",
          reason: "for ever",
        }),
      ).toMatchObject({ status: 422, errors: [{ path: "/until" }] });
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe("a role given to a rota", () => {
  it("is signed in by whoever is on shift, and what was signed stands after the shift", async () => {
    const slug = await started();
    expect(await inbox("ana", slug)).toBe(1);
    expect(await inbox("ben", slug)).toBe(0);
    expect((await ready(slug)).blockers[0]).toMatchObject({ canBeClearedBy: [{ email: at("ana") }] });
    expect(await world.refused("ben", "POST", votes(slug), await vote(slug))).toMatchObject({ status: 403 });
    await world.ok("ana", "POST", votes(slug), await vote(slug));
    const { grant } = (await last())?.by ?? { grant: [] };
    const version = await world.kernel.db.prisma.rotaVersion.findFirstOrThrow({
      where: { rota: { key: rota } },
    });
    expect(grant).toContain(version.id);
    expect((await ready(slug)).status).toBe("satisfied");
    for (const later of [week - hour, 2 * week, 9 * week]) {
      setClock(monday + later);
      expect((await ready(slug)).status).toBe("satisfied");
    }
  });

  it("is refused to whoever was on shift, and asked of who is now, in inbox and gate, with no new fact", async () => {
    const slug = await started();
    expect(await inbox("ben", slug)).toBe(0);
    setClock(monday + week - hour);
    expect(await world.refused("ana", "POST", votes(slug), await vote(slug))).toMatchObject({ status: 403 });
    expect(await inbox("ana", slug)).toBe(0);
    expect(await inbox("ben", slug)).toBe(1);
    await world.ok("ben", "POST", votes(slug), await vote(slug));
  });

  it("names in the blocker who is on shift now and who comes next", async () => {
    const slug = await started();
    const { blockers } = await ready(slug);
    expect(blockers[0]?.message).toMatch(/on shift .*ana.*ben/i);
  });

  it("counts no longer when the rota loses the role, or its person is disabled", async () => {
    const slug = await started();
    await world.ok("ana", "POST", votes(slug), await vote(slug));
    await world.ok("champ", "PUT", `/releases/${slug}/roles`, { roles: { "on-call": [at("ben")] } });
    expect((await ready(slug)).status).not.toBe("satisfied");
  });

  it("starts no release while nobody is on shift", async () => {
    await world.ok("boss", "PUT", `/rotas/${rota}`, {
      rota: turns({ hours: [{ days: ["WE"], from: "08:00", to: "18:00" }] }),
    });
    const slug = `r-${counter}`;
    await expect(started()).rejects.toThrow(/Nobody holds on-call/);
    setClock(monday + 2 * day);
    await world.ok("champ", "POST", `/releases/${slug}/start`);
    setClock(monday + 2 * day + 20 * hour);
    const { blockers } = await ready(slug);
    expect(blockers[0]).toMatchObject({ canBeClearedBy: [] });
    expect(blockers[0]?.message).toMatch(/nobody is on shift.*ben/i);
    // The next hours of theirs, a week on: nothing was recorded meanwhile.
    setClock(monday + 9 * day);
    expect((await ready(slug)).blockers[0]).toMatchObject({ canBeClearedBy: [{ email: at("ben") }] });
  });

  it("takes rotas whose people are all in the pool", async () => {
    await world.ok("boss", "PUT", `/rotas/${rota}`, { rota: turns({ people: [at("ana"), at("dora")] }) });
    const body = { roles: { "on-call": [`rota:${rota}`] } };
    const draft = releaseBody(`r-${counter}`, { template: { key: "watched" } });
    await world.ok("champ", "POST", "/releases", draft);
    const path = `/releases/r-${counter}/roles`;
    expect(await world.refused("champ", "PUT", path, body)).toMatchObject({
      code: "not-in-pool",
      errors: [{ path: "/roles/on-call/0" }],
    });
    expect(await world.refused("champ", "PUT", path, { roles: { "on-call": ["rota:none"] } })).toMatchObject({
      status: 422,
    });
    await world.ok("boss", "PUT", `/rotas/${rota}`, { rota: turns({ people: [at("ana"), at("ben")] }) });
    await world.ok("champ", "PUT", path, body);
    expect(await last()).toMatchObject({ type: "roles.assigned" });
    await world.ok("boss", "PUT", `/rotas/${rota}`, { rota: turns({ people: [at("ana"), at("dora")] }) });
    expect(await read()).toMatchObject({
      uses: [{ slug: `r-${counter}`, role: "on-call" }],
      notInPool: [{ role: "on-call", people: [{ email: at("dora") }] }],
    });
  });

  it("is told of a past moment by who was on shift then", async () => {
    const slug = await started();
    const asked = async (time: number) =>
      (await world.ok<ReleaseDetail>("champ", "GET", `/releases/${slug}?at=${iso(time)}`)).roles["on-call"];
    setClock(monday + day);
    await world.ok("cem", "POST", overrides(), {
      person: at("cem"),
      until: iso(monday + 2 * day),
      reason: "Ana is ill.",
    });
    setClock(monday + 3 * week);
    for (const [time, name] of [
      [monday + 12 * hour, "ana"],
      [monday + day + hour, "cem"],
      [monday + 2 * day + hour, "ana"],
      [monday + week + hour, "ben"],
    ] as const)
      expect(await asked(time)).toMatchObject([{ kind: "rota", key: rota, people: [{ email: at(name) }] }]);
  });

  it("lets those on the rota see a restricted release, on shift or not, and nobody else", async () => {
    const slug = await started({ restrictedTo: [] });
    for (const name of crew) await world.ok(name, "GET", `/releases/${slug}`);
    expect(await world.refused("dora", "GET", `/releases/${slug}`)).toMatchObject({ status: 404 });
    const { uses } = await read("dora");
    expect(uses).toEqual([]);
    expect((await read("ben")).uses).toHaveLength(1);
  });
});

describe("an override", () => {
  it("lets somebody of the rota take a shift, whose vote stands when it is over", async () => {
    const slug = await started();
    const until = iso(monday + 10 * hour);
    await world.ok("ben", "POST", overrides(), { person: at("ben"), until, reason: "Ana is on a train." });
    expect(await last()).toMatchObject({
      type: "shift.overridden",
      subjects: { rota },
      by: { rule: "on-rota" },
    });
    expect(await onShift()).toBe(at("ben"));
    expect(await world.refused("ana", "POST", votes(slug), await vote(slug))).toMatchObject({ status: 403 });
    await world.ok("ben", "POST", votes(slug), await vote(slug));
    setClock(monday + 10 * hour);
    expect(await onShift()).toBe(at("ana"));
    expect((await ready(slug)).status).toBe("satisfied");
  });

  it("before one's own turn makes one time on shift of both, told from whoever comes after", async () => {
    const [from, until] = [monday + 6 * day, monday + week - hour].map(iso);
    await world.ok("ben", "POST", overrides(), { person: at("ben"), from, until, reason: "Earlier." });
    setClock(monday + 6 * day);
    expect(await read()).toMatchObject({
      now: { person: { email: at("ben") }, to: iso(monday + 2 * week - hour) },
      next: { person: { email: at("cem") } },
    });
  });

  it("hands on one's own shift, and nobody else's", async () => {
    const asked = { person: at("cem"), until: iso(monday + day), reason: "Away." };
    expect(await world.refused("ben", "POST", overrides(), asked)).toMatchObject({
      status: 403,
      whoMay: [{ email: at("boss") }, { email: at("cem") }],
    });
    expect(
      await world.refused("ana", "POST", overrides(), { ...asked, until: iso(monday + week + day) }),
    ).toMatchObject({
      status: 403,
    });
    await world.ok("ana", "POST", overrides(), asked);
    expect(await onShift()).toBe(at("cem"));
  });

  it("brings nobody on shift who is not on the rota, and nobody from outside takes one", async () => {
    const until = iso(monday + day);
    expect(
      await world.refused("boss", "POST", overrides(), { person: at("boss"), until, reason: "Me." }),
    ).toMatchObject({ status: 422, errors: [{ path: "/person" }] });
    expect(
      await world.refused("champ", "POST", overrides(), { person: at("ana"), until, reason: "Please." }),
    ).toMatchObject({ status: 403 });
    await world.ok("boss", "POST", overrides(), { person: at("ben"), until, reason: "Ana is ill." });
  });

  it("rewrites nothing that was, and ends no earlier than it begins", async () => {
    setClock(monday + day);
    const asked = { person: at("ben"), from: iso(monday), until: iso(monday + 2 * day), reason: "Late." };
    const made = await world.ok<{ from: string }>("ben", "POST", overrides(), asked);
    expect(Date.parse(made.from)).toBeGreaterThanOrEqual(monday + day);
    expect(
      await world.refused("ben", "POST", overrides(), { ...asked, until: iso(monday + 12 * hour) }),
    ).toMatchObject({ status: 422, errors: [{ path: "/until" }] });
    expect(
      await world.refused("ben", "POST", overrides(), { ...asked, until: iso(monday + 200 * day) }),
    ).toMatchObject({ status: 422 });
  });

  it("is ended by whoever set it, whoever stands in, or a lead, once; the rotation goes on from then", async () => {
    const slug = await started();
    const until = iso(monday + 2 * day);
    const { id } = await world.ok<{ id: string }>("ana", "POST", overrides(), {
      person: at("ben"),
      until,
      reason: "Ill.",
    });
    await world.ok("ben", "POST", votes(slug), await vote(slug));
    const end = `${overrides()}/${id}/end`;
    expect(await world.refused("cem", "POST", end)).toMatchObject({
      status: 403,
      whoMay: [{ email: at("ana") }, { email: at("ben") }, { email: at("boss") }],
    });
    setClock(monday + day);
    expect((await read("ben")).overrides).toMatchObject([{ id, may: true }]);
    expect((await read("cem")).overrides).toMatchObject([{ id, may: false }]);
    await world.ok("ben", "POST", end);
    expect(await last()).toMatchObject({ type: "override.ended", subjects: { override: id } });
    expect(await onShift()).toBe(at("ana"));
    expect((await read()).overrides).toEqual([]);
    // What was signed on shift was signed on shift.
    expect((await ready(slug)).status).toBe("satisfied");
    expect(await world.refused("boss", "POST", end)).toMatchObject({ status: 409 });
  });

  it("of two at once, the one recorded later holds", async () => {
    const until = iso(monday + day);
    await Promise.all(
      ["ben", "cem"].map((name) =>
        world.ok(name, "POST", overrides(), { person: at(name), until, reason: "Mine." }),
      ),
    );
    const rows = await world.kernel.db.prisma.rotaOverride.findMany({
      where: { rota: { key: rota } },
      orderBy: { order: "desc" },
    });
    const latest = await world.kernel.db.prisma.person.findUniqueOrThrow({
      where: { id: rows[0]?.personId ?? "" },
    });
    expect(await onShift()).toBe(latest.email);
    expect((await read()).shifts.filter(({ from }) => Date.parse(from) < monday + day)).toHaveLength(1);
  });
});

describe("somebody on shift who is disabled", () => {
  it("leaves a gap: their vote stops counting, and nobody is on shift until the next turn", async () => {
    await world.person(`eve-${counter}`);
    const eve = `eve-${counter}`;
    world.tokens.set(eve, await world.tokenOf(eve));
    await world.ok("boss", "POST", "/teams/duty/members", { email: at(eve) });
    await world.ok("boss", "PUT", `/rotas/${rota}`, { rota: turns({ people: [at(eve), at("ben")] }) });
    const slug = await started();
    await world.ok(eve, "POST", votes(slug), await vote(slug));
    expect((await ready(slug)).status).toBe("satisfied");
    setClock(monday + 2 * day);
    await world.ok("admin", "POST", `/people/${at(eve)}/disable`);
    const { gaps } = await read("champ", `?from=${iso(monday + day)}&to=${iso(monday + week)}`);
    expect(gaps.map(({ from, to }) => [Date.parse(from), Date.parse(to)])).toEqual([
      [expect.closeTo(monday + 2 * day, -4), monday + week - hour],
    ]);
    expect((await ready(slug)).status).not.toBe("satisfied");
    const answer = await read();
    expect(answer).toMatchObject({ now: null, next: { person: { email: at("ben") } } });
    expect(answer.gap).toMatchObject({ to: iso(monday + week - hour) });
  });
});

describe("a clock that goes back", () => {
  it("finds the shift of its time, and no change of the rota undone", async () => {
    const slug = await started();
    setClock(monday + 2 * day);
    await world.ok("cem", "POST", overrides(), {
      person: at("cem"),
      until: iso(monday + 3 * day),
      reason: "Swap.",
    });
    setClock(monday + 2 * day - 6 * hour);
    expect((await ready(slug)).blockers[0]).toMatchObject({ canBeClearedBy: [{ email: at("cem") }] });
    await world.ok("cem", "POST", votes(slug), await vote(slug));
    expect((await ready(slug)).status).toBe("satisfied");
  });
});
