import { pauseComponent } from "@/lib/catalogue/pause-component";
import { resumeComponent } from "@/lib/catalogue/resume-component";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { getGate } from "@/lib/gates/queries";
import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { DecisionPending } from "@/lib/platform/gathering";
import { voteOnPending } from "@/lib/policy/pending-decisions";
import { advanceStage } from "@/lib/releases/advance-stage";
import { cancelRelease } from "@/lib/releases/cancel-release";
import { completeRelease } from "@/lib/releases/complete-release";
import { createRelease } from "@/lib/releases/create-release";
import { liftHold } from "@/lib/releases/lift-hold";
import { getReleaseView } from "@/lib/releases/page-queries";
import { placeHold } from "@/lib/releases/place-hold";
import { reopenStage } from "@/lib/releases/reopen-stage";
import { setCandidate } from "@/lib/releases/set-candidate";
import { startRelease } from "@/lib/releases/start-release";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { interleaver, withoutLocks } from "@/lib/testing/interleave";
import { exposureActs, ladderedTemplate } from "@/lib/testing/laddered";
import { releaseActs } from "@/lib/testing/release-acts";
import { type SampleRelease, sampleRoles } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { getExposure } from "./exposure-queries";
import { increaseExposure } from "./increase-exposure";
import { pauseExposure } from "./pause-exposure";
import { resumeExposure } from "./resume-exposure";
import { setFreeze } from "./set-freeze";
import { soaksOf } from "./soak-queries";

let world: World;
let release: SampleRelease;
let url: string;
const { entriesOn } = releaseActs(() => world);
const acts = exposureActs(() => world);
const { confirm, pause, resume } = acts;
const increase = async (percent: number, who = "cora", of = release) =>
  (await acts.increase(of, percent, who))();
const interleave = interleaver(() => url);
const minutes = (count: number): void => world.clock.shift(count * 60_000);
const by = async (name: string) => world.call(await world.actor(name));
const stands = async (who = world.system) =>
  getExposure(world.kernel.db.prisma, { slug: release.slug, actor: who, now: world.clock.now() });
const claims = async () => {
  const { id } = await world.kernel.db.prisma.component.findUniqueOrThrow({
    where: { key: release.component },
  });
  return world.kernel.db.prisma.componentExposure.count({ where: { componentId: id } });
};
const refusal = (code: string, blocker?: string) => ({
  code,
  ...(blocker !== undefined && {
    extras: {
      blockers: expect.arrayContaining([expect.objectContaining({ code: blocker })]) as unknown,
    },
  }),
});

let made = 0;
beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  await world.release({ slug: "plain" });
  await world.template(ladderedTemplate, "cora");
});
afterAll(() => world.close());
beforeEach(async () => {
  made += 1;
  release = await another();
});

/** Another release, which moves a component of its own. */
const another = (name = "one", template = "laddered") => world.release({ slug: `${name}-${made}`, template });

