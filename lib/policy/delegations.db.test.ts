import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acknowledgeRequirement } from "@/lib/gates/acknowledge-requirement";
import { castVote } from "@/lib/gates/cast-vote";
import { evaluatedRelease } from "@/lib/gates/evaluated";
import { inboxOf } from "@/lib/gates/inbox-queries";
import { refreshProjections } from "@/lib/gates/refresh-projections";
import { countWaiting } from "@/lib/gates/waiting-queries";
import type { GateAnswer } from "@/lib/gates/schemas";
import { disablePerson } from "@/lib/identity/disable-person";
import { enablePerson } from "@/lib/identity/enable-person";
import { assignRoles } from "@/lib/releases/assign-roles";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { entriesOf } from "@/lib/testing/ledger-entries";
import type { SampleRelease } from "@/lib/testing/release";
import { releaseActs } from "@/lib/testing/release-acts";
import { makeWorld, type World } from "@/lib/testing/world";

const day = 86_400_000;
let world: World;
let api: TestApi;
const tokens = new Map<string, string>();
let releases = 0;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  api = testApi(world.kernel);
  await world.release({ slug: "first" });
  for (const name of ["ed", "eve", "rita", "rob", "sid", "mia", "lea", "ada", "cora"])
    tokens.set(name, await world.tokenOf(name));
}, 60_000);
afterAll(() => world.close());

const { gateOf, sign } = releaseActs(() => world);
const email = (name: string) => world.emailOf(name);
const after = (ms: number) => new Date(world.clock.now().getTime() + ms).toISOString();

/** A release of its own, so that what one test signs is no other's. */
function fresh(given: { restrictedTo?: string[] } = {}): Promise<SampleRelease> {
  releases += 1;
  return world.release({ slug: `own-${releases}`, ...given });
}

const post = (by: string, path: string, body: unknown) =>
  api.request("POST", path, { token: tokens.get(by), body });

async function delegate(by: string, to: string, more: Record<string, string> = {}): Promise<string> {
  const role = by === "rita" || by === "rob" ? "reviewer" : by === "sid" ? "security" : "engineer";
  const asked = { role, to: email(to), until: after(3 * day), reason: "On leave.", ...more };
  const answer = await post(by, "/delegations", asked);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.as<{ id: string }>().id;
}

async function vote(release: SampleRelease, by: string, more: Record<string, string> = {}) {
  const subjectDigest = (await gateOf(release)).requirements[0]?.subjectDigest;
  const body = {
    requirement: release.requirement,
    role: "engineer",
    vote: "approve",
    subjectDigest,
    ...more,
  };
  return post(by, `/releases/${release.slug}/gates/${release.gate}/votes`, body);
}

const slotsOf = (gate: GateAnswer) =>
  gate.requirements[0]?.slots.map(({ filledBy }) => filledBy.map(({ person }) => person.email)) ?? [];

