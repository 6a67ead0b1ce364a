import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DecisionPending } from "@/lib/platform/gathering";
import { voteOnPending } from "@/lib/policy/pending-decisions";
import { criteriaStanding } from "@/lib/metrics/verdict-queries";
import { Criteria } from "@/lib/metrics/schemas";
import { changeCriteria } from "@/lib/releases/change-criteria";
import { changeRollbackPlan } from "@/lib/releases/change-rollback-plan";
import { completeRelease } from "@/lib/releases/complete-release";
import { liftHold } from "@/lib/releases/lift-hold";
import { getExposure } from "@/lib/rollouts/exposure-queries";
import { increaseExposure } from "@/lib/rollouts/increase-exposure";
import { resumeExposure } from "@/lib/rollouts/resume-exposure";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs } from "@/lib/testing/laddered";
import { releaseActs } from "@/lib/testing/release-acts";
import { goBack, latency, rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { authoriseRollback } from "./authorise-rollback";
import { declineRollback } from "./decline-rollback";
import { endorseRollback } from "./endorse-rollback";
import { dueEpisodes } from "./load-episode";
import { overrideBreach } from "./override-breach";
import { proposeRollback } from "./propose-rollback";
import { retryStep } from "./retry-step";
import { RollbackPlan } from "./schemas";
import { getRollbackRoom } from "./room-queries";

let world: World;
let release: SampleRelease;
const { entriesOn } = releaseActs(() => world);
const { confirm, increase } = exposureActs(() => world);
const acts = rollbackActs(() => world);
const { by, work, send, complete, latest, episodes } = acts;
const db = () => world.kernel.db.prisma;
const seconds = (count: number): void => world.clock.shift(count * 1_000);
const inAnHour = () => new Date(world.clock.now().getTime() + 3_600_000).toISOString();

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
  release = await world.release({ slug: `rolling-${made}`, template: "rolling" });
  await (
    await increase(release, 5)
  )();
  await confirm(release, 5);
  await work();
});

/** Sends a value a minute, for so many minutes, with the worker after each. */
async function minutesOf(count: number, value: number, cohort = "canary"): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    seconds(30);
    await send(release, value, cohort);
    seconds(30);
    await work();
  }
}

const propose = async (who = "cora", severity = "sev1") =>
  proposeRollback.execute(
    world.kernel,
    { release: release.slug, severity: severity as "sev1", reason: "Answers are wrong." },
    await by(who),
  );
const authorise = async (rollback: string, who = "ed") =>
  authoriseRollback.execute(world.kernel, { rollback }, await by(who));
const stand = async (who = "cora") =>
  getExposure(db(), { slug: release.slug, actor: await world.actor(who), now: world.clock.now() });
const holds = async () =>
  db().hold.findMany({ where: { releaseId: await acts.idOf(release), validTo: null } });