describe("exposure", () => {
  it("grows step by step, each confirmed and soaked, and each on record", async () => {
    await expect(increase(25)).rejects.toMatchObject({ code: "conflict" });
    expect(await increase(5)).toEqual({ intended: 5, confirmed: 0, isConfirmed: false, isPaused: false });
    await expect(increase(25)).rejects.toMatchObject(refusal("exposure-not-ready", "exposure-unconfirmed"));
    await confirm(release, 5);
    minutes(29);
    await expect(increase(25)).rejects.toMatchObject(refusal("exposure-not-ready", "soak-running"));
    minutes(2);
    await increase(25);
    await confirm(release, 25);
    await expect(increase(100)).rejects.toMatchObject({ code: "conflict" });
    expect(await entriesOn(release, "exposure.increased")).toMatchObject([
      { before: "0", after: "5" },
      { before: "5", after: "25" },
    ]);
    expect(await entriesOn(release, "exposure.confirmed")).toHaveLength(2);
    const { ladder, changes } = await stands();
    expect(ladder.flatMap(({ steps }) => steps.map(({ state }) => state))).toEqual([
      "reached",
      "current",
      "ahead",
    ]);
    expect(changes.map(({ kind, percent }) => `${kind} ${percent}`)).toEqual([
      "confirmed 25",
      "intended 25",
      "confirmed 5",
      "intended 5",
    ]);
  });

  it("is asked of those who hold the right, and of nobody without a candidate for each component", async () => {
    await expect(increase(5, "ed")).rejects.toMatchObject({ code: "not-a-holder" });
    const other = await another("two");
    const { id } = await world.kernel.db.prisma.release.findUniqueOrThrow({ where: { slug: other.slug } });
    await world.kernel.db.prisma
      .$executeRaw`UPDATE candidates SET valid_to = valid_from WHERE release_id = ${id}::uuid`;
    await expect(increase(5, "cora", other)).rejects.toMatchObject(
      refusal("exposure-not-ready", "no-candidate"),
    );
  });

  it("does not grow while a component is paused, which can still be lowered, and soaks anew afterwards", async () => {
    const of = { key: release.component, reason: "Withdrawn." };
    await pauseComponent.execute(world.kernel, of, await by("cora"));
    await expect(increase(5)).rejects.toMatchObject(refusal("on-hold", "component-paused"));
    await resumeComponent.execute(world.kernel, of, await by("cora"));
    await increase(5);
    await confirm(release, 5);
    minutes(20);
    await pauseComponent.execute(world.kernel, of, await by("cora"));
    minutes(20);
    await resumeComponent.execute(world.kernel, of, await by("cora"));
    minutes(20);
    await expect(increase(25)).rejects.toMatchObject(refusal("exposure-not-ready", "soak-running"));
    minutes(20);
    await increase(25);
    await pauseComponent.execute(world.kernel, of, await by("cora"));
    expect(await pause(release, 0)).toMatchObject({ intended: 0 });
  });

  it("does not grow while the release is on hold, frozen or paused, and pauses all the same", async () => {
    const hold = await placeHold.execute(
      world.kernel,
      { release: release.slug, reason: "Wait." },
      await by("cora"),
    );
    await expect(increase(5)).rejects.toMatchObject({ code: "on-hold" });
    await liftHold.execute(
      world.kernel,
      { release: release.slug, hold: hold.id, reason: "Go." },
      await by("cora"),
    );
    await increase(5);
    await confirm(release, 5);
    const from = world.clock.now().toISOString();
    const until = new Date(world.clock.now().getTime() + 86_400_000).toISOString();
    await setFreeze.execute(
      world.kernel,
      { title: "Year end", reason: "Quiet.", component: release.component, once: { from, until } },
      await by("cora"),
    );
    minutes(31);
    await expect(increase(25)).rejects.toMatchObject({ code: "frozen" });
    await placeHold.execute(world.kernel, { release: release.slug, reason: "Wait." }, await by("cora"));
    minutes(-60);
    expect(await pause(release, 0)).toMatchObject({ intended: 0, confirmed: 5, isPaused: true });
    expect(await entriesOn(release, "exposure.paused")).toHaveLength(1);
    expect(await entriesOn(release, "exposure.lowered")).toMatchObject([{ before: "5", after: "0" }]);
    await confirm(release, 0);
    expect(await stands()).toMatchObject({ intended: 0, confirmed: 0, most: 0 });
    expect(await claims()).toBe(0);
    minutes(60);
  });

  it("is paused once, lowered as often as wanted and never raised by it, and resumed with a soak that begins anew", async () => {
    await increase(5);
    await confirm(release, 5);
    minutes(20);
    await pause(release);
    await expect(pause(release)).rejects.toMatchObject({ code: "conflict" });
    await expect(pause(release, 5)).rejects.toMatchObject({ code: "invalid-input" });
    minutes(20);
    await expect(increase(25)).rejects.toMatchObject(refusal("exposure-not-ready", "exposure-paused"));
    await resume(release);
    await expect(resume(release)).rejects.toMatchObject({ code: "conflict" });
    minutes(29);
    await expect(increase(25)).rejects.toMatchObject(refusal("exposure-not-ready", "soak-running"));
    minutes(1);
    await increase(25);
    expect(await entriesOn(release, "exposure.resumed")).toHaveLength(1);
  });

  it("is not resumed while a passed gate covers other content", async () => {
    // What was signed is not looked at without a gate that passed; the laddered template signs nothing before its canary.
    const document = {
      ...ladderedTemplate,
      key: "signed-first",
      stages: [
        {
          ...ladderedTemplate.stages[0],
          key: "first",
          exposure: [],
          gates: [
            {
              key: "told",
              title: "Told",
              objective: "Told.",
              requirements: [{ key: "told", kind: "bundle", kinds: ["code"] }],
            },
          ],
        },
        ...ladderedTemplate.stages,
      ],
    };
    await world.template(document, "cora");
    const two = await another("two", "signed-first");
    await advanceStage.execute(world.kernel, { release: two.slug, stage: "first" }, await by("cora"));
    await pause(two);
    const digest = await world.bundle(two.component, { code: "c2", "model-weights": "w2" }, "lea");
    await setCandidate.execute(
      world.kernel,
      { release: two.slug, component: two.component, digest },
      await by("cora"),
    );
    await expect(resume(two)).rejects.toMatchObject({ code: "subject-changed" });
    await expect(increase(5, "cora", two)).rejects.toMatchObject({ code: "exposure-not-ready" });
  });

  it("holds the candidate, and keeps the release from being cancelled, until 0 is confirmed", async () => {
    await increase(5);
    const digest = await world.bundle(release.component, { code: "c2" }, "lea");
    const set = async () =>
      setCandidate.execute(
        world.kernel,
        { release: release.slug, component: release.component, digest },
        await by("cora"),
      );
    const cancel = async () =>
      cancelRelease.execute(world.kernel, { release: release.slug, reason: "No." }, await by("cora"));
    await expect(set()).rejects.toMatchObject({ code: "exposed" });
    // Nobody knows whether the first step was set before it was taken back.
    await pause(release, 0);
    await expect(set()).rejects.toMatchObject({ code: "exposed" });
    await expect(cancel()).rejects.toMatchObject({ code: "exposed" });
    expect(await claims()).toBe(1);
    await confirm(release, 0);
    await set();
    await cancel();
  });
});