describe("a delegation", () => {
  it("lets the delegate sign for the principal, whose signature it is, and says so in the ledger", async () => {
    const release = await fresh();
    const id = await delegate("ed", "mia", { release: release.slug });
    const answer = await vote(release, "mia", { onBehalfOf: email("ed") });
    expect(answer.status).toBe(200);
    const gate = await gateOf(release);
    expect(slotsOf(gate)).toEqual([[email("ed")], []]);
    expect(gate.requirements[0]?.votes[0]).toMatchObject({
      person: { email: email("ed") },
      castBy: { email: email("mia") },
    });
    const [delegated] = await entriesOf(world.kernel, {
      type: "role.delegated",
      releaseId: await idOf(release),
    });
    expect(delegated).toMatchObject({ subjects: { delegation: id, role: "engineer" } });
    const [cast] = await entriesOf(world.kernel, { type: "vote.cast", releaseId: await idOf(release) });
    expect(cast?.by.grant).toContain(id);
    expect(cast?.subjects["principal"]).toBe((await world.actor("ed")).id);
    expect(cast?.actor.id).toBe((await world.actor("mia")).id);
  });

  it("fills one place together with its principal, and none of somebody else's with its delegate's own", async () => {
    const release = await fresh();
    await delegate("ed", "rob", { release: release.slug });
    await vote(release, "rob", { onBehalfOf: email("ed") });
    await sign(release, "rob", "reviewer");
    expect((await gateOf(release)).requirements[0]?.status).toBe("open");
    await sign(release, "rita", "reviewer");
    expect((await gateOf(release)).requirements[0]?.status).toBe("satisfied");
  });

  it("approves neither the principal's work nor the delegate's own", async () => {
    const release = await fresh();
    await delegate("ed", "lea", { release: release.slug });
    expect((await vote(release, "lea", { onBehalfOf: email("ed") })).body).toMatchObject({
      code: "separation-of-duties",
    });
    await delegate("eve", "mia", { release: release.slug });
    const digest = await world.bundle(release.component, { "model-weights": release.slug }, "eve");
    await post("cora", `/releases/${release.slug}/candidate`, { component: release.component, digest });
    expect((await vote(release, "mia", { onBehalfOf: email("eve") })).body).toMatchObject({
      code: "separation-of-duties",
    });
  });

  it("is not passed on, and is given by nobody but the holder", async () => {
    const release = await fresh();
    await delegate("ed", "mia", { release: release.slug });
    for (const by of ["mia", "ada", "cora", "rita"]) {
      const asked = {
        role: "engineer",
        to: email("lea"),
        until: after(day),
        reason: "Mine.",
        release: release.slug,
      };
      expect((await post(by, "/delegations", asked)).body, by).toMatchObject({ code: "not-a-holder" });
    }
    await delegate("rita", "mia", { release: release.slug });
    expect((await vote(release, "mia", { role: "reviewer", onBehalfOf: email("ed") })).body).toMatchObject({
      code: "not-a-holder",
    });
    expect((await vote(release, "mia")).body).toMatchObject({ code: "not-a-holder" });
  });

  it("covers no decision but signing: what takes a right stays with its holders", async () => {
    const release = await fresh();
    await delegate("sid", "mia", { release: release.slug });
    const waive = {
      requirement: release.requirement,
      reason: "Later.",
      expiresAt: after(day),
      owner: email("mia"),
    };
    const path = `/releases/${release.slug}/gates/${release.gate}/waivers`;
    expect((await post("mia", path, waive)).body).toMatchObject({ code: "not-a-holder" });
    expect((await post("mia", path, { ...waive, onBehalfOf: email("sid") })).status).toBe(422);
  });

  it("vetoes, objects and takes back for the principal", async () => {
    const release = await fresh();
    await delegate("sid", "mia", { release: release.slug });
    const forSid = { role: "security", onBehalfOf: email("sid"), reason: "It leaks." };
    await vote(release, "mia", { ...forSid, vote: "reject" });
    const blocked = await gateOf(release);
    expect(blocked.status).toBe("blocked");
    const clearing = blocked.blockers.find(({ code }) => code === "veto")?.canBeClearedBy;
    expect(clearing).toEqual([
      expect.objectContaining({ email: email("sid") }),
      expect.objectContaining({ email: email("mia"), onBehalfOf: { email: email("sid"), name: "sid" } }),
    ]);
    await vote(release, "mia", { ...forSid, vote: "withdraw" });
    expect((await gateOf(release)).status).toBe("open");
  });

  it("acknowledges for the principal", async () => {
    const release = await fresh();
    await sign(release, "ed", "engineer");
    await sign(release, "rita", "reviewer");
    await post("cora", `/releases/${release.slug}/stages/evaluate/advance`, {});
    await delegate("ed", "mia", { release: release.slug });
    const path = `/releases/${release.slug}/gates/informed`;
    const before = (await api.request("GET", path, { token: tokens.get("mia") })).as<GateAnswer>();
    const told = before.requirements[0];
    expect(told?.unblock[0]?.people.map((person) => [person.email, person.onBehalfOf?.email])).toEqual([
      [email("ed"), undefined],
      [email("eve"), undefined],
      [email("mia"), email("ed")],
    ]);
    const asked = { requirement: "told", role: "engineer", subjectDigest: told?.subjectDigest };
    expect((await post("mia", `${path}/acknowledgements`, asked)).status).toBe(403);
    const given = await post("mia", `${path}/acknowledgements`, { ...asked, onBehalfOf: email("ed") });
    expect(given.body).toMatchObject({ status: "satisfied" });
    const [entry] = await entriesOf(world.kernel, {
      type: "requirement.acknowledged",
      releaseId: await idOf(release),
    });
    expect(entry?.subjects["principal"]).toBe((await world.actor("ed")).id);
  });
});

