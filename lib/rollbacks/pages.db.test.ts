import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { registerComponent } from "@/lib/catalogue/register-component";
import { projectNow } from "@/lib/gates/refresh-projections";
import { answerQuestion } from "@/lib/learning/answer-question";
import { movePostMortem } from "@/lib/learning/move-post-mortem";
import { openDuePostMortem } from "@/lib/learning/open-due-post-mortem";
import { getReleaseView } from "@/lib/releases/page-queries";
import { search } from "@/lib/search/queries";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs } from "@/lib/testing/laddered";
import type { SampleRelease } from "@/lib/testing/release";
import { rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import { makeWorld, type World } from "@/lib/testing/world";
import { authoriseRollback } from "./authorise-rollback";
import { cancelDrill } from "./cancel-drill";
import { cancelRollback } from "./cancel-rollback";
import { listDrills } from "./drill-queries";
import { standingEpisodes } from "./episode-queries";
import { overrideBreach } from "./override-breach";
import { declineRollback } from "./decline-rollback";
import { proposeRollback } from "./propose-rollback";
import { getReleaseRollbacks } from "./release-rollbacks";
import { getRollbackRoom } from "./room-queries";
import { startDrill } from "./start-drill";
import { rollbacksWaitingFor } from "./waiting-rollbacks";

let world: World;
let release: SampleRelease;
const { confirm, increase } = exposureActs(() => world);
const acts = rollbackActs(() => world);
const { by, work, send, complete } = acts;
const db = () => world.kernel.db.prisma;
const asked = async (who: string) => ({
  slug: release.slug,
  actor: await world.actor(who),
  now: world.clock.now(),
});

let made = 0;
beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "plain" });
  await world.template(rollingTemplate, "cora");
  await acts.declare();
});
afterAll(() => world.close());
beforeEach(async () => {
  made += 1;
  release = await world.release({ slug: `paged-${made}`, template: "rolling" });
});

async function expose(): Promise<void> {
  await (
    await increase(release, 5)
  )();
  await confirm(release, 5);
  await work();
}

const propose = async (who = "cora") =>
  proposeRollback.execute(
    world.kernel,
    { release: release.slug, severity: "sev2", reason: "Answers are wrong." },
    await by(who),
  );
