import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dropObligation } from "@/lib/gates/drop-obligation";
import { inboxOf } from "@/lib/gates/inbox-queries";
import { meetObligation } from "@/lib/gates/meet-obligation";
import { sendReminders } from "@/lib/gates/send-reminders";
import { publishTemplate } from "@/lib/releases/publish-template";
import { declineRollback } from "@/lib/rollbacks/decline-rollback";
import { startDrill } from "@/lib/rollbacks/start-drill";
import { testDatabase } from "@/lib/testing/database";
import { releaseActs } from "@/lib/testing/release-acts";
import { sampleTemplate, type SampleRelease } from "@/lib/testing/release";
import { rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import { makeWorld, type World } from "@/lib/testing/world";
import { addAction } from "./add-action";
import { openPostMortem } from "./open-post-mortem";
import { openPostMortems } from "./open-post-mortems";
import { proposedIn } from "./proposal-queries";
import { proposeTemplateChange } from "./propose-template-change";
import { getPostMortem, listPostMortems } from "./queries";
import { withdrawTemplateProposal } from "./withdraw-template-proposal";

let world: World;
let release: SampleRelease;
let postMortem: string;
const { entriesOn } = releaseActs(() => world);
const { by } = rollbackActs(() => world);
const db = () => world.kernel.db.prisma;
const day = 86_400_000;
const inDays = (days: number) => new Date(world.clock.now().getTime() + days * day).toISOString();

let made = 0;
beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "plain" });
  await world.template(rollingTemplate, "cora");
});
afterAll(() => world.close());
beforeEach(async () => {
  made += 1;
  release = await world.release({ slug: `learned-${made}` });
  ({ id: postMortem } = await openPostMortem.execute(
    world.kernel,
    { release: release.slug },
    await by("cora"),
  ));
});

const read = async (id = postMortem) =>
  getPostMortem(db(), { id, actor: await world.actor("cora"), now: world.clock.now() });
const add = async (
  change: { gap?: number; due?: string; owner?: string; postMortem?: string } = {},
  who = "cora",
) =>
  (
    await addAction.execute(
      world.kernel,
      { postMortem, title: "Watch refunds.", owner: world.emailOf("mia"), due: inDays(7), ...change },
      await by(who),
    )
  ).id;