describe("the end of a delegation", () => {
  it("by time leaves what was signed, and lets nothing more be signed", async () => {
    const release = await fresh();
    await delegate("ed", "mia", { release: release.slug });
    await vote(release, "mia", { onBehalfOf: email("ed") });
    world.clock.shift(4 * day);
    expect(slotsOf(await gateOf(release))).toEqual([[email("ed")], []]);
    expect((await vote(release, "mia", { onBehalfOf: email("ed") })).body).toMatchObject({
      code: "not-a-holder",
    });
  });

  for (const by of ["ed", "mia"])
    it(`by ${by === "ed" ? "revocation" : "giving it back"} takes away what was signed`, async () => {
      const release = await fresh();
      const id = await delegate("ed", "mia", { release: release.slug });
      await vote(release, "mia", { onBehalfOf: email("ed") });
      expect((await post("rita", `/delegations/${id}/revoke`, {})).body).toMatchObject({ code: "own-only" });
      expect((await post(by, `/delegations/${id}/revoke`, { reason: "Back." })).status).toBe(200);
      expect(slotsOf(await gateOf(release))).toEqual([[], []]);
      expect((await post(by, `/delegations/${id}/revoke`, {})).body).toMatchObject({ code: "conflict" });
      const [entry] = await entriesOf(world.kernel, {
        type: "delegation.revoked",
        releaseId: await idOf(release),
      });
      expect(entry).toMatchObject({
        subjects: { delegation: id },
        payload: { by: by === "ed" ? "principal" : "delegate" },
      });
    });

  it("comes with the principal's role", async () => {
    const release = await fresh();
    await delegate("ed", "mia", { release: release.slug });
    await vote(release, "mia", { onBehalfOf: email("ed") });
    const cora = world.call(await world.actor("cora"));
    await assignRoles.execute(
      world.kernel,
      { release: release.slug, roles: { engineer: [email("eve")] } },
      cora,
    );
    expect(slotsOf(await gateOf(release))).toEqual([[], []]);
    expect((await vote(release, "mia", { onBehalfOf: email("ed") })).status).toBe(403);
  });

  it("comes with the account of either, and enabling that brings nothing back", async () => {
    await world.person("nora");
    const release = await fresh();
    const id = await delegate("ed", "nora", { release: release.slug });
    tokens.set("nora", await world.tokenOf("nora"));
    await vote(release, "nora", { onBehalfOf: email("ed") });
    const ada = world.call(await world.actor("ada"));
    await disablePerson.execute(world.kernel, { person: email("nora") }, ada);
    await enablePerson.execute(world.kernel, { person: email("nora") }, ada);
    expect(slotsOf(await gateOf(release))).toEqual([[], []]);
    tokens.set("nora", await world.tokenOf("nora"));
    expect((await vote(release, "nora", { onBehalfOf: email("ed") })).status).toBe(403);
    const [entry] = await entriesOf(world.kernel, { type: "person.disabled" });
    expect(entry?.payload["delegations"]).toContain(id);
  });

  it("does not wait for a clock that went back", async () => {
    const release = await fresh();
    const id = await delegate("ed", "mia", { release: release.slug });
    await vote(release, "mia", { onBehalfOf: email("ed") });
    await post("ed", `/delegations/${id}/revoke`, {});
    world.clock.shift(-3_600_000);
    try {
      expect(slotsOf(await gateOf(release))).toEqual([[], []]);
    } finally {
      world.clock.shift(3_600_000);
    }
  });
});

