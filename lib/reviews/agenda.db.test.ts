import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { threshold } from "@/lib/metrics/fixtures/criteria";
import { newId } from "@/lib/platform/ids";
import { listNotices } from "@/lib/notifications/queries";
import { testDatabase } from "@/lib/testing/database";
import { noticeActs } from "@/lib/testing/noticed";
import { releaseBody, rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { reminderActs } from "@/lib/testing/reminded";
import type { ReviewDetail } from "./schemas";

let world: ReleaseWorld;
let made = 0;
const dayMs = 86_400_000;
const minute = 60_000;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  // Later than all that making the world recorded: the kernel never lets a clock go back behind that.
  world.clock.set(new Date("2030-10-01T09:00:00Z"));
  const [evaluate, production] = templateDocument.stages;
  const drilled = { key: "drilled", kind: "drill", validFor: "30d" };
  const gate = { key: "ready", title: "Ready", objective: "It can go back.", requirements: [drilled] };
  await world.ok("keeper", "POST", "/templates", {
    ...templateDocument,
    key: "drilled-and-measured",
    stages: [evaluate, { ...production, gates: [gate] }],
    rights: [
      ...templateDocument.rights,
      ...rightsFor("technical-lead", ["review.conclude"]),
      ...rightsFor("release-champion", ["drill.start"]),
    ],
    criteria: [threshold],
  });
});
afterAll(() => world.close());

const { run: remind, sent } = reminderActs(() => world);
const { route } = noticeActs(() => world);
/** What somebody was told of what they owe. */
const told = async (name: string) => {
  const actor = await world.actor(name);
  const { items } = await listNotices(world.kernel.db.prisma, { actor, page: { limit: 100 } });
  return items.filter(({ reminder }) => reminder?.kind === "obligation");
};
const now = () => world.clock.now().getTime();
const iso = (at: number) => new Date(at).toISOString();

async function started(change: Record<string, unknown> = {}): Promise<string> {
  made += 1;
  const slug = `agenda-${made}`;
  const body = releaseBody(slug, { template: { key: "drilled-and-measured" }, ...change });
  await world.ok("champ", "POST", "/releases", body);
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  return slug;
}

const callOn = async (slug: string): Promise<string> =>
  (
    await world.ok<{ review: string }>("champ", "POST", "/reviews", {
      title: "Readiness",
      start: iso(now() - 3_600_000).slice(0, 16),
      zone: "UTC",
      covers: { releases: [slug] },
    })
  ).review;

const itemsOf = async (review: string) =>
  (await world.ok<ReviewDetail>("champ", "GET", `/reviews/${review}`)).agenda[0]?.items ?? [];
const kindsOf = async (review: string) => (await itemsOf(review)).map(({ kind }) => kind);

function run(by: string, over: Record<string, unknown>, change: Record<string, unknown> = {}) {
  const from = Math.floor(now() / minute) * minute - 30 * minute;
  return world.ok(by, "POST", "/criteria/backtest", {
    criterion: { ...threshold, ...change },
    from: iso(from),
    to: iso(from + 10 * minute),
    ...over,
  });
}
const samples = { canary: [[0, 1]] };

