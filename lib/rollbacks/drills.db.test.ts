import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findActor } from "@/lib/identity/find-actor";
import { loadAttestationFacts } from "@/lib/audit/attestation-queries";
import { attestationsOf } from "@/lib/audit/attestations/of-release";
import { getGate } from "@/lib/gates/queries";
import { DecisionPending } from "@/lib/platform/gathering";
import { voteOnPending } from "@/lib/policy/pending-decisions";
import { getExposure } from "@/lib/rollouts/exposure-queries";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs } from "@/lib/testing/laddered";
import { releaseActs } from "@/lib/testing/release-acts";
import { rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import type { SampleRelease } from "@/lib/testing/release";
import { releaseWithTarget, targetArtifact } from "@/lib/testing/targets";
import { makeWorld, type World } from "@/lib/testing/world";
import { authoriseRollback } from "./authorise-rollback";
import { listDrills } from "./drill-queries";
import { claimTargetCheck } from "./claim-target-check";
import { endTargetCheck } from "./end-target-check";
import { endorseRollback } from "./endorse-rollback";
import { markSeen } from "./mark-seen";
import { startDrill } from "./start-drill";

let world: World;
let release: SampleRelease;
const { entriesOn } = releaseActs(() => world);
const { confirm, increase } = exposureActs(() => world);
const acts = rollbackActs(() => world);
const { by, work, send, complete, latest, episodes } = acts;
const db = () => world.kernel.db.prisma;
const seconds = (count: number): void => world.clock.shift(count * 1_000);

const drilledTemplate = {
  ...rollingTemplate,
  key: "drilled",
  stages: rollingTemplate.stages.map((stage, index) =>
    index > 0
      ? stage
      : {
          ...stage,
          gates: [
            {
              key: "rehearsed",
              title: "Rehearsed",
              objective: "We know the way back.",
              requirements: [
                { key: "drill", kind: "drill", title: "Drilled", level: "dry-run", validFor: "14d" },
              ],
            },
          ],
        },
  ),
};

let made = 0;
beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "plain" });
  await world.template(drilledTemplate, "cora");
  await acts.declare();
});
afterAll(() => world.close());
beforeEach(async () => {
  made += 1;
  release = await world.release({ slug: `drilled-${made}`, template: "drilled" });
});

async function start(
  given: { level?: "tabletop" | "dry-run"; mode?: "step-change" | "silence" | "slow-leak" } = {},
) {
  const { level = "dry-run", mode } = given;
  const failure = mode === undefined ? {} : { failure: { mode, criterion: "latency" } };
  return startDrill.execute(
    world.kernel,
    { release: release.slug, level, severity: "sev1", ...failure },
    await by("cora"),
  );
}

/** Lets so many minutes go by, with the worker at work. */
async function pass(minutes: number): Promise<void> {
  for (let half = 0; half < 2 * minutes; half += 1) {
    seconds(30);
    await work();
  }
}

async function carryOut(rollback: string, isSeen = true): Promise<void> {
  // Whoever decides without the room has seen it as well.
  if (isSeen) await markSeen(world.kernel, { id: rollback, actor: await world.actor("ed") });
  await authoriseRollback.execute(world.kernel, { rollback }, await by("ed"));
  await work();
  for (const step of ["stop", "put-back"]) {
    await complete(rollback, step);
    await work();
  }
}

async function endorse(rollback: string): Promise<void> {
  const pending: unknown = await endorseRollback
    .execute(world.kernel, { rollback }, await by("cora"))
    .catch((error: unknown) => error);
  expect(pending).toBeInstanceOf(DecisionPending);
  const { id } = (pending as DecisionPending).answer.pendingDecision;
  await voteOnPending(world.kernel, { pendingDecision: id, vote: "approve" }, await by("rita"));
}

const drills = async () =>
  (await listDrills(db(), { slug: release.slug, actor: await world.actor("cora"), now: world.clock.now() }))
    .items;