describe("the inbox", () => {
  const waiting = async (name: string, release: SampleRelease) => {
    const actor = await world.actor(name);
    await refreshProjections(world.kernel);
    const { items } = await inboxOf(world.kernel.db.prisma, { actor, now: world.clock.now() });
    const own = items.filter((item) => item.release.slug === release.slug);
    return own.map(({ kind, onBehalfOf }) => [kind, onBehalfOf?.email ?? null]).sort();
  };

  const asked = (onBehalfOf: string | null) => [
    ["acknowledge", onBehalfOf],
    ["sign", onBehalfOf],
  ];

  it("of the delegate has the principal's tasks while the delegation runs, and the principal keeps them", async () => {
    const release = await fresh();
    await delegate("ed", "mia", { release: release.slug, from: after(day) });
    const mia = await world.actor("mia");
    // Delegations of other tests may end meanwhile.
    const count = async () => {
      await refreshProjections(world.kernel);
      const { items: all } = await inboxOf(world.kernel.db.prisma, { actor: mia, now: world.clock.now() });
      const asked = { actor: mia, now: world.clock.now() };
      expect(await countWaiting(world.kernel.db.prisma, asked)).toBe(all.length);
      return all.filter((item) => item.release.slug === release.slug).length;
    };
    expect(await count()).toBe(0);
    expect(await waiting("mia", release)).toEqual([]);
    world.clock.shift(1.5 * day);
    expect(await waiting("mia", release)).toEqual(asked(email("ed")));
    expect(await count()).toBe(2);
    expect(await waiting("ed", release)).toEqual(asked(null));
    world.clock.shift(2 * day);
    expect(await waiting("mia", release)).toEqual([]);
    expect(await count()).toBe(0);
    expect(await waiting("ed", release)).toEqual(asked(null));
  });

  it("is right at the instant at which a delegation begins and ends, with what is kept in the process", async () => {
    const release = await fresh();
    const begins = world.clock.now().getTime() + day;
    const until = begins + day;
    await delegate("ed", "mia", {
      release: release.slug,
      from: new Date(begins).toISOString(),
      until: new Date(until).toISOString(),
    });
    const { prisma } = world.kernel.db;
    const mia = await world.actor("mia");
    const may = async (at: number) => {
      const { reading } = await evaluatedRelease(prisma, {
        slug: release.slug,
        actor: mia,
        now: new Date(at),
      });
      const found = reading.facts.delegations ?? [];
      const { items } = await inboxOf(prisma, { actor: mia, now: new Date(at) });
      return [found.length, items.filter((item) => item.release.slug === release.slug).length];
    };
    expect(await may(begins - 1)).toEqual([1, 0]);
    expect(await may(begins)).toEqual([1, 2]);
    expect(await may(until - 1)).toEqual([1, 2]);
    expect(await may(until)).toEqual([1, 0]);
  });
});

describe("a restricted release", () => {
  it("is delegated to nobody who does not see it, and a delegation on all gives no sight of it", async () => {
    const release = await fresh({ restrictedTo: ["lea"] });
    const asked = {
      role: "engineer",
      to: email("mia"),
      until: after(day),
      reason: "Away.",
      release: release.slug,
    };
    expect((await post("eve", "/delegations", asked)).body).toMatchObject({
      code: "invalid-input",
      errors: [{ path: "/to" }],
    });
    expect((await post("mia", "/delegations", asked)).body).toMatchObject({ code: "not-found" });
    await delegate("eve", "mia", { until: after(2 * day) });
    expect((await vote(release, "mia", { onBehalfOf: email("eve") })).body).toMatchObject({
      code: "not-found",
    });
    const gate = await gateOf(release);
    const named = gate.blockers.flatMap(({ canBeClearedBy }) => canBeClearedBy.map((each) => each.email));
    expect(named).toContain(email("eve"));
    expect(named).not.toContain(email("mia"));
    await delegate("eve", "lea", { release: release.slug });
    const list = (await api.request("GET", "/delegations", { token: tokens.get("mia") })).body;
    expect(JSON.stringify(list)).not.toContain(release.slug);
    const theirs = (await api.request("GET", "/delegations", { token: tokens.get("lea") })).body;
    expect(JSON.stringify(theirs)).toContain(release.slug);
  });
});

it("refuses the same delegation twice over one time, and lets the next begin where it ends", async () => {
  const release = await fresh();
  const until = after(2 * day);
  await delegate("rob", "mia", { release: release.slug, until });
  const again = {
    role: "reviewer",
    to: email("mia"),
    until: after(3 * day),
    release: release.slug,
    reason: "More.",
  };
  expect((await post("rob", "/delegations", again)).body).toMatchObject({ code: "already-exists" });
  await delegate("rob", "mia", { release: release.slug, from: until, until: after(3 * day) });
});

it("casts nothing through the command either, where the input is made by hand", async () => {
  const release = await fresh();
  const mia = world.call(await world.actor("mia"));
  const gate = await gateOf(release);
  const input = {
    release: release.slug,
    gate: release.gate,
    requirement: release.requirement,
    role: "reviewer",
    vote: "approve" as const,
    subjectDigest: gate.requirements[0]?.subjectDigest ?? "",
    onBehalfOf: email("rita"),
  };
  await expect(castVote.execute(world.kernel, input, mia)).rejects.toMatchObject({ code: "not-a-holder" });
  const { vote: _, ...read } = { ...input, gate: "informed", requirement: "told" };
  await expect(acknowledgeRequirement.execute(world.kernel, read, mia)).rejects.toMatchObject({
    code: expect.stringMatching(/not-a-holder|gate-upcoming/) as string,
  });
});

async function idOf({ slug }: SampleRelease): Promise<string> {
  return (await world.kernel.db.prisma.release.findUniqueOrThrow({ where: { slug } })).id;
}
