import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decisions } from "@/lib/policy/model";
import { settlePending } from "@/lib/policy/pending-decisions";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody, rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import type { BlastRadius, ComponentDetail } from "./schemas";

let world: ReleaseWorld;
let counter = 0;

const stages = [
  { key: "one", title: "one", gates: [] },
  {
    key: "two",
    title: "two",
    gates: [],
    exposure: [
      { percent: 5, soak: "1h" },
      { percent: 50, soak: "1h" },
    ],
  },
];

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  const rights = [
    ...rightsFor("keepers", ["component.register", "template.publish", "rights.change", "pool.change"]),
    ...rightsFor("release-champion", ["release.create"]),
    ...rightsFor("technical-lead", ["component.pause", "hold.place", "hold.lift"]),
    {
      decision: "component.resume" as const,
      slots: ["technical-lead", "keepers"].map((role) => ({ roles: [role], count: 1, allowAuthor: true })),
    },
  ];
  await world.ok("keeper", "PUT", "/rights", { rights });
  const champions = decisions.filter((each) =>
    /^(release|stage|hold|role|candidate|plan|exposure)\./.test(each),
  );
  const own = {
    ...templateDocument,
    key: "course",
    stages,
    rights: rightsFor("release-champion", champions),
  };
  await world.ok("keeper", "POST", "/templates", own);
});
afterAll(() => world.close());

/** A component, and a started release that moves it. */
async function moving(more: object = {}) {
  counter += 1;
  const [key, slug] = [`component-${counter}`, `moving-${counter}`];
  await world.ok("keeper", "POST", "/components", {
    key,
    title: `Title of ${key}`,
    kind: "model",
    tier: 3,
    owner: "speech",
    dependsOn: [],
  });
  await world.ok("champ", "POST", "/releases", {
    ...releaseBody(slug),
    template: { key: "course" },
    components: [{ key }],
    ...more,
  });
  await world.ok("champ", "POST", `/releases/${slug}/start`, {});
  return { key, slug };
}
const pause = (key: string, reason = "Its maker withdrew it.") =>
  world.ok("lead", "POST", `/components/${key}/pause`, { reason });
const advance = (slug: string) => `/releases/${slug}/stages/one/advance`;

describe("pausing a component", () => {
  it("takes one right-holder, keeps its releases from advancing, says who resumes it, and is an entry", async () => {
    const { key, slug } = await moving();
    const other = await moving();
    expect(await pause(key)).toMatchObject({ key, paused: { reason: "Its maker withdrew it." } });
    const [entry] = (await world.entries()).filter(({ type }) => type === "component.paused").slice(-1);
    expect(entry).toMatchObject({
      payload: { key },
      by: { role: "technical-lead" },
    });
    const refusal = await world.refused("champ", "POST", advance(slug), {});
    expect(refusal).toMatchObject({ status: 409, code: "on-hold" });
    expect(refusal.blockers).toMatchObject([
      {
        code: "component-paused",
        message: `${key} is paused: Its maker withdrew it.`,
        canBeClearedBy: expect.arrayContaining([
          expect.objectContaining({ email: "lead@example.org" }),
          expect.objectContaining({ email: "keeper@example.org" }),
        ]),
      },
    ]);
    await world.ok("champ", "POST", advance(other.slug), {});
    const detail = await world.ok<{ holds: object[] }>("champ", "GET", `/releases/${slug}`);
    expect(detail.holds).toMatchObject([
      { component: key, isOrganisation: false, reason: "Its maker withdrew it." },
    ]);
    expect(await world.ok<ComponentDetail>("champ", "GET", `/components/${key}`)).toMatchObject({
      paused: { reason: "Its maker withdrew it." },
    });
  });

  it("is refused to others, who are told who may, for what is paused already, and for what is not there", async () => {
    const { key } = await moving();
    const reason = "I would like to.";
    expect(await world.refused("sec", "POST", `/components/${key}/pause`, { reason })).toMatchObject({
      status: 403,
      whoMay: expect.arrayContaining([expect.objectContaining({ email: "lead@example.org" })]),
    });
    const token = await world.machine("pauser", ["bundles"]);
    expect(await world.refused(token, "POST", `/components/${key}/pause`, { reason })).toMatchObject({
      status: 403,
    });
    await pause(key);
    expect(await world.refused("lead", "POST", `/components/${key}/pause`, { reason })).toMatchObject({
      status: 409,
      code: "conflict",
    });
    expect(await world.refused("lead", "POST", "/components/nowhere/pause", { reason })).toMatchObject({
      status: 404,
    });
    expect(
      await world.refused("lead", "POST", `/components/${(await moving()).key}/resume`, { reason }),
    ).toMatchObject({
      status: 409,
    });
  });

  it("shows the releases that it stops on hold in lists, at once, and not those that ended", async () => {
    const { key, slug } = await moving();
    await pause(key);
    const onHold = async () =>
      (
        await world.ok<{ items: { slug: string }[] }>("champ", "GET", "/releases?status=on-hold&limit=100")
      ).items.map((each) => each.slug);
    expect(await onHold()).toContain(slug);
    await world.ok("champ", "POST", `/releases/${slug}/complete`, {
      outcome: "cancelled",
      reason: "No more.",
    });
    expect(await onHold()).not.toContain(slug);
    expect((await world.ok<{ holds: object[] }>("champ", "GET", `/releases/${slug}`)).holds).toEqual([]);
  });

  it("stops another person's hold from nothing: each is lifted by itself", async () => {
    const { key, slug } = await moving();
    await pause(key);
    const { id } = await world.ok<{ id: string }>("champ", "POST", `/releases/${slug}/holds`, {
      reason: "Mine.",
    });
    await world.ok("champ", "POST", `/releases/${slug}/holds/${id}/lift`, { reason: "Found." });
    expect((await world.refused("champ", "POST", advance(slug), {})).blockers).toMatchObject([
      { code: "component-paused" },
    ]);
  });
});