describe("an action", () => {
  it("is owed by its owner until it is done, stands in their inbox and stops no release", async () => {
    const id = await add();
    expect((await read()).actions).toMatchObject([
      { id, title: "Watch refunds.", owner: { name: "mia" }, isOverdue: false, closure: null },
    ]);
    const { obligations: own } = await inboxOf(db(), {
      actor: await world.actor("mia"),
      now: world.clock.now(),
    });
    expect(own.map((each) => [each.id, each.kind])).toEqual([[id, "action"]]);
    const [entry] = await entriesOn(release, "obligation.imposed");
    expect(entry).toMatchObject({ subjects: { obligation: id, "post-mortem": postMortem } });
    const meet = { release: release.slug, obligation: id, text: "The chart is there." };
    await meetObligation.execute(world.kernel, meet, await by("mia"));
    expect((await read()).actions).toMatchObject([{ closure: { how: "met", text: "The chart is there." } }]);
    expect(await entriesOn(release, "obligation.met")).toHaveLength(1);
  });

  it("is dropped with a reason by a holder of the role that asked for it, and not by who owes it", async () => {
    const id = await add();
    const drop = async (who: string) =>
      dropObligation.execute(
        world.kernel,
        { release: release.slug, obligation: id, reason: "Refunds are gone." },
        await by(who),
      );
    await expect(drop("mia")).rejects.toMatchObject({ code: "not-a-holder" });
    await drop("cora");
    expect((await read()).actions).toMatchObject([{ closure: { how: "dropped" } }]);
  });

  it("is reminded of when it is due, once a level", async () => {
    const id = await add({ due: inDays(2) });
    const remind = () =>
      sendReminders.execute(
        world.kernel,
        { release: release.slug },
        world.call({ kind: "system", job: "worker" }),
      );
    world.clock.shift(2 * day + 1_000);
    await remind();
    await expect(remind()).rejects.toMatchObject({ code: "conflict" });
    const [action] = (await read()).actions;
    expect(action).toMatchObject({ id, isOverdue: true });
    expect(action?.remindedAt).not.toBeNull();
  });

  it("is refused to whoever holds no role, for a day that is over, and for a gap that is not there", async () => {
    await expect(add({}, "mia")).rejects.toMatchObject({ code: "not-a-holder" });
    await expect(add({ due: inDays(-1) })).rejects.toMatchObject({ code: "invalid-input" });
    await expect(add({ owner: "nobody@example.org" })).rejects.toMatchObject({ code: "invalid-input" });
    await expect(add({ gap: 0 })).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("closes a gap of a drill, one for each", async () => {
    const drilled = await world.release({ slug: `drilled-${made}`, template: "rolling" });
    const { id } = await startDrill.execute(
      world.kernel,
      { release: drilled.slug, level: "tabletop" },
      await by("ed"),
    );
    const { id: rollback } = await db().rollback.findFirstOrThrow({ where: { drillId: id } });
    const decline = { rollback, reason: "Nobody was there.", until: inDays(1) };
    await declineRollback.execute(world.kernel, decline, await by("ed"));
    await openPostMortems(world.kernel);
    const asked = { slug: drilled.slug, actor: await world.actor("ed"), now: world.clock.now() };
    const [found] = (await listPostMortems(db(), asked)).items;
    const of = found?.id ?? "";
    expect((await read(of)).gaps).toMatchObject([{ kind: "declined", action: null }, {}]);
    const action = await add({ postMortem: of, gap: 0 });
    expect((await read(of)).gaps[0]).toMatchObject({ action });
    await expect(add({ postMortem: of, gap: 0 })).rejects.toMatchObject({ code: "already-exists" });
  });
});

describe("a proposal of a template change", () => {
  const propose = async (change: object = {}, who = "cora") => {
    const action = await add();
    const requirement = { gate: release.gate, key: `refunds-${made}`, title: "Refunds", check: "refunds" };
    return proposeTemplateChange.execute(
      world.kernel,
      {
        postMortem,
        action,
        template: sampleTemplate.key,
        reason: "It was missed.",
        requirement,
        ...change,
      },
      await by(who),
    );
  };
  const proposals = async () => (await read()).actions.flatMap((action) => action.proposals);
  const publish = async (source: string) =>
    publishTemplate.execute(world.kernel, { source, mediaType: "application/yaml" }, await by("cora"));

  it("puts nothing into force, is published by the ordinary decision, and is then linked with its version", async () => {
    const before = await db().templateVersion.count();
    const { id, after } = await propose();
    expect(await db().templateVersion.count()).toBe(before);
    const [proposal] = await proposals();
    expect(proposal).toMatchObject({ id, after, state: "open", version: null });
    expect(await entriesOn(release, "template.proposed")).toMatchObject([
      { after, subjects: { proposal: id } },
    ]);
    const { version } = await publish(proposal?.source ?? "");
    expect(await proposals()).toMatchObject([{ id, state: "published", version }]);
    const { digest, publishedAt } = await db().templateVersion.findFirstOrThrow({
      where: { key: sampleTemplate.key, version },
    });
    const told = { key: sampleTemplate.key, digest, publishedAt: publishedAt.toISOString() };
    const origins = await proposedIn(db(), { ...told, actor: await world.actor("mia") });
    expect(origins).toMatchObject([{ postMortem, proposal: id }]);
  });

  it("is stale when the template moved on", async () => {
    await propose();
    await publish(JSON.stringify({ ...sampleTemplate, title: `Another ${made}` }));
    expect(await proposals()).toMatchObject([{ state: "stale" }]);
  });

  it("is taken back with a reason, once", async () => {
    const { id } = await propose();
    const withdraw = async (who = "ed") =>
      withdrawTemplateProposal.execute(
        world.kernel,
        { postMortem, proposal: id, reason: "There is a better way." },
        await by(who),
      );
    await expect(withdraw("mia")).rejects.toMatchObject({ code: "not-a-holder" });
    await withdraw();
    await expect(withdraw()).rejects.toMatchObject({ code: "conflict" });
    expect(await proposals()).toMatchObject([{ state: "withdrawn" }]);
    expect(await entriesOn(release, "template.proposal-withdrawn")).toHaveLength(1);
  });

  it("is refused where it is no template, reads as it is, or is written from an older version", async () => {
    const requirement = undefined;
    await expect(propose({ requirement, source: "key: 1" })).rejects.toMatchObject({ code: "invalid-input" });
    const { source } = await db().templateVersion.findFirstOrThrow({
      where: { key: sampleTemplate.key },
      orderBy: { version: "desc" },
    });
    await expect(propose({ requirement, source })).rejects.toMatchObject({ code: "conflict" });
    await expect(propose({ ifMatch: "sha256:0" })).rejects.toMatchObject({ code: "precondition-failed" });
    await expect(propose({}, "mia")).rejects.toMatchObject({ code: "not-a-holder" });
  });
});
