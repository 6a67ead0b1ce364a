import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listObligations } from "@/lib/gates/queries";
import { advanceStage } from "@/lib/releases/advance-stage";
import { authoriseRollback } from "@/lib/rollbacks/authorise-rollback";
import { cancelRollback } from "@/lib/rollbacks/cancel-rollback";
import { declineRollback } from "@/lib/rollbacks/decline-rollback";
import { proposeRollback } from "@/lib/rollbacks/propose-rollback";
import { startDrill } from "@/lib/rollbacks/start-drill";
import { testDatabase } from "@/lib/testing/database";
import { interleaver } from "@/lib/testing/interleave";
import { exposureActs } from "@/lib/testing/laddered";
import { releaseActs } from "@/lib/testing/release-acts";
import type { SampleRelease } from "@/lib/testing/release";
import { rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import { makeWorld, type World } from "@/lib/testing/world";
import { answerQuestion } from "./answer-question";
import { dueEvents } from "./due-queries";
import type { QuestionKey } from "./model";
import { movePostMortem } from "./move-post-mortem";
import { noteEntry } from "./note-entry";
import { openDuePostMortem } from "./open-due-post-mortem";
import { openPostMortem } from "./open-post-mortem";
import { openPostMortems } from "./open-post-mortems";
import { publishPostMortem } from "./publish-post-mortem";
import { getPostMortem, listPostMortems } from "./queries";

let world: World;
let url: string;
const { entriesOn } = releaseActs(() => world);
const { confirm, increase } = exposureActs(() => world);
const { by, idOf } = rollbackActs(() => world);
const interleave = interleaver(() => url);
const db = () => world.kernel.db.prisma;
const worker = () => world.call({ kind: "system", job: "worker" });

let made = 0;
beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  await world.release({ slug: "plain" });
  await world.template(rollingTemplate, "cora");
});
afterAll(() => world.close());

async function exposed(): Promise<SampleRelease> {
  made += 1;
  const release = await world.release({ slug: `exposed-${made}`, template: "rolling" });
  await (
    await increase(release, 5)
  )();
  await confirm(release, 5);
  return release;
}

const inAnHour = () => new Date(world.clock.now().getTime() + 3_600_000).toISOString();
const list = async (release: SampleRelease, who = "cora") =>
  (
    await listPostMortems(db(), {
      slug: release.slug,
      actor: await world.actor(who),
      now: world.clock.now(),
    })
  ).items;
const read = async (id: string, who = "cora") =>
  getPostMortem(db(), { id, actor: await world.actor(who), now: world.clock.now() });

async function proposed(): Promise<{ release: SampleRelease; rollback: string }> {
  const release = await exposed();
  const { id } = await proposeRollback.execute(
    world.kernel,
    { release: release.slug, severity: "sev1", reason: "Answers are wrong." },
    await by("cora"),
  );
  return { release, rollback: id };
}

async function cancelled(): Promise<{ release: SampleRelease; rollback: string }> {
  const { release, rollback } = await proposed();
  await authoriseRollback.execute(world.kernel, { rollback }, await by("ed"));
  await cancelRollback.execute(world.kernel, { rollback, reason: "It answers again." }, await by("cora"));
  return { release, rollback };
}

async function byHand(): Promise<{ release: SampleRelease; postMortem: string }> {
  const release = await exposed();
  const { id } = await openPostMortem.execute(world.kernel, { release: release.slug }, await by("cora"));
  return { release, postMortem: id };
}

const write = async (
  postMortem: string,
  asked: { who?: string; question?: QuestionKey; text?: string | null; version?: number } = {},
) => {
  const { who = "cora", ...input } = asked;
  const answer = { postMortem, question: "happened", text: "The share grew.", version: 0, ...input } as const;
  return answerQuestion.execute(world.kernel, answer, await by(who));
};
const move = async (postMortem: string, act: "submit" | "return" | "revise", who = "cora") =>
  movePostMortem.execute(world.kernel, { postMortem, act }, await by(who));
const publish = async (postMortem: string, who = "rita") =>
  publishPostMortem.execute(world.kernel, { postMortem }, await by(who));

