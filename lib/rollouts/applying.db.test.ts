import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { POST as receiveCallback } from "@/app/api/hooks/exposures/[attempt]/route";
import {
  isSignedWebhook,
  webhookHeaders,
  webhookSecret,
} from "@/lib/integrations/webhooks/standard-webhooks";
import { useKernel } from "@/lib/platform/app";
import type { Kernel } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { noHosts } from "@/lib/platform/public-addresses";
import type { Carrying } from "@/lib/rollbacks/carry-out";
import { isSignedTask, stepPublicKey } from "@/lib/rollbacks/step-signing";
import { testApi, testSite } from "@/lib/testing/api";
import { appliedActs, appliedTemplate } from "@/lib/testing/applied";
import { testDatabase } from "@/lib/testing/database";
import { interleaver, withoutLocks } from "@/lib/testing/interleave";
import { exposureActs } from "@/lib/testing/laddered";
import { makeReceiver, type Receiver } from "@/lib/testing/receiver";
import { releaseActs } from "@/lib/testing/release-acts";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import type { ExposureTask } from "./exposure-task";
import { pauseExposure } from "./pause-exposure";
import { tendApplying } from "./tend-applying";

let world: World;
let receiver: Receiver;
let release: SampleRelease;
let made = 0;
let url = "";

const { secret } = testSite;
const { confirm, pause } = exposureActs(() => world);
const { attempts, states, shown, stateNow, increase, carryOut, claim, end, apply, done, leaveNothing } =
  appliedActs(() => ({ world, receiver, release }));
const { entriesOn } = releaseActs(() => world);
const interleave = interleaver(() => url);
const by = async (name: string) => world.call(await world.actor(name));
const seconds = (count: number): void => world.clock.shift(count * 1_000);

beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  await world.release({ slug: "plain" });
  testApi(world.kernel);
  useKernel(world.kernel);
  receiver = await makeReceiver();
  const webhook = { type: "webhook" as const, url: `${receiver.url}/exposure` };
  await world.template(appliedTemplate("by-webhook", webhook), "cora");
  await world.template(appliedTemplate("by-hand", { type: "manual", note: "Set the weight." }), "cora");
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

describe("an intended exposure whose stage names an executor", () => {
  it("is written down for it with the decision, sent signed, and counts as observed once it is done", async () => {
    done({ note: "The weight is 5." });
    await increase(5);
    const [attempt] = await attempts();
    expect(attempt).toMatchObject({
      state: "queued",
      number: 1,
      executor: "webhook",
      percent: 5,
      askedBy: null,
    });
    expect(await carryOut()).toBe(1);
    const [sent] = receiver.received;
    const body = sent?.body ?? "";
    const headers = new Headers(sent?.headers as Record<string, string>);
    const at = { id: attempt?.id ?? "", body, now: world.clock.now(), secret: webhookSecret(secret) };
    expect(isSignedWebhook(headers, at)).toBe(true);
    const { type, data } = JSON.parse(body) as {
      type: string;
      data: { task: ExposureTask; signature: string; callback: string };
    };
    expect(type).toBe("exposure.apply");
    expect(data.task).toMatchObject({
      for: "exposure",
      release: release.slug,
      stage: "canary",
      percent: 5,
      before: 0,
      candidates: { [release.component]: release.candidate },
    });
    expect(isSignedTask(data.task, data.signature, stepPublicKey(secret))).toBe(true);
    expect(data.callback).toBe(`${testSite.url}/api/hooks/exposures/${data.task.attempt}`);
    expect(await shown()).toMatchObject({
      confirmed: 5,
      isConfirmed: true,
      setBy: { type: "webhook", target: new URL(receiver.url).host },
      applying: { state: "applied", attempts: [{ number: 1, state: "succeeded", note: "The weight is 5." }] },
      changes: [
        { kind: "confirmed", executor: "webhook", by: null },
        { kind: "intended", executor: null },
      ],
    });
    const types = ["begun", "claimed", "ended"].map((what) => `exposure.attempt-${what}`);
    for (const each of types) expect(await entriesOn(release, each)).toHaveLength(1);
    expect(await entriesOn(release, "exposure.confirmed")).toMatchObject([
      {
        actor: { kind: "system" },
        subjects: { attempt: attempt?.id },
        before: "0",
        after: "5",
        payload: { executor: "webhook" },
      },
    ]);
    expect(await carryOut()).toBe(0);
    expect(receiver.received).toHaveLength(1);
  });

  it("is sent once however many are at it, and the soak counts from what was set", async () => {
    done();
    await increase(5);
    await Promise.all([carryOut(), carryOut(), carryOut()]);
    expect(receiver.received).toHaveLength(1);
    expect((await shown()).soak).toMatchObject({ percent: 5, since: expect.any(String) as unknown });
    world.clock.shift(31 * 60_000);
    await increase(25);
    await carryOut();
    expect(await shown()).toMatchObject({ confirmed: 25, isConfirmed: true });
    await pause(release, 0);
    await carryOut();
    expect(await shown()).toMatchObject({ confirmed: 0, most: 0, isConfirmed: true });
  });

  it("that is told to be another share counts as that, and waits for people", async () => {
    done({ percent: 4 });
    await increase(5);
    await carryOut();
    expect(await shown()).toMatchObject({
      intended: 5,
      confirmed: 4,
      isConfirmed: false,
      applying: { state: "differs", attempts: [{ observed: 4 }] },
    });
    done();
    await apply();
    await carryOut();
    expect(await states()).toEqual(["5 % 1 succeeded", "5 % 2 succeeded"]);
    expect(await shown()).toMatchObject({ confirmed: 5, isConfirmed: true });
  });

  it("is left to people where the stage names nobody else", async () => {
    const byHand = await world.release({ slug: `hand-${made}`, template: "by-hand" });
    await increase(5, byHand);
    expect(await attempts(byHand)).toEqual([]);
    expect(await shown(byHand)).toMatchObject({
      setBy: { type: "manual", note: "Set the weight." },
      applying: null,
    });
  });
});