describe("resuming a component", () => {
  it("takes the full places of its row: two people here, and then its releases go on", async () => {
    const { key, slug } = await moving();
    await pause(key);
    const resume = (who: string, reason: string) =>
      world.send(who, "POST", `/components/${key}/resume`, { reason });
    expect((await resume("lead", "It was looked at.")).status).toBe(202);
    expect((await world.refused("champ", "POST", advance(slug), {})).code).toBe("on-hold");
    const done = await resume("keeper", "It was looked at.");
    expect(done.status).toBe(200);
    expect(done.body).toEqual({ key, paused: null });
    expect((await world.entries()).filter(({ type }) => type === "component.resumed").at(-1)).toMatchObject({
      payload: { key },
    });
    await world.ok("champ", "POST", advance(slug), {});
    const kept = await world.kernel.db.prisma.componentPause.findMany({ where: { component: { key } } });
    expect(kept).toMatchObject([{ resumeReason: "It was looked at.", validTo: expect.any(Date) }]);
  });

  it("is not gathered for another pause than the one that was looked at", async () => {
    const { key } = await moving();
    await pause(key);
    await world.send("lead", "POST", `/components/${key}/resume`, { reason: "Looked at." });
    const open = await world.kernel.db.prisma.componentPause.findFirstOrThrow({
      where: { component: { key }, validTo: null },
    });
    await world.kernel.db.prisma.componentPause.update({
      where: { id: open.id },
      data: { validTo: new Date(), resumedBy: open.pausedBy, resumeReason: "By another way." },
    });
    await pause(key, "Something else is wrong.");
    await settlePending(world.kernel);
    expect(
      (await world.send("keeper", "POST", `/components/${key}/resume`, { reason: "Looked at." })).status,
    ).toBe(202);
  });
});

describe("the blast radius", () => {
  it("names releases in flight on the component, and on all that depends on it, through what", async () => {
    const { key, slug } = await moving({ restrictedTo: ["champ@example.org"] });
    const put = (own: string, dependsOn: string[]) =>
      world.ok("keeper", "POST", "/components", {
        key: own,
        title: own,
        kind: "service",
        tier: 3,
        owner: "speech",
        dependsOn,
      });
    await put(`${key}-user`, [key]);
    await put(`${key}-far`, [`${key}-user`]);
    await world.ok("champ", "POST", "/releases", {
      ...releaseBody(`far-${slug}`),
      template: { key: "course" },
      components: [{ key: `${key}-far` }],
    });
    const radius = () => world.ok<BlastRadius>("champ", "GET", `/components/${key}/blast-radius`);
    expect(await radius()).toMatchObject({
      releases: [{ slug, state: "active", stage: "one", exposurePercent: 0 }],
      dependents: [
        { key: `${key}-user`, through: key, releases: [] },
        { key: `${key}-far`, through: `${key}-user`, releases: [{ slug: `far-${slug}`, state: "draft" }] },
      ],
    });
    expect(
      (await world.ok<BlastRadius>("outsider", "GET", `/components/${key}/blast-radius`)).releases,
    ).toEqual([]);
  });
});