describe("what an event is to have", () => {
  it("is opened once by the worker after a rollback that was authorised and cancelled, and after none that was declined", async () => {
    const { release, rollback } = await cancelled();
    const other = await proposed();
    await declineRollback.execute(
      world.kernel,
      { rollback: other.rollback, reason: "It is noise.", until: inAnHour() },
      await by("ed"),
    );
    expect(await openPostMortems(world.kernel)).toBe(1);
    expect(await openPostMortems(world.kernel)).toBe(0);
    expect(await list(release)).toMatchObject([
      { kind: "rollback", event: rollback, state: "draft", openedBy: null, answered: 0 },
    ]);
    expect(await list(other.release)).toEqual([]);
    const [entry, ...more] = await entriesOn(release, "post-mortem.opened");
    expect(entry).toMatchObject({
      actor: { kind: "system" },
      subjects: { rollback },
      payload: { kind: "rollback" },
    });
    expect(more).toEqual([]);
  });

  it("is opened after a drill that failed", async () => {
    const release = await world.release({ slug: "drilled", template: "rolling" });
    const { id } = await startDrill.execute(
      world.kernel,
      { release: release.slug, level: "tabletop" },
      await by("ed"),
    );
    const { id: rollback } = await db().rollback.findFirstOrThrow({ where: { drillId: id } });
    expect(await openPostMortems(world.kernel)).toBe(0);
    await declineRollback.execute(
      world.kernel,
      { rollback, reason: "Nobody was there.", until: inAnHour() },
      await by("ed"),
    );
    expect(await openPostMortems(world.kernel)).toBe(1);
    expect(await list(release)).toMatchObject([{ kind: "drill", event: id }]);
  });

  it("is opened after a broken glass, whose obligation is met when it is published, by somebody else", async () => {
    const release = await world.release({ slug: "broken" });
    await advanceStage.execute(
      world.kernel,
      {
        release: release.slug,
        stage: release.stage,
        breakGlass: true,
        reason: "The old model is withdrawn.",
      },
      await by("ed"),
    );
    expect(await openPostMortems(world.kernel)).toBe(1);
    const [{ id } = { id: "" }] = await list(release);
    const owed = async () =>
      (
        await listObligations(db(), {
          slug: release.slug,
          actor: await world.actor("cora"),
          now: world.clock.now(),
        })
      ).find(({ kind }) => kind === "post-mortem");
    expect(await owed()).toMatchObject({ closure: null });
    await write(id, { who: "ed" });
    await move(id, "submit", "ed");
    await expect(publish(id, "ed")).rejects.toMatchObject({ code: "separation-of-duties" });
    await publish(id);
    expect(await owed()).toMatchObject({ closure: { how: "met", by: { email: "rita@example.org" } } });
    expect(await entriesOn(release, "obligation.met")).toHaveLength(1);
    // Published, and owed no more: nothing is due again.
    expect(await openPostMortems(world.kernel)).toBe(0);
  });

  it("is opened once where two workers look at the same moment", async () => {
    const { release } = await cancelled();
    const [due] = await dueEvents(db());
    const input = due ?? { release: "", kind: "rollback" as const, event: "" };
    const act = (kernel: World["kernel"]) => openDuePostMortem.execute(kernel, input, worker());
    const { first, second } = await interleave(world.kernel, { first: act, second: act });
    expect([first.status, second.status].sort()).toEqual(["fulfilled", "rejected"]);
    expect(await entriesOn(release, "post-mortem.opened")).toHaveLength(1);
  });

  it("is nobody's to ask for but the worker's, and one by hand is for those who hold a role", async () => {
    const release = await exposed();
    const event = await idOf(release);
    const asked = { release: release.slug, kind: "release" as const, event };
    await expect(openDuePostMortem.execute(world.kernel, asked, await by("cora"))).rejects.toMatchObject({
      code: "people-only",
    });
    await expect(openDuePostMortem.execute(world.kernel, asked, worker())).rejects.toMatchObject({
      code: "conflict",
    });
    const open = async (who: string) =>
      openPostMortem.execute(world.kernel, { release: release.slug }, await by(who));
    await expect(open("mia")).rejects.toMatchObject({ code: "not-a-holder" });
    await open("ed");
    await expect(open("rita")).rejects.toMatchObject({ code: "already-exists" });
    expect(await list(release)).toMatchObject([{ kind: "release", openedBy: { name: "ed" } }]);
  });
});

describe("writing one", () => {
  it("adds versions of an answer, and refuses one that was written from an older version", async () => {
    const { release, postMortem } = await byHand();
    await write(postMortem);
    await write(postMortem, { who: "ed", text: "Ed should have seen it.", version: 1 });
    await expect(write(postMortem, { version: 1 })).rejects.toMatchObject({ code: "precondition-failed" });
    const { questions } = await read(postMortem);
    expect(questions[0]).toMatchObject({
      key: "happened",
      version: 2,
      answer: { text: "Ed should have seen it.", by: { name: "ed" } },
    });
    await write(postMortem, { text: null, version: 2 });
    expect((await read(postMortem)).questions.filter(({ answer }) => answer !== null)).toEqual([]);
    const entries = await entriesOn(release, "post-mortem.answered");
    expect(entries.map(({ payload }) => payload)).toMatchObject([
      { question: "happened", version: 1 },
      { version: 2 },
      { version: 3, isTakenBack: true },
    ]);
  });

  it("is for those who hold a role, while it is a draft", async () => {
    const { postMortem } = await byHand();
    await expect(write(postMortem, { who: "mia" })).rejects.toMatchObject({ code: "not-a-holder" });
    await expect(move(postMortem, "submit")).rejects.toMatchObject({ code: "conflict" });
    await write(postMortem);
    await move(postMortem, "submit");
    await expect(write(postMortem, { version: 1 })).rejects.toMatchObject({ code: "conflict" });
    await move(postMortem, "return", "rita");
    await write(postMortem, { version: 1 });
  });

  it("annotates entries of its release, and changes none", async () => {
    const { release, postMortem } = await byHand();
    const { id: entry } = await db().ledgerEntry.findFirstOrThrow({
      where: { releaseId: await idOf(release), type: "exposure.confirmed" },
    });
    const note = async (asked: { entry?: string; isShown?: boolean; text?: string | null }) =>
      noteEntry.execute(
        world.kernel,
        { postMortem, entry, isShown: true, text: null, ...asked },
        await by("ed"),
      );
    const before = await db().ledgerEntry.findUniqueOrThrow({ where: { id: entry } });
    await note({ text: "Here the queue began to grow." });
    await note({ isShown: false });
    expect((await read(postMortem)).notes).toMatchObject([{ entry, isShown: false, text: null }]);
    expect(await db().ledgerEntry.findUniqueOrThrow({ where: { id: entry } })).toEqual(before);
    const other = await db().ledgerEntry.findFirstOrThrow({
      where: { releaseId: { not: await idOf(release) } },
    });
    await expect(note({ entry: other.id })).rejects.toMatchObject({ code: "not-found" });
    expect(await entriesOn(release, "post-mortem.noted")).toHaveLength(2);
  });
});