const refusal = async (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => "",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
const waiting = async (who: string) =>
  (await rollbacksWaitingFor(db(), await asked(who))).filter(({ release: of }) => of.slug === release.slug);

describe("the release's page", () => {
  it("says while it goes back that it does, with the way to the room, and its row in lists says so too", async () => {
    await expose();
    const view = async () => (await getReleaseView(db(), await asked("cora"))).underWay;
    const listed = async () =>
      (await projectNow(db(), await acts.idOf(release), world.clock.now())).summary.rollback;
    expect(await view()).toBe(null);
    const { id } = await propose();
    expect(await view()).toEqual({
      rollback: id,
      state: "proposed",
      severity: "sev2",
      reason: "Answers are wrong.",
      drill: null,
    });
    expect(await listed()).toEqual({ id, state: "proposed", severity: "sev2" });
    await authoriseRollback.execute(world.kernel, { rollback: id }, await by("ed"));
    expect(await listed()).toMatchObject({ state: "authorised" });
    await cancelRollback.execute(world.kernel, { rollback: id, reason: "It was nothing." }, await by("cora"));
    expect(await view()).toBe(null);
    expect(await listed()).toBeUndefined();
  });

  it("marks a drill as one, found or not, and never in lists", async () => {
    const { id, rollback } = await startDrill.execute(
      world.kernel,
      { release: release.slug, level: "tabletop" },
      await by("cora"),
    );
    expect((await getReleaseView(db(), await asked("cora"))).underWay).toEqual({
      rollback,
      state: "proposed",
      severity: "sev1",
      reason: null,
      drill: { id, level: "tabletop" },
    });
    const { summary } = await projectNow(db(), await acts.idOf(release), world.clock.now());
    expect(summary.rollback).toBeUndefined();
    await cancelDrill.execute(
      world.kernel,
      { release: release.slug, drill: id, reason: "Enough." },
      await by("cora"),
    );
    await startDrill.execute(
      world.kernel,
      { release: release.slug, level: "dry-run", failure: { mode: "step-change", criterion: "latency" } },
      await by("cora"),
    );
    expect((await getReleaseView(db(), await asked("cora"))).underWay).toMatchObject({
      rollback: null,
      state: null,
      drill: { level: "dry-run" },
    });
  });
});

describe("the room", () => {
  const room = async (id: string, who = "cora") =>
    getRollbackRoom(db(), { id, actor: await world.actor(who), now: world.clock.now() });

  it("names the components that it changes and those built on them, through others too", async () => {
    const cora = await by("cora");
    const put = (key: string, dependsOn: string[]) =>
      registerComponent.execute(
        world.kernel,
        { key, title: `Title of ${key}`, kind: "service", tier: 3, owner: "owners", dependsOn },
        cora,
      );
    const { component } = release;
    await put(`${component}-user`, [component]);
    await put(`${component}-far`, [`${component}-user`]);
    await put(`${component}-beside`, []);
    await expose();
    const { touches } = await room((await propose()).id);
    expect(touches.components).toEqual([{ key: component, title: expect.any(String) }]);
    expect(touches.dependents).toEqual([
      { key: `${component}-user`, title: `Title of ${component}-user`, through: component },
      { key: `${component}-far`, title: `Title of ${component}-far`, through: `${component}-user` },
    ]);
  });

  it("leads to the post-mortem once there is one, and says how far it is", async () => {
    await expose();
    const { id } = await propose();
    await authoriseRollback.execute(world.kernel, { rollback: id }, await by("ed"));
    await cancelRollback.execute(world.kernel, { rollback: id, reason: "It was nothing." }, await by("cora"));
    expect((await room(id)).postMortem).toBeNull();
    const opened = await openDuePostMortem.execute(
      world.kernel,
      { release: release.slug, kind: "rollback", event: id },
      world.call({ kind: "system", job: "worker" }),
    );
    expect((await room(id)).postMortem).toEqual({ id: opened.id, state: "draft" });
    await answerQuestion.execute(
      world.kernel,
      { postMortem: opened.id, question: "happened", text: "The share grew.", version: 0 },
      await by("cora"),
    );
    await movePostMortem.execute(world.kernel, { postMortem: opened.id, act: "submit" }, await by("cora"));
    expect((await room(id)).postMortem).toEqual({ id: opened.id, state: "review" });
  });
});

describe("the release's rollbacks", () => {
  it("offer what the commands allow, and say in the commands' words what stands against it", async () => {
    const view = await getReleaseRollbacks(db(), await asked("cora"));
    expect(view).toMatchObject({ isExposed: false, plan: { key: "go-back" }, rollbacks: [], drills: [] });
    expect(view.propose.fault).toBe(await refusal(propose()));
    await expose();
    expect((await getReleaseRollbacks(db(), await asked("cora"))).propose.fault).toBe(null);
    for (const who of ["cora", "ed", "rita", "sid"]) {
      const { propose: own } = await getReleaseRollbacks(db(), await asked(who));
      const { sev2 } = own.by;
      const said = await refusal(propose(who));
      expect(said, who).toBe(sev2.allowed ? "" : sev2.reason);
    }
    const { rollbacks, drill } = await getReleaseRollbacks(db(), await asked("cora"));
    // The others joined the first.
    expect(rollbacks).toMatchObject([{ state: "proposed", severity: "sev2", mode: "real" }]);
    const start = startDrill.execute(
      world.kernel,
      { release: release.slug, level: "tabletop", severity: "sev1" },
      await by("cora"),
    );
    expect(drill.by.sev1).toMatchObject({ allowed: false, reason: await refusal(start) });
  });

  it("say of a drill under way that there is one, and list it by its state with what was agreed", async () => {
    const { id } = await startDrill.execute(
      world.kernel,
      { release: release.slug, level: "tabletop" },
      await by("cora"),
    );
    const { drill, drills } = await getReleaseRollbacks(db(), await asked("ed"));
    const again = { release: release.slug, level: "tabletop" as const };
    expect(drill.fault).toBe(await refusal(startDrill.execute(world.kernel, again, await by("ed"))));
    expect(drills).toMatchObject([{ id, state: "running", objectives: { seen: null, decided: 600_000 } }]);
    const running = await listDrills(db(), { ...(await asked("ed")), state: "running" });
    expect(running.items.map((each) => each.id)).toEqual([id]);
    const passed = await listDrills(db(), { ...(await asked("ed")), state: "passed" });
    expect(passed.items).toEqual([]);
  });

  it("say which breach is open, and until when one is overridden", async () => {
    await expose();
    for (let minute = 0; minute < 4; minute += 1) {
      world.clock.shift(30_000);
      await send(release, 900);
      world.clock.shift(30_000);
      await work();
    }
    const [open] = await standingEpisodes(db(), await asked("rita"));
    expect(open).toMatchObject({ criterion: "latency", kind: "breach", closure: null });
    const { id } = (await acts.latest(release)) ?? { id: "" };
    const until = new Date(world.clock.now().getTime() + 3_600_000).toISOString();
    await declineRollback.execute(
      world.kernel,
      { rollback: id, reason: "A test run.", until },
      await by("ed"),
    );
    await overrideBreach.execute(
      world.kernel,
      { release: release.slug, criterion: "latency", reason: "A test run.", until },
      await by("rita"),
    );
    expect(await standingEpisodes(db(), await asked("rita"))).toMatchObject([
      { criterion: "latency", closure: "overridden", until },
    ]);
    world.clock.shift(3_600_001);
    expect(await standingEpisodes(db(), await asked("rita"))).toEqual([]);
  });
});

describe("the inbox", () => {
  it("has what is rolled back with those who can take what is awaited, and with nobody else", async () => {
    await expose();
    const { id } = await propose();
    expect(await waiting("ed")).toMatchObject([
      { id, severity: "sev2", isDrill: false, onSilence: "escalate", state: "proposed" },
    ]);
    for (const who of ["cora", "rita", "sid"]) expect(await waiting(who), who).toEqual([]);
    await authoriseRollback.execute(world.kernel, { rollback: id }, await by("ed"));
    expect(await waiting("ed")).toMatchObject([{ state: "authorised", decideBy: null }]);
    await work();
    await complete(id, "stop");
    await work();
    await complete(id, "put-back");
    await work();
    expect(await waiting("ed")).toEqual([]);
    for (let minute = 0; minute < 5; minute += 1) {
      world.clock.shift(30_000);
      await send(release, 180, "baseline");
      world.clock.shift(30_000);
      await work();
    }
    // Endorsing takes two: each of them is asked.
    expect(await waiting("cora")).toMatchObject([{ state: "stable", ability: { allowed: true } }]);
    expect(await waiting("rita")).toHaveLength(1);
    expect(await waiting("ed")).toEqual([]);
  });
});

describe("the search", () => {
  it("leads to the room of what is under way, and not beyond its end", async () => {
    await expose();
    const { id } = await propose();
    const find = async () =>
      (await search(db(), { actor: await world.actor("sid"), q: "rollback room" })).items.filter(
        ({ key }) => key === id,
      );
    expect(await find()).toMatchObject([{ kind: "rollback", detail: "proposed, sev2" }]);
    await cancelRollback.execute(world.kernel, { rollback: id, reason: "It was nothing." }, await by("cora"));
    expect(await find()).toEqual([]);
  });
});