describe("an executor that fails", () => {
  it.each<[string, () => void, RegExp]>([
    ["answers 500", () => receiver.answerJson(500, {}), /^It answered 500\.$/],
    [
      "says that it failed",
      () => receiver.answerJson(200, { status: "failed", note: "No room." }),
      /^No room\.$/,
    ],
    ["breaks off", () => receiver.answer((_request, response) => response.destroy()), /connection was lost/],
    ["says too much", () => done({ servingDigest: "none" }), /without a status of done/],
    ["names no share", () => done({ percent: 101 }), /without a status of done/],
  ])(
    "is asked again after longer and longer, each time on record, where it %s",
    async (_what, answer, words) => {
      answer();
      await increase(5);
      await carryOut();
      expect(await shown()).toMatchObject({
        confirmed: 0,
        applying: { state: "retrying", attempts: [{ state: "queued" }, { state: "failed" }] },
      });
      expect((await attempts())[0]?.outcome).toMatch(words);
      expect(await carryOut()).toBe(0);
      seconds(31);
      answer();
      expect(await carryOut()).toBe(1);
      seconds(31);
      expect(await carryOut()).toBe(0);
      done();
      seconds(90);
      expect(await carryOut()).toBe(1);
      expect(await states()).toEqual(["5 % 1 failed", "5 % 2 failed", "5 % 3 succeeded"]);
      expect((await shown()).isConfirmed).toBe(true);
      expect(await entriesOn(release, "exposure.attempt-ended")).toMatchObject([
        { after: "failed" },
        { after: "failed" },
        { after: "succeeded" },
      ]);
    },
  );

  it("waits for people in the end, who ask once more or confirm what they set by hand", async () => {
    receiver.answerJson(503, {});
    await increase(5);
    for (const wait of [0, 31, 121, 601, 3_600]) {
      seconds(wait);
      await carryOut();
    }
    expect(await stateNow()).toBe("failed");
    expect(await states()).toHaveLength(4);
    await expect(apply("ed")).rejects.toMatchObject({ code: "not-a-holder" });
    await apply();
    await expect(apply()).rejects.toMatchObject({ code: "conflict" });
    await carryOut();
    seconds(3_600);
    expect([await carryOut(), await stateNow()]).toEqual([0, "failed"]);
    const [asked] = (await attempts()).toReversed();
    expect(asked).toMatchObject({ number: 5, askedBy: (await world.actor("cora")).id });
    expect((await entriesOn(release, "exposure.attempt-begun")).at(-1)).toMatchObject({
      payload: { by: "person", number: 5 },
    });
    await confirm(release, 5);
    expect(await shown()).toMatchObject({ isConfirmed: true, applying: { state: "confirmed" } });
    await expect(apply()).rejects.toMatchObject({ code: "conflict" });
  });

  it.each<[string, () => void, Partial<Carrying>, RegExp]>([
    [
      "redirects inside",
      () =>
        receiver.answer((_request, response) => {
          response.writeHead(307, { location: "http://169.254.169.254/latest" });
          response.end();
        }),
      {},
      /redirections are not followed/,
    ],
    [
      "is nowhere public",
      () => done(),
      { allowed: noHosts },
      /^Refused: 127\.0\.0\.1 is not a public address/,
    ],
    ["knows no such thing", () => receiver.answerJson(404, {}), {}, /^It answered 404\.$/],
    ["refuses what it is sent", () => receiver.answerJson(422, {}), {}, /^It answered 422\.$/],
  ])("is not asked again by itself where it %s", async (_what, answer, change, words) => {
    answer();
    await increase(5);
    await carryOut(change);
    seconds(3_600);
    await tendApplying(world.kernel);
    expect(await stateNow()).toBe("failed");
    const all = await attempts();
    expect(all).toMatchObject([{ state: "failed", isFinal: true }]);
    expect(all[0]?.outcome).toMatch(words);
    expect(await entriesOn(release, "exposure.attempt-ended")).toMatchObject([
      { payload: { isFinal: true } },
    ]);
  });

  it("is asked again where it did not answer in its time", async () => {
    receiver.answer(() => undefined);
    await increase(5);
    const [attempt] = await attempts();
    // Its time is nearly over, so nobody waits for half a minute here.
    seconds(597);
    await carryOut();
    expect((await attempts())[0]).toMatchObject({ id: attempt?.id, state: "failed" });
    expect((await attempts())[0]?.outcome).toMatch(
      /^There was no answer within 1 s\. It may have been carried out/,
    );
    expect(await stateNow()).toBe("retrying");
  });

  it("that died between taking it and saying how it went is asked again once that is due", async () => {
    done();
    await increase(5);
    const task = await claim();
    expect([await carryOut(), await stateNow()]).toEqual([0, "under-way"]);
    const dying: Kernel = {
      ...world.kernel,
      probe: (point) => (point === "before-commit" ? Promise.reject(new Error("killed")) : Promise.resolve()),
    };
    await expect(end(task.attempt, dying)).rejects.toThrow("killed");
    expect(await shown()).toMatchObject({ confirmed: 0, applying: { state: "under-way" } });
    seconds(599);
    await tendApplying(world.kernel);
    expect(await states()).toEqual(["5 % 1 claimed"]);
    seconds(2);
    await Promise.all([tendApplying(world.kernel), tendApplying(world.kernel)]);
    expect(await states()).toEqual(["5 % 1 failed", "5 % 2 queued"]);
    expect(await entriesOn(release, "exposure.attempt-timed-out")).toHaveLength(1);
    await expect(end(task.attempt)).rejects.toMatchObject({ code: "conflict" });
    expect((await shown()).confirmed).toBe(0);
    seconds(31);
    await carryOut();
    expect(await shown()).toMatchObject({ confirmed: 5, isConfirmed: true });
  });

  it("that nobody runs is told of once it is due, and asked again", async () => {
    await increase(5);
    seconds(601);
    await tendApplying(world.kernel);
    expect((await attempts())[0]).toMatchObject({ state: "failed", outcome: "Nobody took it in time." });
    expect(await stateNow()).toBe("retrying");
  });
});

