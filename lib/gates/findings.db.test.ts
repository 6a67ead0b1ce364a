import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { disablePerson } from "@/lib/identity/disable-person";
import { loadOrganisation } from "@/lib/policy/queries";
import { setCandidate } from "@/lib/releases/set-candidate";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { releaseActs } from "@/lib/testing/release-acts";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import type { FindingsAnswer, RightsFinding, SimulationAnswer } from "./findings-schemas";
import { rightsFindings } from "./findings-queries";
import { loadGates } from "./load-gates";
import { loadOpenReleasesText, readOpenReleases } from "./load-open-releases";
import { getGate } from "./queries";
import { readFacts } from "./reading";

let world: World;
let one: SampleRelease;
const { sign } = releaseActs(() => world);
const tokens = new Map<string, string>();

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  one = await world.release({ slug: "one" });
  await world.release({ slug: "alone", roles: { engineer: ["ed"] } });
  await world.release({ slug: "hidden", restrictedTo: ["cora"] });
  await world.release({ slug: "draft", draft: true });
  for (const name of ["ada", "cora", "mia"]) tokens.set(name, await world.tokenOf(name));
});
afterAll(() => world.close());

async function get(path: string, by = "cora") {
  return testApi(world.kernel).request("GET", path, { token: tokens.get(by) });
}
const findings = async (query = "", by = "cora") =>
  (await get(`/rights/findings${query}`, by)).as<FindingsAnswer>();
const simulate = async (query: string, by = "cora") =>
  (await get(`/rights/simulation?${query}`, by)).as<SimulationAnswer>();

const of = (list: readonly RightsFinding[], slug: string | null) =>
  list.filter(({ release }) => (release?.slug ?? null) === slug);
const nameOf = ({ decision, about }: RightsFinding) =>
  [decision, ...about.map(({ requirement }) => requirement ?? "approval")].join(" ");
const namesOn = (list: readonly RightsFinding[], slug: string | null) => of(list, slug).map(nameOf).sort();

describe("what nobody can decide", () => {
  it("is told with what hangs on one person, by name, as things stand", async () => {
    const found = await findings();
    expect(found.impossible).toEqual([]);
    expect(namesOn(found.hangsOnOne, "one")).toEqual([
      "break-glass.review",
      "gate.veto",
      "needs-work.dismiss reviewed",
      "requirement.waive reviewed",
      "requirement.waive told",
      "veto.lift",
    ]);
    expect(of(found.hangsOnOne, "alone").find(({ decision }) => decision === "acknowledge")).toMatchObject({
      release: { slug: "alone", title: "Release alone" },
      title: "Acknowledge",
      about: [{ gate: "informed", gateTitle: "Informed", requirement: "told" }],
      roles: ["engineer"],
      hangsOn: [{ name: "ed", email: "ed@example.org" }],
    });
    expect(namesOn(found.hangsOnOne, null)).toEqual([]);
    expect(found.examined).toMatchObject({ releases: 4 });
    expect(found.counts).toEqual({ impossible: 0, hangsOnOne: found.hangsOnOne.length });
  });

  it("knows who wrote what is to be signed, who cannot sign it", async () => {
    const before = await findings("?release=one");
    expect(namesOn(before.hangsOnOne, "one")).not.toContain("requirement.sign reviewed");
    const digest = await world.bundle(one.component, { "model-weights": "by rita" }, "rita");
    const cora = world.call(await world.actor("cora"));
    await setCandidate.execute(world.kernel, { release: "one", component: one.component, digest }, cora);
    const after = await findings("?release=one");
    expect(of(after.hangsOnOne, "one").find(({ decision }) => decision === "requirement.sign")).toMatchObject(
      {
        about: [{ requirement: "reviewed" }],
        hangsOn: [{ name: "rob" }],
      },
    );
  });

  it("is asked of the same people as the commands ask, on every release", async () => {
    const asked = { actor: world.system, now: world.clock.now() };
    const { prisma } = world.kernel.db;
    const organisation = await loadOrganisation(prisma, asked.now);
    const text = await loadOpenReleasesText(prisma, asked);
    for (const release of await readOpenReleases(prisma, text, organisation)) {
      const { facts, at } = await loadGates(prisma, { releaseId: release.id, ...asked });
      const reading = readFacts(facts, at);
      const pairs = (holders: typeof reading.holdersNow) =>
        [...holders].flatMap(([role, people]) => people.map(({ id }) => `${role} ${id}`)).sort();
      const held = (list: typeof release.held.now) =>
        list.map(({ role, personId }) => `${role} ${personId}`).sort();
      expect(held(release.held.now), release.slug).toEqual(pairs(reading.holdersNow));
      expect(held(release.held.ever), release.slug).toEqual(pairs(reading.holdersEver));
    }
  });

  it("counts what was signed by somebody whose time in the role ran out, until they leave", async () => {
    const timed = await world.release({ slug: "timed", roles: { reviewer: ["rita", "rob"] } });
    await sign(timed, "rita", "reviewer");
    await sign(timed, "ed", "engineer");
    await world.kernel.db.pool.query(
      `UPDATE role_assignments a SET valid_to = greatest(now(), valid_from), ended = 'time' FROM releases r
       WHERE r.id = a.release_id AND r.slug = 'timed' AND a.role_key = 'reviewer' AND a.valid_to IS NULL`,
    );
    const standing = await findings("?release=timed");
    expect(namesOn(standing.impossible, "timed")).toEqual([]);
    expect(namesOn(standing.hangsOnOne, "timed")).toContain("requirement.sign reviewed");
    const then = await simulate("without=person:rita@example.org&release=timed");
    expect(namesOn(then.impossible, "timed")).toEqual(["requirement.sign reviewed"]);
    const other = await simulate("without=person:rob@example.org&release=timed");
    expect(namesOn(other.impossible, "timed")).toEqual([]);
  });
});