const requirement = async () =>
  (
    await getGate(db(), {
      slug: release.slug,
      gate: "rehearsed",
      actor: world.system,
      now: world.clock.now(),
    })
  ).requirements[0];

/** What is attested of its drills. */
async function attested() {
  const asked = { slug: release.slug, actor: world.system, now: world.clock.now() };
  const facts = await loadAttestationFacts(db(), { ...asked, site: "https://example.org", withNames: false });
  return attestationsOf(facts).filter(({ kind }) => kind === "drill");
}

describe("a drill", () => {
  it("is found by its criterion over samples that are made up, decided and undone as the real thing, and passes", async () => {
    expect(await requirement()).toMatchObject({ status: "open" });
    const { rollback } = await start({ mode: "step-change" });
    expect(rollback).toBeNull();
    await pass(6);
    const found = await latest(release);
    expect(found).toMatchObject({ mode: "drill", state: "proposed", severity: "sev1" });
    expect(await episodes(release)).toEqual([]);
    const { id } = found ?? { id: "" };
    await carryOut(id);
    expect(await latest(release)).toMatchObject({ state: "validating" });
    await pass(7);
    expect(await latest(release)).toMatchObject({ state: "stable" });
    await endorse(id);
    const [drill] = await drills();
    expect(drill).toMatchObject({ state: "passed", gaps: [], rollback: id, isOfCurrentPlan: true });
    expect(drill?.took?.detected).toBeGreaterThan(0);
    expect(await requirement()).toMatchObject({ status: "satisfied" });
    expect(await entriesOn(release, "drill.ended")).toMatchObject([{ after: "passed" }]);
    expect(await attested()).toMatchObject([
      {
        about: drill?.id,
        statement: {
          subject: [
            { name: "rollback-plan", digest: { sha256: drill?.planDigest.slice(7) } },
            { name: release.component, digest: { sha256: release.candidate.slice(7) } },
          ],
          predicate: {
            result: "PASSED",
            passedTests: ["detected", "seen", "decided", "executed", "stable"],
            failedTests: [],
          },
        },
      },
    ]);
    // It touched nothing real.
    expect(await db().exposurePause.count({ where: { releaseId: await acts.idOf(release) } })).toBe(0);
    expect(await db().hold.count({ where: { releaseId: await acts.idOf(release) } })).toBe(0);
    const exposure = { slug: release.slug, actor: world.system, now: world.clock.now() };
    expect(await getExposure(db(), exposure)).toMatchObject({ intended: 0, confirmed: 0, pause: null });
  });

  it("is found by missing data as well, and has failed where no criterion finds the failure in its time", async () => {
    await start({ mode: "silence" });
    await pass(10);
    expect(await latest(release)).toMatchObject({ mode: "drill", state: "proposed" });
    release = await world.release({ slug: `leaking-${made}`, template: "drilled" });
    await start({ mode: "slow-leak" });
    await pass(11);
    expect((await drills())[0]).toMatchObject({ state: "running" });
    await pass(2);
    expect((await drills())[0]).toMatchObject({ state: "failed", gaps: [{ kind: "not-found" }] });
    expect(await latest(release)).toBeNull();
    expect(await requirement()).toMatchObject({ status: "blocked" });
    expect(await attested()).toMatchObject([
      {
        statement: {
          predicate: {
            result: "FAILED",
            failedTests: ["not-found: No criterion found the failure in time."],
          },
        },
      },
    ]);
  });

  it("without a failure is proposed at once, and passes with the word that detection was not tried", async () => {
    const { rollback } = await start({ level: "tabletop" });
    const id = rollback ?? "";
    await carryOut(id, false);
    await work();
    expect(await latest(release)).toMatchObject({ state: "stable" });
    await endorse(id);
    expect((await drills())[0]).toMatchObject({ state: "passed", gaps: [{ kind: "not-exercised" }] });
    // A talk is less than the requirement asks for.
    expect(await requirement()).toMatchObject({ status: "open" });
  });

  it("without a failure takes a step as verified whose effect a criterion would show, because nothing is measured", async () => {
    await world.template(
      {
        ...drilledTemplate,
        key: "measured",
        rollbackPlan: {
          ...drilledTemplate.rollbackPlan,
          steps: drilledTemplate.rollbackPlan.steps.map((step) =>
            step.key === "stop" ? { ...step, verify: { criterion: "latency" } } : step,
          ),
        },
      },
      "cora",
    );
    release = await world.release({ slug: `measured-${made}`, template: "measured" });
    const { rollback } = await start();
    await carryOut(rollback ?? "");
    expect(await latest(release)).toMatchObject({ state: "validating" });
    await pass(3);
    expect(await latest(release)).toMatchObject({ state: "stable" });
  });

  it("has its target fetched, and fails with that gap where a runner finds it gone", async () => {
    release = await releaseWithTarget(world, {
      slug: `gone-${made}`,
      template: "drilled",
      artifacts: [targetArtifact("model", "the old model")],
    });
    const actor = await findActor(world.kernel, {
      authorization: `Bearer ${await world.machine(`runner-${made}`, "owners", ["runner"])}`,
      session: null,
      address: "192.0.2.7",
    });
    const call = { actor, requestId: "test" };
    const { rollback } = await start({ level: "tabletop" });
    expect(await entriesOn(release, "rollback-target.asked")).toMatchObject([
      { subjects: { drill: expect.any(String) as string } },
    ]);
    const { id, artifacts } = await claimTargetCheck.execute(
      world.kernel,
      { releases: [release.slug] },
      call,
    );
    const said = artifacts.map(({ component, kind, name }) => ({
      component,
      kind,
      name,
      result: "missing" as const,
      note: "It answers 404.",
    }));
    await endTargetCheck.execute(world.kernel, { release: release.slug, check: id, artifacts: said }, call);
    await carryOut(rollback ?? "", false);
    await work();
    await endorse(rollback ?? "");
    const [drill] = await drills();
    expect(drill).toMatchObject({
      state: "failed",
      gaps: [
        { kind: "target-lost", message: expect.stringContaining("model of") as string },
        { kind: "not-exercised" },
      ],
    });
  });

  it("that nobody decides on within the objective fails, with that gap", async () => {
    const { rollback } = await start({ level: "tabletop" });
    const id = rollback ?? "";
    seconds(11 * 60);
    await work();
    expect(await latest(release)).toMatchObject({ decision: "silence" });
    for (const step of ["stop", "put-back"]) {
      await complete(id, step);
      await work();
    }
    await endorse(id);
    const [drill] = await drills();
    expect(drill?.state).toBe("failed");
    expect(drill?.gaps.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["late", "not-seen"]));
    expect(await requirement()).toMatchObject({ status: "open" });
  });

  it("is cancelled by a real trigger, with its rollback", async () => {
    await (
      await increase(release, 5)
    )();
    await confirm(release, 5);
    await work();
    await start({ level: "tabletop" });
    expect(await latest(release)).toMatchObject({ mode: "drill", state: "proposed" });
    for (let minute = 0; minute < 3; minute += 1) {
      seconds(30);
      await send(release, 900);
      seconds(30);
      await work();
    }
    expect(await latest(release)).toMatchObject({ mode: "real", state: "proposed" });
    expect((await drills())[0]).toMatchObject({ state: "cancelled" });
    expect(await entriesOn(release, "rollback.cancelled")).toHaveLength(1);
    await expect(start({ level: "tabletop" })).rejects.toMatchObject({ code: "conflict" });
  });

  it("is one at a time, of an agreed plan, with a failure that its level can show", async () => {
    await start({ level: "tabletop" });
    await expect(start({ level: "tabletop" })).rejects.toMatchObject({ code: "conflict" });
    release = await world.release({ slug: `other-${made}`, template: "drilled" });
    await expect(start({ level: "tabletop", mode: "silence" })).rejects.toMatchObject({
      code: "invalid-input",
    });
  });
});
