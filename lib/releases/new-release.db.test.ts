import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { candidateConsequences } from "@/lib/gates/candidate-queries";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { getNewRelease } from "./new-release-queries";
import { getReleaseView } from "./page-queries";
import { getReleaseRoles } from "./role-queries";

let world: ReleaseWorld;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
});
afterAll(() => world.close());

const db = () => world.kernel.db.prisma;
const askedBy = async (name: string) => ({ actor: await world.actor(name), now: world.clock.now() });

describe("what a new release is made from", () => {
  it("is the newest template, the catalogue with what is live, and each role's pool", async () => {
    const offer = await getNewRelease(db(), await askedBy("champ"));
    expect(offer).toMatchObject({ isSetUp: true, mayCreate: { allowed: true } });
    expect(offer.template).toMatchObject({ key: "model-release", version: 1 });
    expect(offer.components.map(({ key, live }) => [key, live])).toEqual([
      ["gateway", null],
      ["silero-vad", null],
    ]);
    expect(offer.champions.map(({ name }) => name)).toEqual(["champ2", "champ"]);
    const pools = offer.template?.roles.map(({ role, eligible }) => [role, eligible.map(({ name }) => name)]);
    expect(pools).toContainEqual(["security", ["team:guards", "sec@example.org"]]);
  });

  it("puts forward the template that most releases began from, whatever its name", async () => {
    await world.ok("keeper", "POST", "/templates", { ...templateDocument, key: "a-rare-one" });
    await world.ok("champ", "POST", "/releases", releaseBody("as-usual"));
    const { templates, template } = await getNewRelease(db(), await askedBy("champ"));
    expect(templates.map(({ key }) => key)).toEqual(["model-release", "a-rare-one"]);
    expect(template?.key).toBe("model-release");
  });

  it("says to others who may create", async () => {
    const { mayCreate } = await getNewRelease(db(), await askedBy("outsider"));
    expect(mayCreate).toMatchObject({ allowed: false });
    expect(mayCreate.allowed ? [] : mayCreate.whoMay.map(({ name }) => name)).toEqual(["champ2", "champ"]);
  });
});

describe("a slug", () => {
  const fault = async (slug: string) => {
    const path = `/releases/new?slug=${encodeURIComponent(slug)}`;
    return (await world.ok<{ fault: string | null }>("champ", "GET", path)).fault;
  };

  it("is free, taken, reserved or odd", async () => {
    await world.ok("champ", "POST", "/releases", releaseBody("taken-one"));
    expect(await fault("free-one")).toBeNull();
    expect(await fault("taken-one")).toMatch(/taken/);
    expect(await fault("new")).toMatch(/no word of an address/);
    expect(await fault("Not a slug")).toMatch(/lower-case/);
  });

  it("goes to one of two who create it at the same time; the other is told", async () => {
    const both = await Promise.all(
      ["champ", "champ2"].map((by) => world.send(by, "POST", "/releases", releaseBody("at-once"))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it("is made once by a form that is sent twice, which is answered the same", async () => {
    const options = { headers: { "idempotency-key": "form-0123456789" } };
    const send = () => world.send("champ", "POST", "/releases", releaseBody("twice"), options);
    const [first, second] = await Promise.all([send(), send()]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
  });
});

describe("a release's pages", () => {
  it("say of a draft what its people could not fill, and since when they hold what", async () => {
    const body = releaseBody("thin", { roles: { "technical-lead": ["champ@example.org"] } });
    await world.ok("champ", "POST", "/releases", body);
    const asked = { slug: "thin", ...(await askedBy("champ")) };
    const view = await getReleaseView(db(), asked);
    expect(view.shortages.map(({ kind, roles }) => [kind, roles])).toContainEqual(["nobody", ["security"]]);
    const { held } = await getReleaseRoles(db(), asked);
    expect(held["technical-lead"]).toMatchObject([{ name: "champ@example.org", title: "champ" }]);
  });

  it("offer to end and turn back only what the commands would do", async () => {
    await world.ok("champ", "POST", "/releases", releaseBody("ends"));
    await world.ok("champ", "POST", "/releases/ends/start", {});
    const champ = await getReleaseView(db(), { slug: "ends", ...(await askedBy("champ")) });
    expect(champ.abilities.cancel.allowed).toBe(true);
    expect(champ.course?.complete.fault).toMatch(/not at its last stage/);
    expect(champ.course?.skip.ability.allowed).toBe(false);
    expect(champ.course?.reopen).toEqual([]);
    const refused = await world.refused("champ", "POST", "/releases/ends/complete", { outcome: "completed" });
    expect(refused.detail).toBe(champ.course?.complete.fault);
    const other = await getReleaseView(db(), { slug: "ends", ...(await askedBy("outsider")) });
    expect(other.abilities.cancel).toMatchObject({ allowed: false });
  });

  it("tell before a candidate is set which signatures turn stale, as it then happens", async () => {
    await world.ok("champ", "POST", "/releases", releaseBody("stale"));
    await world.ok("champ", "POST", "/releases/stale/start", {});
    const first = await world.register("silero-vad", { code: "one" });
    const second = await world.register("silero-vad", { code: "two" });
    const candidate = { component: "silero-vad", digest: first.digest };
    await world.ok("champ", "POST", "/releases/stale/candidate", candidate);
    const gate = await world.ok<{ requirements: { subjectDigest: string }[] }>(
      "lead",
      "GET",
      "/releases/stale/gates/reviewed",
    );
    await world.ok("lead", "POST", "/releases/stale/gates/reviewed/votes", {
      requirement: "looked-at",
      role: "technical-lead",
      vote: "approve",
      subjectDigest: gate.requirements[0]?.subjectDigest,
    });
    const told = await candidateConsequences(db(), {
      slug: "stale",
      component: "silero-vad",
      digest: second.digest,
      ...(await askedBy("champ")),
    });
    expect(told.stale).toMatchObject([
      { gate: "Reviewed", requirement: "looked at", kind: "signatures", people: [{ name: "lead" }] },
    ]);
    await world.ok("champ", "POST", "/releases/stale/candidate", { ...candidate, digest: second.digest });
    const after = await world.ok<{ requirements: { status: string }[] }>(
      "lead",
      "GET",
      "/releases/stale/gates/reviewed",
    );
    expect(after.requirements[0]?.status).toBe("stale");
  });
});

describe("a restricted release", () => {
  it("is not found on any of its pages by who may not see it, and its slug stays taken", async () => {
    await world.ok("champ", "POST", "/releases", releaseBody("secret", { restrictedTo: [] }));
    const asked = { slug: "secret", ...(await askedBy("outsider")) };
    await expect(getReleaseView(db(), asked)).rejects.toMatchObject({ code: "not-found" });
    await expect(getReleaseRoles(db(), asked)).rejects.toMatchObject({ code: "not-found" });
    const digest = `sha256:${"0".repeat(64)}`;
    await expect(
      candidateConsequences(db(), { ...asked, component: "silero-vad", digest }),
    ).rejects.toMatchObject({ code: "not-found" });
    expect((await world.refused("outsider", "POST", "/releases", releaseBody("secret"))).status).toBe(403);
  });
});