describe("confirming", () => {
  it("is by a machine with the scope, or by somebody who could decide on exposure", async () => {
    await increase(5);
    const api = testApi(world.kernel);
    const body = { percent: 5, bundleDigest: release.candidate };
    const send = (token: string) =>
      api.request("POST", `/releases/${release.slug}/exposure/confirm`, { token, body });
    expect((await send(await world.machine("checker", "owners", ["checks:*"]))).status).toBe(403);
    expect((await send(await world.tokenOf("ed"))).status).toBe(403);
    expect((await send(await world.machine("router", "owners", ["exposure"]))).status).toBe(200);
    expect(await entriesOn(release, "exposure.confirmed")).toMatchObject([{ actor: { kind: "machine" } }]);
    expect((await send(await world.tokenOf("cora"))).body).toMatchObject({ code: "already-exists" });
  });

  it("names a candidate of the release, and something that was decided", async () => {
    await expect(confirm(release, 5)).rejects.toMatchObject({ code: "conflict" });
    await increase(5);
    const other = await world.bundle(release.component, { code: "c9" }, "lea");
    await expect(confirm({ ...release, candidate: other }, 5)).rejects.toMatchObject({
      code: "invalid-input",
    });
    await pause(release, 0);
    await confirm(release, 0);
    await expect(confirm(release, 5)).rejects.toMatchObject({ code: "conflict" });
  });

  it("of another share than was decided is recorded, and nothing grows from there", async () => {
    await increase(5);
    await confirm(release, 50);
    expect(await stands()).toMatchObject({ intended: 5, confirmed: 50, most: 50, isConfirmed: false });
    minutes(60);
    await expect(increase(25)).rejects.toMatchObject(refusal("exposure-not-ready", "exposure-unconfirmed"));
  });
});

describe("one release at a time has exposure on a component", () => {
  const second = async (restricted = false) => {
    const slug = `two-${made}`;
    const cora = await by("cora");
    await createRelease.execute(
      world.kernel,
      {
        slug,
        title: "The other",
        template: { key: "laddered" },
        champion: world.emailOf("cora"),
        components: [{ key: release.component }],
        roles: Object.fromEntries(
          Object.entries(sampleRoles).map(([role, names]) => [role, names.map(world.emailOf)]),
        ),
        ...(restricted && { restrictedTo: [world.emailOf("cy")] }),
      },
      cora,
    );
    await startRelease.execute(world.kernel, { release: slug }, cora);
    await setCandidate.execute(
      world.kernel,
      { release: slug, component: release.component, digest: release.candidate },
      cora,
    );
    return { ...release, slug };
  };

  it("and a second waits until the first is at 0, or completed", async () => {
    const two = await second();
    await increase(5);
    const error = await increase(5, "cora", two).catch((each: unknown) => each);
    expect(error).toMatchObject(refusal("exposure-not-ready", "component-exposed"));
    expect(error instanceof AppError && error.message).toContain(`(${release.slug})`);
    await pause(release, 0);
    await expect(increase(5, "cora", two)).rejects.toMatchObject({ code: "exposure-not-ready" });
    await confirm(release, 0);
    await increase(5, "cora", two);
  });

  it("whose name those who may not see it are not told", async () => {
    const two = await second(true);
    await increase(5, "cora", two);
    const asked = { slug: release.slug, actor: await world.actor("mia"), now: world.clock.now() };
    const { next } = await getExposure(world.kernel.db.prisma, asked);
    expect(JSON.stringify(next)).toContain("Another release has exposure on");
    expect(JSON.stringify(next)).not.toContain(two.slug);
    expect(JSON.stringify(next)).not.toContain("The other");
    const answer = await testApi(world.kernel).request("GET", `/releases/${two.slug}/exposure`, {
      token: await world.tokenOf("mia"),
    });
    expect(answer.status).toBe(404);
  });

  for (const locks of ["with locks", "without locks"] as const)
    it(`though two begin at once, ${locks}`, async () => {
      const two = await second();
      const kernel = locks === "with locks" ? world.kernel : withoutLocks(world.kernel);
      const { first, second: other } = await interleave(kernel, {
        first: await acts.increase(release, 5),
        second: await acts.increase(two, 5),
      });
      expect(first).toEqual({ status: "fulfilled", value: expect.anything() as unknown });
      expect(other).toMatchObject({ status: "rejected", reason: { code: "exposure-not-ready" } });
      expect(await claims()).toBe(1);
    });
});