describe("publishing one", () => {
  it("takes somebody who did not write it, keeps each version, and is begun anew by a revision", async () => {
    const { release, postMortem } = await byHand();
    await write(postMortem);
    await expect(publish(postMortem)).rejects.toMatchObject({ code: "conflict" });
    await move(postMortem, "submit");
    await expect(publish(postMortem, "cora")).rejects.toMatchObject({ code: "separation-of-duties" });
    await expect(publish(postMortem, "mia")).rejects.toMatchObject({ code: "not-a-holder" });
    await publish(postMortem);
    await move(postMortem, "revise");
    await write(postMortem, { who: "rita", text: "The queue grew.", version: 1 });
    await move(postMortem, "submit");
    await expect(publish(postMortem)).rejects.toMatchObject({ code: "separation-of-duties" });
    await publish(postMortem, "cora");
    const { state, published } = await read(postMortem);
    expect(state).toBe("published");
    expect(published.map(({ by: who, answers }) => [who.name, answers.map(({ text }) => text)])).toEqual([
      ["cora", ["The queue grew."]],
      ["rita", ["The share grew."]],
    ]);
    const entries = await entriesOn(release, "post-mortem.published");
    expect(entries).toMatchObject([
      { before: "review", after: "published", by: { rule: "holds-right" } },
      { before: "review", after: "published" },
    ]);
  });

  it("is refused by the database as well where its writer publishes, or where what it consists of is another's", async () => {
    const { postMortem } = await byHand();
    await write(postMortem);
    const { id: answer, by: writer } = await db().postMortemAnswer.findFirstOrThrow({
      where: { postMortemId: postMortem },
    });
    const insert = (who: string, answers: string[]) =>
      db().postMortemMove.create({
        data: {
          id: crypto.randomUUID(),
          postMortemId: postMortem,
          number: 1,
          to: "published",
          answers,
          by: who,
          at: world.clock.now(),
        },
      });
    await expect(insert(writer, [answer])).rejects.toThrow();
    const { id: rita } = await world.actor("rita");
    await expect(insert(rita, [crypto.randomUUID()])).rejects.toThrow();
    await expect(
      db().$executeRaw`UPDATE post_mortem_answers SET text = 'Other' WHERE id = ${answer}::uuid`,
    ).rejects.toThrow();
  });

  it("publishes once where two press at the same moment, and not what was returned meanwhile", async () => {
    const { release, postMortem } = await byHand();
    await write(postMortem);
    await move(postMortem, "submit");
    const rita = await by("rita");
    const ed = await by("ed");
    const two = await interleave(world.kernel, {
      first: (kernel) => movePostMortem.execute(kernel, { postMortem, act: "return" }, ed),
      second: (kernel) => publishPostMortem.execute(kernel, { postMortem }, rita),
    });
    expect([two.first.status, two.second.status]).toEqual(["fulfilled", "rejected"]);
    expect(await entriesOn(release, "post-mortem.published")).toEqual([]);
  });
});

describe("who sees it", () => {
  it("a post-mortem of a restricted release is not there for whoever does not see that", async () => {
    const release = await world.release({ slug: "hidden", restrictedTo: ["cora"] });
    const { id } = await openPostMortem.execute(world.kernel, { release: release.slug }, await by("cora"));
    expect(await list(release)).toHaveLength(1);
    await expect(read(id, "mia")).rejects.toMatchObject({ code: "not-found" });
    const all = await listPostMortems(db(), { actor: await world.actor("mia"), now: world.clock.now() });
    expect(all.items.map((each) => each.id)).not.toContain(id);
  });
});