describe("what was accepted", () => {
  const callback = (attempt: string, answer: unknown) => {
    const body = JSON.stringify(answer);
    const timestamp = Math.floor(world.clock.now().getTime() / 1_000);
    const headers = {
      "content-type": "application/json",
      host: new URL(testSite.url).host,
      ...webhookHeaders({ id: attempt, timestamp, body }, webhookSecret(secret)),
    };
    const address = `${testSite.url}/api/hooks/exposures/${attempt}`;
    return receiveCallback(new Request(address, { method: "POST", headers, body }), {
      params: Promise.resolve({ attempt }),
    });
  };

  it("counts once its callback says so, with the share that it says", async () => {
    receiver.answer((_request, response) => response.writeHead(202).end());
    await increase(5);
    await carryOut();
    const [attempt] = await attempts();
    const id = attempt?.id ?? "";
    expect(await stateNow()).toBe("under-way");
    expect((await callback(id, { status: "accepted" })).status).toBe(422);
    expect((await callback(id, { status: "done", percent: 5, servingDigest: "none" })).status).toBe(422);
    expect((await callback(newId(), { status: "done" })).status).toBe(404);
    expect((await callback(id, { status: "done", percent: 5 })).status).toBe(200);
    expect(await shown()).toMatchObject({ confirmed: 5, isConfirmed: true });
    expect((await callback(id, { status: "done", percent: 5 })).status).toBe(200);
    expect((await callback(id, { status: "done", percent: 4 })).status).toBe(409);
    expect(await entriesOn(release, "exposure.confirmed")).toHaveLength(1);
  });
});