describe("a breach", () => {
  it("proposes to go back once, pauses exposure, and a person authorises, carries out and two endorse", async () => {
    await minutesOf(3, 200);
    await minutesOf(3, 900);
    const [episode] = await episodes(release);
    expect(episode).toMatchObject({
      criterionKey: "latency",
      kind: "breach",
      blames: "candidate",
      value: "900",
    });
    expect(await latest(release)).toMatchObject({ state: "proposed", severity: "sev1", proposedBy: null });
    expect(await stand()).toMatchObject({ pause: { by: null } });
    expect(await holds()).toEqual([]);
    const { id } = (await latest(release)) ?? { id: "" };
    await expect(authorise(id, "rita")).rejects.toMatchObject({ code: "not-a-holder" });
    await authorise(id);
    expect(await holds()).toHaveLength(1);
    expect(await stand()).toMatchObject({ intended: 0, confirmed: 5 });
    await work();
    expect(await latest(release)).toMatchObject({
      state: "executing",
      steps: [{ state: "running" }, { state: "waiting" }],
    });
    await complete(id, "stop");
    await work();
    await complete(id, "2");
    await work();
    expect(await latest(release)).toMatchObject({
      state: "validating",
      steps: [{ state: "done" }, { state: "done" }],
    });
    expect(await stand()).toMatchObject({ intended: 0, confirmed: 0, isConfirmed: true });
    await minutesOf(6, 180, "baseline");
    expect(await latest(release)).toMatchObject({ state: "stable" });
    const pending: unknown = await endorseRollback
      .execute(world.kernel, { rollback: id }, await by("cora"))
      .catch((error: unknown) => error);
    expect(pending).toBeInstanceOf(DecisionPending);
    const { answer } = pending as DecisionPending;
    await voteOnPending(
      world.kernel,
      { pendingDecision: answer.pendingDecision.id, vote: "approve" },
      await by("rita"),
    );
    expect(await latest(release)).toMatchObject({ state: "endorsed" });
    expect((await episodes(release))[0]).toMatchObject({ closure: "endorsed" });
    const types = ["proposed", "authorised", "started", "executed", "stable", "endorsed"];
    for (const type of types) expect(await entriesOn(release, `rollback.${type}`)).toHaveLength(1);
    expect(await entriesOn(release, "rollback.step-done")).toHaveLength(2);
    expect(await entriesOn(release, "breach.opened")).toHaveLength(1);
    // What was decided stays: nothing proposes again by itself.
    await minutesOf(2, 900);
    expect(await episodes(release)).toHaveLength(1);
    const ended = await completeRelease.execute(
      world.kernel,
      { release: release.slug, outcome: "rolled-back" },
      await by("cora"),
    );
    expect(ended).toMatchObject({ state: "rolled-back" });
  });

  it("that nobody decides on in time is carried out by the policy, and says so", async () => {
    await minutesOf(3, 900);
    const { id, decideBy } = (await latest(release)) ?? { id: "", decideBy: new Date() };
    world.clock.set(new Date(decideBy.getTime() - 20_000));
    await work();
    expect(await latest(release)).toMatchObject({ id, state: "proposed" });
    seconds(20);
    await work();
    expect(await latest(release)).toMatchObject({ state: "executing", decision: "silence", decidedBy: null });
    expect(await entriesOn(release, "rollback.authorised")).toMatchObject([
      { payload: { decision: "silence" } },
    ]);
    expect((await entriesOn(release, "rollback.escalated")).length).toBeGreaterThan(0);
  });

  it("that is declined is looked at further and proposed anew at the time named, and not before", async () => {
    await minutesOf(3, 900);
    const { id } = (await latest(release)) ?? { id: "" };
    const until = inAnHour();
    await declineRollback.execute(
      world.kernel,
      { rollback: id, reason: "The probe is wrong, not the model.", until },
      await by("ed"),
    );
    await minutesOf(3, 900);
    expect(await latest(release)).toMatchObject({ id, state: "declined" });
    await expect(
      increaseExposure.execute(world.kernel, { release: release.slug, percent: 25 }, await by("cora")),
    ).rejects.toMatchObject({ code: "exposure-not-ready" });
    world.clock.set(new Date(Date.parse(until) + 1));
    await work();
    const again = await latest(release);
    expect(again).toMatchObject({ state: "proposed" });
    expect(again?.id).not.toBe(id);
    expect(await episodes(release)).toHaveLength(1);
  });

  it("that is overridden ends its episode, begins the criterion again, and keeps exposure as it is until the time named", async () => {
    await minutesOf(3, 900);
    const { id } = (await latest(release)) ?? { id: "" };
    const until = inAnHour();
    const override = async (who: string) =>
      overrideBreach.execute(
        world.kernel,
        { release: release.slug, criterion: "latency", reason: "A bad probe.", until },
        await by(who),
      );
    await expect(override("rita")).rejects.toMatchObject({ code: "conflict" });
    await declineRollback.execute(
      world.kernel,
      { rollback: id, reason: "A bad probe.", until },
      await by("ed"),
    );
    await expect(override("ed")).rejects.toMatchObject({ code: "not-a-holder" });
    await override("rita");
    expect((await episodes(release))[0]).toMatchObject({ closure: "overridden" });
    await resumeExposure.execute(
      world.kernel,
      { release: release.slug, reason: "It was the probe." },
      await by("cora"),
    );
    await minutesOf(32, 200);
    const refused = increaseExposure.execute(
      world.kernel,
      { release: release.slug, percent: 25 },
      await by("cora"),
    );
    await expect(refused).rejects.toMatchObject({
      code: "exposure-not-ready",
      extras: { blockers: [{ code: "breach-overridden" }] },
    });
    await minutesOf(30, 200);
    await increaseExposure.execute(world.kernel, { release: release.slug, percent: 25 }, await by("cora"));
    expect(await entriesOn(release, "breach.overridden")).toMatchObject([{ payload: { until } }]);
  });

  it("that the baseline shares holds the release instead of blaming the candidate", async () => {
    for (let minute = 0; minute < 3; minute += 1) {
      seconds(30);
      await send(release, 900, "baseline");
      await send(release, 900);
      seconds(30);
      await work();
    }
    expect((await episodes(release))[0]).toMatchObject({ blames: "baseline", rollbackId: null });
    expect(await latest(release)).toBeNull();
    expect(await holds()).toMatchObject([{ placedBy: null }]);
  });

  it("asks the worker for nothing once what follows from it has happened, or where it is in shadow", async () => {
    await minutesOf(3, 900);
    expect(await latest(release)).toMatchObject({ state: "proposed" });
    const due = async () =>
      (await dueEpisodes(db(), world.clock.now())).filter((each) => each.release === release.slug);
    expect(await due()).toEqual([]);
    release = await world.release({ slug: `shadow-${made}`, template: "rolling" });
    await changeCriteria.execute(
      world.kernel,
      { release: release.slug, document: Criteria.parse([{ ...latency, shadow: true }]) },
      await by("cora"),
    );
    await (
      await increase(release, 5)
    )();
    await confirm(release, 5);
    await minutesOf(3, 900);
    expect(await due()).toEqual([]);
    expect(await episodes(release)).toEqual([]);
  });

  it("of missing data holds once per episode, and again only after there was data", async () => {
    await minutesOf(2, 200);
    for (let minute = 0; minute < 9; minute += 1) {
      seconds(60);
      await work();
    }
    expect(await episodes(release)).toMatchObject([{ kind: "withheld", closure: null }]);
    expect(await holds()).toHaveLength(1);
    await minutesOf(3, 200);
    expect(await episodes(release)).toMatchObject([{ closure: "recovered" }]);
    expect(await holds()).toHaveLength(1);
  });
});