describe("leaving a stage", () => {
  const canary = async () => {
    await increase(5);
    await confirm(release, 5);
    minutes(30);
    await increase(25);
    await confirm(release, 25);
  };
  const advance = async () =>
    advanceStage.execute(world.kernel, { release: release.slug, stage: "canary" }, await by("cora"));

  it("waits for its soak, and keeps the exposure, which then grows in the next", async () => {
    const gate = async () =>
      getGate(world.kernel.db.prisma, {
        slug: release.slug,
        gate: "healthy",
        actor: world.system,
        now: world.clock.now(),
      });
    expect(await gate()).toMatchObject({
      status: "open",
      requirements: [
        { blockers: [{ code: "exposure-below", canBeClearedBy: [{ email: "cora@example.org" }, {}] }] },
      ],
    });
    await canary();
    await expect(advance()).rejects.toMatchObject(refusal("gate-not-ready", "soak-running"));
    minutes(119);
    expect((await gate()).status).toBe("open");
    minutes(1);
    expect((await gate()).status).toBe("ready");
    await advance();
    expect(await stands()).toMatchObject({
      stage: "production",
      confirmed: 25,
      next: { percent: 100, refusal: null },
    });
    const reopen = reopenStage.execute(
      world.kernel,
      { release: release.slug, stage: "canary", reason: "Again." },
      await by("cora"),
    );
    await expect(reopen).rejects.toMatchObject({ code: "exposed" });
    await increase(100);
    const complete = async () =>
      completeRelease.execute(
        world.kernel,
        { release: release.slug, outcome: "completed" },
        await by("cora"),
      );
    await expect(complete()).rejects.toMatchObject({ code: "exposure-not-ready" });
    await confirm(release, 100);
    minutes(59);
    const asked = { slug: release.slug, actor: await world.actor("cora") };
    const shown = async () =>
      (await getReleaseView(world.kernel.db.prisma, { ...asked, now: world.clock.now() })).course?.complete;
    expect((await shown())?.fault).toContain("100 % soaks for 1 h");
    await expect(complete()).rejects.toMatchObject({ code: "exposure-not-ready" });
    minutes(1);
    expect((await shown())?.fault).toBeNull();
    await complete();
    expect(await claims()).toBe(0);
  });

  it("begins the soak anew after a hold, however short, and after a decrease", async () => {
    await canary();
    minutes(100);
    const { id } = await placeHold.execute(
      world.kernel,
      { release: release.slug, reason: "Wait." },
      await by("cora"),
    );
    await liftHold.execute(
      world.kernel,
      { release: release.slug, hold: id, reason: "Go." },
      await by("cora"),
    );
    minutes(100);
    await expect(advance()).rejects.toMatchObject({ code: "gate-not-ready" });
    minutes(20);
    await advance();
  });

  it("leaves a soak as it is when the clock goes back", async () => {
    await canary();
    minutes(60);
    const before = (await stands()).soak?.metAt;
    await pause(release);
    minutes(-120);
    await resume(release);
    const { soak } = await stands();
    expect(soak?.isMet).toBe(false);
    expect(Date.parse(soak?.metAt ?? "")).toBeGreaterThan(Date.parse(before ?? ""));
    minutes(120);
  });
});