describe("two decisions", () => {
  it("leave the earlier one undone where nobody had taken it", async () => {
    done();
    await increase(5);
    await pause(release, 0);
    expect(await states()).toEqual(["5 % 1 failed", "0 % 1 queued"]);
    expect(await entriesOn(release, "exposure.attempt-withdrawn")).toMatchObject([
      { payload: { percent: 5, why: "superseded" } },
    ]);
    await carryOut();
    expect(receiver.received).toHaveLength(1);
    expect(await shown()).toMatchObject({ intended: 0, confirmed: 0, most: 0 });
  });

  it("have the later one set once more where the earlier one ended late, and count nothing before", async () => {
    await increase(5);
    const first = await claim();
    await pause(release, 0);
    const second = await claim();
    expect([first.percent, second.percent, second.order > first.order]).toEqual([5, 0, true]);
    await end(second.attempt);
    // What may still set 5 % is under way: users count as exposed.
    expect(await shown()).toMatchObject({
      confirmed: 0,
      most: 5,
      isConfirmed: false,
      applying: { state: "unsettled", earlier: [{ percent: 5, state: "claimed" }] },
    });
    await end(first.attempt);
    expect(await entriesOn(release, "exposure.confirmed")).toEqual([]);
    const third = await claim();
    expect([third.percent, third.number]).toEqual([0, 2]);
    expect((await entriesOn(release, "exposure.attempt-begun")).at(-1)).toMatchObject({
      payload: { by: "overtaken" },
    });
    await end(third.attempt);
    expect(await shown()).toMatchObject({
      confirmed: 0,
      most: 0,
      isConfirmed: true,
      applying: { state: "applied" },
    });
    expect(await entriesOn(release, "exposure.confirmed")).toMatchObject([{ after: "0" }]);
  });

  it("have the later one set once more where the earlier one ended after somebody confirmed", async () => {
    await increase(5);
    const first = await claim();
    await pause(release, 0);
    await end((await claim()).attempt);
    await confirm(release, 0);
    seconds(1);
    await end(first.attempt);
    const again = await claim();
    expect([again.percent, again.number]).toEqual([0, 2]);
    await end(again.attempt);
    expect(await shown()).toMatchObject({ most: 0, isConfirmed: true, applying: { state: "applied" } });
  });

  it.each([
    ["with the locks that the product takes", (kernel: Kernel) => kernel, ["1 % 1 queued"]],
    // Without them neither knows of the other, and both would be set.
    ["which take locks for a reason", withoutLocks, ["2 % 1 queued", "1 % 1 queued"]],
  ])("at once leave one to be applied, %s", async (_how, kernelOf, waiting) => {
    done();
    await increase(5);
    await carryOut();
    await pause(release);
    const call = await by("cora");
    const lower = (percent: number) => (kernel: Kernel) =>
      pauseExposure.execute(kernel, { release: release.slug, percent, reason: "Odd." }, call);
    const kernel = kernelOf(world.kernel);
    await interleave(kernel, { first: lower(2), second: lower(1) });
    expect((await states()).filter((each) => each.endsWith("queued"))).toEqual(waiting);
  });

  it("never have an attempt both taken and withdrawn", async () => {
    await increase(5);
    const call = await by("cora");
    const lowered = (kernel: Kernel) =>
      pauseExposure.execute(kernel, { release: release.slug, percent: 0, reason: "Odd." }, call);
    const { first, second, secondWaited } = await interleave(world.kernel, {
      first: claim,
      second: lowered,
    });
    expect([first.status, second.status, secondWaited]).toEqual(["fulfilled", "fulfilled", true]);
    expect(await states()).toEqual(["5 % 1 claimed", "0 % 1 queued"]);
  });
});