describe("a criterion that is loosened once users are exposed", () => {
  it("says so to whoever reads its verdict, and one that is tightened does not", async () => {
    const change = async (value: string) => {
      seconds(5);
      const document = Criteria.parse([{ ...latency, breach: { op: ">", value } }]);
      await changeCriteria.execute(world.kernel, { release: release.slug, document }, await by("cora"));
    };
    const asked = async () =>
      criteriaStanding(db(), {
        slug: release.slug,
        actor: await world.actor("cora"),
        now: world.clock.now(),
      });
    await change("200");
    expect(await asked()).toMatchObject([{ key: "latency", changedAfterData: null }]);
    await change("400");
    const [loosened] = await asked();
    expect(Date.parse(loosened?.changedAfterData ?? "")).toBeGreaterThan(0);
  });
});

describe("a rollback that a person proposes", () => {
  it("is one at a time: a second proposal joins it", async () => {
    const first = await propose();
    const second = await propose("rita", "sev3");
    expect(second).toEqual({ id: first.id, isNew: false });
    expect(await entriesOn(release, "rollback.joined")).toHaveLength(1);
  });

  it("keeps the hold and the pause until it is over", async () => {
    const { id } = await propose();
    await authorise(id);
    const [hold] = await holds();
    await expect(
      liftHold.execute(
        world.kernel,
        { release: release.slug, hold: hold?.id ?? "", reason: "Go on." },
        await by("cora"),
      ),
    ).rejects.toMatchObject({ code: "conflict" });
    await expect(
      resumeExposure.execute(world.kernel, { release: release.slug, reason: "Go on." }, await by("cora")),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("says in the room what the reader may do, as the commands do", async () => {
    const { id } = await propose();
    const room = async (who: string) =>
      getRollbackRoom(db(), { id, actor: await world.actor(who), now: world.clock.now() });
    expect((await room("ed")).abilities.authorise).toEqual({ allowed: true });
    const rob = await room("rob");
    expect(rob).toMatchObject({
      abilities: { authorise: { allowed: false } },
      primary: { act: "authorise" },
    });
    expect(rob.awaited.map(({ name }) => name)).toEqual(["ed", "eve"]);
    await authorise(id);
    await work();
    expect(await room("ed")).toMatchObject({
      primary: { act: "report", step: "stop", about: "carried-out" },
    });
  });

  it("with a step that failed waits for people, who take it over or have it tried again", async () => {
    const { id } = await propose();
    await authorise(id);
    await work();
    await complete(id, "stop", "ed", "failed");
    await work();
    expect(await latest(release)).toMatchObject({ state: "failed", steps: [{ state: "failed" }, {}] });
    expect((await entriesOn(release, "rollback.escalated")).length).toBeGreaterThan(0);
    await retryStep.execute(
      world.kernel,
      { rollback: id, step: "stop", reason: "Once more." },
      await by("ed"),
    );
    await work();
    expect(await latest(release)).toMatchObject({ state: "executing" });
    await complete(id, "stop");
    await work();
    const after = await latest(release);
    expect(after).toMatchObject({ state: "executing", steps: [{ state: "done" }, { state: "running" }] });
    expect(after?.attempts.map(({ stepKey, number, state }) => `${stepKey} ${number} ${state}`)).toEqual([
      "stop 1 failed",
      "stop 2 succeeded",
      "put-back 1 queued",
    ]);
  });

  it("of a first release goes back to nothing, which no digest has to prove", async () => {
    const [stop, putBack] = goBack.steps;
    const verify = { servingDigest: "target", from: "confirm" };
    const plan = (bundle: unknown) =>
      RollbackPlan.parse({ ...goBack, target: { bundle }, steps: [stop, { ...putBack, verify }] });
    const change = async (bundle: unknown) =>
      changeRollbackPlan.execute(
        world.kernel,
        { release: release.slug, document: plan(bundle) },
        await by("cora"),
      );
    await expect(change({ [release.component]: `sha256:${"0".repeat(64)}` })).rejects.toMatchObject({
      code: "invalid-input",
    });
    await change("baseline");
    const { id } = await propose();
    await authorise(id);
    for (const step of ["stop", "put-back"]) {
      await work();
      await complete(id, step);
    }
    await work();
    expect(await latest(release)).toMatchObject({ state: "validating" });
  });

  it("is refused where nothing is exposed", async () => {
    release = await world.release({ slug: `unexposed-${made}`, template: "rolling" });
    await expect(propose()).rejects.toMatchObject({ code: "conflict" });
  });
});