describe("the calendar", () => {
  it("shows when a soak is met, to those who see the release, while it runs", async () => {
    const hidden = await world.release({
      slug: `hidden-${made}`,
      template: "laddered",
      restrictedTo: ["cy"],
    });
    for (const each of [release, hidden]) {
      await increase(5, "cora", each);
      await confirm(each, 5);
    }
    const now = world.clock.now();
    const asked = { filter: {}, now, from: now.getTime(), until: now.getTime() + 86_400_000 };
    const soaks = async (who: string, filter = {}) =>
      (
        await soaksOf(world.kernel.db.prisma, {
          ...asked,
          filter,
          now: world.clock.now(),
          actor: await world.actor(who),
        })
      ).filter(({ release: { slug } }) => [release.slug, hidden.slug].includes(slug));
    expect(await soaks("mia")).toMatchObject([{ percent: 5, release: { slug: release.slug } }]);
    expect(await soaks("cora")).toHaveLength(2);
    expect(await soaks("mia", { mine: "yes" })).toEqual([]);
    const day = (at: number) => new Date(at).toISOString().slice(0, 10);
    const [from, to] = [day(asked.from), day(asked.until)];
    const token = await world.tokenOf("mia");
    const answer = await testApi(world.kernel).request("GET", `/calendar?from=${from}&to=${to}`, { token });
    expect(answer.as<{ items: { kind: string; release: { slug: string } }[] }>().items).toContainEqual(
      expect.objectContaining({ kind: "soak", percent: 5 }),
    );
    await pause(release);
    expect(await soaks("mia")).toEqual([]);
  });
});

describe("deciding together and alone", () => {
  const shared = async () => {
    const rights = ladderedTemplate.rights.map((row) =>
      row.decision === "exposure.increase" || row.decision === "exposure.resume"
        ? { ...row, slots: [...row.slots, { roles: ["reviewer"], count: 1, allowAuthor: true }] }
        : row,
    );
    await world.template({ ...ladderedTemplate, key: "shared", rights }, "cora");
    return another("shared", "shared");
  };
  const proposed = async (asked: Promise<unknown>): Promise<string> => {
    const error: unknown = await asked.catch((each: unknown) => each);
    if (!(error instanceof DecisionPending)) throw error;
    return error.answer.pendingDecision.id;
  };
  const agree = async (id: string, who: string, kernel: Kernel = world.kernel) =>
    voteOnPending(kernel, { pendingDecision: id, vote: "approve" }, await by(who));

  it("takes all who are asked to increase and to resume, and what happened meanwhile makes it void", async () => {
    const two = await shared();
    const first = await proposed(increase(5, "cora", two));
    expect(await claims()).toBe(0);
    await agree(first, "rita");
    await confirm(two, 5, "rita");
    minutes(31);
    const second = await proposed(increase(25, "cora", two));
    await confirm(two, 4, "rita");
    await expect(agree(second, "rita")).rejects.toMatchObject({ code: "subject-changed" });
  });

  it("by break-glass passes a soak that still runs, by name, and never what is not confirmed", async () => {
    const broken = async (percent: number, who: string) =>
      increaseExposure.execute(
        world.kernel,
        { release: release.slug, percent, breakGlass: true, reason: "The old model is withdrawn today." },
        await by(who),
      );
    await increase(5);
    await expect(broken(25, "ed")).rejects.toMatchObject(
      refusal("exposure-not-ready", "exposure-unconfirmed"),
    );
    await confirm(release, 5);
    await expect(broken(25, "rita")).rejects.toMatchObject({ code: "not-a-holder" });
    await broken(25, "ed");
    expect(await entriesOn(release, "break-glass.used")).toMatchObject([
      { payload: { decision: "exposure.increase", passed: [{ code: "soak-running" }] } },
    ]);
    expect(await entriesOn(release, "exposure.increased")).toHaveLength(2);
    expect(await entriesOn(release, "obligation.imposed")).toHaveLength(2);
  });

  it("is paused by the worker, which resumes nothing", async () => {
    await increase(5);
    const worker = world.call({ kind: "system", job: "worker" });
    await pauseExposure.execute(
      world.kernel,
      { release: release.slug, reason: "A breach.", percent: 0 },
      worker,
    );
    expect(await entriesOn(release, "exposure.paused")).toMatchObject([{ actor: { kind: "system" } }]);
    await expect(
      resumeExposure.execute(world.kernel, { release: release.slug, reason: "Go." }, worker),
    ).rejects.toMatchObject({ code: "people-only" });
  });
});
