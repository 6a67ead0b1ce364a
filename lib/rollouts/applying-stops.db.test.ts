import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { authoriseRollback } from "@/lib/rollbacks/authorise-rollback";
import { cancelRollback } from "@/lib/rollbacks/cancel-rollback";
import { proposeRollback } from "@/lib/rollbacks/propose-rollback";
import { startDrill } from "@/lib/rollbacks/start-drill";
import { testApi } from "@/lib/testing/api";
import { appliedActs, appliedTemplate } from "@/lib/testing/applied";
import { refreshProjections } from "@/lib/gates/refresh-projections";
import { countWaiting } from "@/lib/gates/waiting-queries";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs } from "@/lib/testing/laddered";
import { makeReceiver, type Receiver } from "@/lib/testing/receiver";
import { releaseActs } from "@/lib/testing/release-acts";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { tendApplying } from "./tend-applying";
import { unappliedFor } from "./unapplied-queries";

let world: World;
let receiver: Receiver;
let release: SampleRelease;
let made = 0;

const { confirm, pause, resume } = exposureActs(() => world);
const { attempts, states, shown, stateNow, increase, carryOut, claim, end, apply, done, leaveNothing } =
  appliedActs(() => ({ world, receiver, release }));
const { entriesOn } = releaseActs(() => world);
const by = async (name: string) => world.call(await world.actor(name));
const seconds = (count: number): void => world.clock.shift(count * 1_000);

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "plain" });
  receiver = await makeReceiver();
  const webhook = { type: "webhook" as const, url: `${receiver.url}/exposure` };
  await world.template(appliedTemplate("by-webhook", webhook), "cora");
  await world.template(appliedTemplate("by-flag", { type: "flag", flag: "new-vad" }), "cora");
}, 60_000);
afterAll(async () => {
  await receiver.close();
  await world.close();
});
beforeEach(async () => {
  await leaveNothing();
  made += 1;
  release = await world.release({ slug: `r-${made}`, template: "by-webhook" });
});

describe("what keeps exposure from growing", () => {
  it("leaves a rise waiting, and what was set by hand is not set once more", async () => {
    done();
    await increase(5);
    await pause(release);
    expect([await carryOut(), await stateNow()]).toEqual([0, "held-back"]);
    seconds(3_600);
    await tendApplying(world.kernel);
    expect(await states()).toEqual(["5 % 1 queued"]);
    await resume(release);
    await tendApplying(world.kernel);
    seconds(31);
    await carryOut();
    expect(await states()).toEqual(["5 % 1 failed", "5 % 2 succeeded"]);
    world.clock.shift(31 * 60_000);
    await increase(25);
    await confirm(release, 25);
    expect((await states()).at(-1)).toBe("25 % 1 failed");
    expect(await entriesOn(release, "exposure.attempt-withdrawn")).toMatchObject([
      { payload: { why: "confirmed" } },
    ]);
    expect(receiver.received).toHaveLength(1);
  });

  it("refuses to ask once more for a rise meanwhile, and never for less", async () => {
    receiver.answerJson(404, {});
    await increase(5);
    await carryOut();
    await pause(release);
    await expect(apply()).rejects.toMatchObject({ code: "conflict" });
    await pause(release, 0);
    await carryOut();
    done();
    await apply();
    await carryOut();
    expect(await shown()).toMatchObject({ confirmed: 0, isConfirmed: true });
  });
});

describe("a rollback", () => {
  const propose = async () =>
    proposeRollback.execute(
      world.kernel,
      { release: release.slug, severity: "sev2", reason: "Answers are wrong." },
      await by("cora"),
    );
  const authorise = async (rollback: string) =>
    authoriseRollback.execute(world.kernel, { rollback }, await by("ed"));

  it("withdraws what nobody had taken, and executors of stages do nothing while it goes on", async () => {
    done();
    await increase(5);
    const { id } = await propose();
    expect(await stateNow()).toBe("held-back");
    await authorise(id);
    expect(await states()).toEqual(["5 % 1 failed"]);
    expect(await entriesOn(release, "exposure.attempt-withdrawn")).toMatchObject([
      { payload: { why: "rollback" } },
    ]);
    await tendApplying(world.kernel);
    expect([await carryOut(), await attempts()]).toMatchObject([0, [{ state: "failed" }]]);
    await expect(apply()).rejects.toMatchObject({ code: "conflict" });
    await cancelRollback.execute(world.kernel, { rollback: id, reason: "It was nothing." }, await by("cora"));
    // What the rollback decided is still so; now the executor may be asked for it.
    await apply();
    await carryOut();
    expect(await shown()).toMatchObject({ intended: 0, confirmed: 0, isConfirmed: true });
    expect(await states()).toEqual(["5 % 1 failed", "0 % 1 succeeded"]);
  });

  it("keeps what ends late from counting", async () => {
    await increase(5);
    const task = await claim();
    const { id } = await propose();
    await authorise(id);
    await end(task.attempt);
    expect(await shown()).toMatchObject({
      intended: 0,
      confirmed: 0,
      most: 5,
      isConfirmed: false,
      applying: { state: "none", attempts: [], earlier: [{ percent: 5, state: "succeeded" }] },
    });
    expect(await entriesOn(release, "exposure.confirmed")).toEqual([]);
  });

  it("that is a drill touches nothing of it", async () => {
    done();
    await increase(5);
    const { rollback } = await startDrill.execute(
      world.kernel,
      { release: release.slug, level: "dry-run" },
      await by("cora"),
    );
    await authorise(rollback ?? "");
    expect(await states()).toEqual(["5 % 1 queued"]);
    await carryOut();
    expect(await shown()).toMatchObject({ confirmed: 5, isConfirmed: true });
  });
});