describe("an agenda", () => {
  it("names a criterion until somebody ran that very condition over history, for this release or another", async () => {
    const review = await callOn(await started());
    const named = async () => (await itemsOf(review)).filter(({ kind }) => kind === "criterion");
    expect(await named()).toMatchObject([
      { key: "criterion:p95-latency", who: [{ email: "champ@example.org" }] },
    ]);
    // Another bound is another condition.
    await run("lead", { samples }, { breach: { op: ">", value: "251" } });
    expect(await named()).toHaveLength(1);
    // What is done on a breach, and how it is called, is not what a run tries.
    await run("lead", { samples }, { severity: "hold", title: "Slow", key: "slow" });
    expect(await named()).toEqual([]);
    const other = await callOn(await started());
    expect((await itemsOf(other)).filter(({ kind }) => kind === "criterion")).toEqual([]);
    const [kept] = await world.kernel.db.prisma.criterionBacktest.findMany({ orderBy: { at: "desc" } });
    expect(kept).toMatchObject({ releaseId: null, evaluations: 11, final: "withheld", machineId: null });
  });

  it("counts no run over what a restricted release measured, but for that release", async () => {
    const change = { breach: { op: ">", value: "333" } };
    const hidden = await started({ restrictedTo: ["champ@example.org"] });
    const open = await started();
    for (const slug of [hidden, open])
      await world.ok("champ", "PUT", `/releases/${slug}/criteria`, [{ ...threshold, ...change }]);
    const [ofHidden, ofOpen] = [await callOn(hidden), await callOn(open)];
    await run("champ", { release: hidden }, change);
    expect(await kindsOf(ofHidden)).not.toContain("criterion");
    expect(await kindsOf(ofOpen)).toContain("criterion");
    await run("champ", { release: open }, change);
    expect(await kindsOf(ofOpen)).not.toContain("criterion");
  });

  it("names a drill that a stage to come asks for and that nobody passed", async () => {
    const review = await callOn(await started());
    expect((await itemsOf(review)).find(({ kind }) => kind === "drill")).toMatchObject({
      key: "drill:ready/drilled",
      who: [{ email: "champ@example.org" }],
    });
  });

  it("keeps a release that has ended and left something to be done, from two weeks before it is due until it is", async () => {
    const slug = await started();
    const review = await callOn(slug);
    const { id: releaseId } = await world.kernel.db.prisma.release.findUniqueOrThrow({ where: { slug } });
    const champ = await world.actor("champ");
    if (champ.kind !== "person") throw new Error("a person");
    const owed = {
      releaseId,
      kind: "post-mortem",
      title: "The post-mortem of what happened",
      owner: champ.id,
      beforeStage: null,
      sourceKind: "break-glass",
      sourceId: newId(),
      by: champ.id,
      role: "release-champion",
      at: new Date(now()),
    };
    const id = newId();
    await world.kernel.db.prisma.obligation.create({
      data: { ...owed, id, dueAt: new Date(now() + 15 * dayMs) },
    });
    expect(await kindsOf(review)).not.toContain("obligation");
    await world.ok("champ", "POST", `/releases/${slug}/complete`, { outcome: "cancelled", reason: "No." });
    expect(await itemsOf(review)).toEqual([]);
    world.clock.shift(2 * dayMs);
    expect(await itemsOf(review)).toMatchObject([
      { kind: "obligation", key: `obligation:${id}`, who: [{ email: "champ@example.org" }] },
    ]);
    await world.ok("champ", "POST", `/releases/${slug}/obligations/${id}/meet`, { text: "Written." });
    expect(await itemsOf(review)).toEqual([]);
  });
});

describe("what a review asked for", () => {
  it("is on the next agenda, reminded of, and makes the outcome count as a go once it is met", async () => {
    const slug = await started();
    const review = await callOn(slug);
    const due = iso(now() + 7 * dayMs);
    const { conditions } = await world.ok<{ conditions: string[] }>(
      "lead",
      "POST",
      `/reviews/${review}/conclude`,
      {
        release: slug,
        outcome: "conditional",
        reason: "Almost.",
        conditions: [{ text: "Measure the nights", owner: "sec@example.org", due }],
      },
    );
    const next = await callOn(slug);
    expect((await itemsOf(next))[0]).toMatchObject({
      kind: "condition",
      text: `Measure the nights, due ${due.slice(0, 10)}, asked for by “Readiness” on ${iso(now()).slice(0, 10)}`,
      who: [{ email: "sec@example.org" }],
    });
    const countsAs = async () =>
      (await world.ok<ReviewDetail>("champ", "GET", `/reviews/${review}`)).agenda[0]?.outcome?.counts;
    expect(await countsAs()).toBe("conditional");
    const { id: owner } = await world.actor("sec");
    const reminded = async () =>
      (await sent(slug))
        .filter(({ payload }) => payload.kind === "obligation")
        .map(({ subjects, payload: { level, asked, deadline } }) => ({
          about: subjects["reminder"],
          level,
          asked,
          deadline,
        }));
    const levels = async () => (await reminded()).map(({ level }) => level);
    await remind();
    expect(await levels()).toEqual([]);
    world.clock.shift(6 * dayMs + 3_600_000);
    await remind();
    expect(await reminded()).toEqual([
      { about: `obligation ${conditions[0]}`, level: "soon", asked: [owner], deadline: due },
    ]);
    await route();
    expect(await told("sec")).toMatchObject([
      {
        type: "reminder.sent",
        reason: "reminder",
        release: { slug },
        reminder: { kind: "obligation", level: "soon" },
      },
    ]);
    world.clock.shift(2 * dayMs);
    await remind();
    await remind();
    expect(await levels()).toEqual(["soon", "overdue-1d"]);
    expect((await itemsOf(next))[0]?.text).toContain("overdue since");
    await world.ok("sec", "POST", `/releases/${slug}/obligations/${conditions[0]}/meet`, { text: "Done." });
    expect(await countsAs()).toBe("go");
    expect(await kindsOf(next)).not.toContain("condition");
    // What is met is reminded of no more.
    world.clock.shift(10 * dayMs);
    await remind();
    expect(await levels()).toEqual(["soon", "overdue-1d"]);
  });
});