async function digestOn(slug: string): Promise<string> {
  const { kernel, clock, system } = world;
  const asked = { slug, gate: "ready-to-go", actor: system, now: clock.now() };
  return (await getGate(kernel.db.prisma, asked)).requirements[0]?.subjectDigest ?? "";
}

describe("the simulator", () => {
  it("says of a person what then is so once they are disabled", async () => {
    const before = await findings();
    const told = await simulate("without=person:sid@example.org");
    expect(told.without).toEqual([
      {
        kind: "person",
        key: "sid@example.org",
        title: "sid",
        people: [{ name: "sid", email: "sid@example.org" }],
      },
    ]);
    const onSid = before.hangsOnOne.filter(({ hangsOn }) => hangsOn.some(({ name }) => name === "sid"));
    expect(namesOn(told.impossible, "one")).toEqual(namesOn(onSid, "one"));
    const ledger = await world.kernel.db.prisma.ledgerEntry.count();
    expect(await simulate("without=person:sid@example.org")).toEqual(told);
    expect(await world.kernel.db.prisma.ledgerEntry.count()).toBe(ledger);

    const admin = world.call(await world.actor("ada"));
    await disablePerson.execute(world.kernel, { person: world.emailOf("sid") }, admin);
    const after = await findings();
    expect(after.impossible).toEqual(told.impossible.map((each) => ({ ...each, hangsOn: [] })));
    expect((await simulate("without=person:sid@example.org")).counts).toEqual({
      impossible: 0,
      hangsOnOne: 0,
    });
  });

  it("takes a team by its members, and a role from everybody", async () => {
    await world.team("reviewers", [{ name: "rita" }, { name: "rob", lead: true }]);
    const team = await simulate("without=team:reviewers");
    expect(team.without[0]?.people.map(({ name }) => name)).toEqual(["rita", "rob"]);
    expect(namesOn(team.impossible, "one")).toEqual(["requirement.sign reviewed"]);
    const role = await simulate("without=role:reviewer");
    expect(namesOn(role.impossible, "one")).toEqual(["requirement.sign reviewed"]);
    const champions = await simulate("without=role:release-champion");
    expect(namesOn(champions.impossible, null)).toEqual([
      "component.pause",
      "component.register",
      "component.resume",
      "escalation.change",
      "freeze.override",
      "freeze.set",
      "hold.lift",
      "hold.place",
      "release.create",
      "rights.change",
      "template.publish",
    ]);
    expect(namesOn(champions.impossible, "draft")).toContain("release.start");
  });

  it("tells of a restricted release only those who see it, not even by a count", async () => {
    const seen = await simulate("without=role:reviewer");
    expect(of(seen.impossible, "hidden")).toHaveLength(1);
    const unseen = await simulate("without=role:reviewer", "mia");
    expect(JSON.stringify(unseen)).not.toContain("hidden");
    expect(unseen.examined.releases).toBe(seen.examined.releases - 1);
    expect((await get("/rights/findings?release=hidden", "mia")).status).toBe(404);
    expect((await get("/rights/simulation?without=role:reviewer&release=hidden", "mia")).body).toMatchObject({
      ...((await get("/rights/simulation?without=role:reviewer&release=nothing", "mia")).body as object),
      requestId: expect.any(String) as unknown,
    });
  });

  it("refuses what it does not know, by its place", async () => {
    const refused = async (query: string) => {
      const { status, body } = await get(`/rights/simulation?${query}`);
      return [status, (body as { errors?: { path: string }[] }).errors?.[0]?.path];
    };
    expect(await refused("without=role:reviewer&without=person:nobody@example.org")).toEqual([
      422,
      "/without/1",
    ]);
    expect(await refused("without=team:nothing")).toEqual([422, "/without/0"]);
    expect(await refused("without=role:nothing")).toEqual([422, "/without/0"]);
    expect(await refused("without=everybody")).toEqual([422, "/without/0"]);
    expect(await refused("")).toEqual([422, "/without"]);
    expect((await get("/rights/findings?release=one&release=two")).status).toBe(422);
  });

  it("asks anew once a waiver has run out, and where the clock went back", async () => {
    const at = (ms: number) =>
      rightsFindings(world.kernel.db.prisma, { actor: world.system, now: new Date(ms) });
    const now = world.clock.now().getTime();
    const fresh = await at(now);
    await world.kernel.db.pool.query(
      `INSERT INTO waivers (id, release_id, gate_key, requirement_key, subject_digest, digest, reason, owner, expires_at, granted_by, role, at)
       SELECT gen_random_uuid(), r.id, 'ready-to-go', 'reviewed', $2, 'sha256:' || repeat('0', 64), 'x', p.id, $1::timestamptz, p.id, 'security', now()
       FROM releases r, people p WHERE r.slug = 'one' AND p.email = 'cora@example.org'`,
      [new Date(now + 60_000), await digestOn("one")],
    );
    const signs = (found: FindingsAnswer) =>
      [...found.impossible, ...found.hangsOnOne]
        .map(nameOf)
        .filter((name) => name === "requirement.sign reviewed").length;
    const waived = await at(now + 1_000);
    expect(signs(waived)).toBe(signs(fresh) - 1);
    expect(signs(await at(now + 120_000))).toBe(signs(fresh));
    expect(signs(await at(now + 1_000))).toBe(signs(waived));
  });
});