describe("those who can confirm exposure", () => {
  const told = async (who: string) =>
    (
      await unappliedFor(world.kernel.db.prisma, { actor: await world.actor(who), now: world.clock.now() })
    ).filter((each) => each.release.slug === release.slug);
  /** As the navigation says it, with all that else waits for them. */
  const counted = async (who: string) => {
    while ((await refreshProjections(world.kernel)) > 0);
    return countWaiting(world.kernel.db.prisma, {
      actor: await world.actor(who),
      now: world.clock.now(),
    });
  };

  it("are told what could not be set and why until it is so, and nobody else is, nor while it is tried again", async () => {
    receiver.answerJson(503, {});
    await increase(5);
    await carryOut();
    expect(await told("cora")).toEqual([]);
    receiver.answerJson(403, {});
    seconds(31);
    const before = await counted("cora");
    await carryOut();
    const [one, ...others] = await told("cora");
    expect(others).toEqual([]);
    expect(await counted("cora")).toBe(before + 1);
    expect(one).toMatchObject({ percent: 5, confirmed: 0, state: "failed", note: "It answered 403." });
    expect([await told("ed"), await told("mia")]).toEqual([[], []]);
    const api = testApi(world.kernel);
    const answer = await api.request("GET", "/decisions", { token: await world.tokenOf("cora") });
    expect(answer.as<{ exposures: unknown[] }>().exposures).toContainEqual(one);
    done({ percent: 4 });
    await apply();
    expect(await told("cora")).toEqual([]);
    await carryOut();
    expect(await told("cora")).toMatchObject([{ state: "differs", confirmed: 4 }]);
    await confirm(release, 5);
    expect(await told("cora")).toEqual([]);
    expect(await counted("cora")).toBe(before);
  });

  it("have it tried again by the API, once", async () => {
    receiver.answerJson(404, {});
    await increase(5);
    await carryOut();
    const api = testApi(world.kernel);
    const token = await world.tokenOf("cora", ["exposure"]);
    const send = () =>
      api.request("POST", `/releases/${release.slug}/exposure/apply`, {
        token,
        body: { reason: "It is back." },
      });
    expect((await send()).body).toMatchObject({ percent: 5 });
    expect((await send()).status).toBe(409);
    const machine = await world.machine(`m-${made}`, "owners", ["exposure"]);
    const by = await api.request("POST", `/releases/${release.slug}/exposure/apply`, {
      token: machine,
      body: {},
    });
    expect(by.body).toMatchObject({ code: "people-only" });
  });
});

describe("a flag", () => {
  interface Flag {
    enabled: boolean;
    strategies: { id: string; name: string; parameters: Record<string, string> }[];
  }

  /** Unleash with one flag, off; `stuck`: it takes a change and does nothing. */
  function unleash(flag: Flag, { isStuck = false } = {}) {
    receiver.answer(({ method, path, body }, response) => {
      const asked = `${method} ${path.replace("/unleash/api/admin/projects/default/features/new-vad", "")}`;
      const set = /^POST \/environments\/production\/(on|off)$/.exec(asked);
      if (method !== "GET" && isStuck) return void response.end();
      if (set !== null) flag.enabled = set[1] === "on";
      else if (asked === "POST /environments/production/strategies")
        flag.strategies.push({ id: "s1", ...(JSON.parse(body) as Omit<Flag["strategies"][number], "id">) });
      else if (asked === "PATCH /environments/production/strategies/s1")
        for (const each of flag.strategies)
          each.parameters = {
            ...each.parameters,
            rollout: (JSON.parse(body) as [{ value: string }])[0].value,
          };
      else if (asked !== "GET ") return void response.writeHead(404).end();
      return void response.end(JSON.stringify({ environments: [{ name: "production", ...flag }] }));
    });
    return flag;
  }
  const byFlag = () => world.release({ slug: `flag-${made}`, template: "by-flag" });

  it("is given to the share, and counts as what the flag service says of it", async () => {
    const flag = unleash({ enabled: false, strategies: [] });
    const of = await byFlag();
    await increase(5, of);
    await carryOut();
    expect(flag).toMatchObject({ enabled: true, strategies: [{ parameters: { rollout: "5" } }] });
    expect(await shown(of)).toMatchObject({
      confirmed: 5,
      isConfirmed: true,
      applying: {
        state: "applied",
        attempts: [{ observed: 5, note: "new-vad in production is on for 5 %." }],
      },
    });
    await pause(of, 0);
    await carryOut();
    expect([flag.enabled, (await shown(of)).confirmed]).toEqual([false, 0]);
  });

  it("that stays as it is counts as what it is", async () => {
    const strategies = [{ id: "s1", name: "flexibleRollout", parameters: { rollout: "2" } }];
    unleash({ enabled: true, strategies }, { isStuck: true });
    const of = await byFlag();
    await increase(5, of);
    await carryOut();
    expect(await shown(of)).toMatchObject({
      confirmed: 2,
      isConfirmed: false,
      applying: { state: "differs" },
    });
  });

  it("of which no share can be told, or that nobody configured, is refused in words", async () => {
    unleash({ enabled: true, strategies: [{ id: "s1", name: "default", parameters: {} }] });
    const of = await byFlag();
    await increase(5, of);
    await carryOut();
    expect((await attempts(of))[0]).toMatchObject({
      isFinal: true,
      outcome:
        "new-vad in production has other strategies than one gradual rollout, so no share can be told of it.",
    });
    await apply("cora", of);
    await carryOut({ unleash: null });
    expect((await attempts(of))[1]).toMatchObject({
      isFinal: true,
      outcome: "COUNTERSIGN_UNLEASH_URL does not say where flags are.",
    });
  });
});
