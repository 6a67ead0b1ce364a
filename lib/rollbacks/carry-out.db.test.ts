import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { POST as receiveCallback } from "@/app/api/hooks/rollback-steps/[attempt]/route";
import {
  isSignedWebhook,
  webhookHeaders,
  webhookSecret,
} from "@/lib/integrations/webhooks/standard-webhooks";
import { useKernel } from "@/lib/platform/app";
import { newId } from "@/lib/platform/ids";
import { noHosts, parseAllowedHosts } from "@/lib/platform/public-addresses";
import { testApi, testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries } from "@/lib/testing/entries";
import { makeReceiver, type Receiver } from "@/lib/testing/receiver";
import { attemptRow, endRollback, queueAttempt } from "@/lib/testing/rollback-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import { type Carrying, carryOutWaiting } from "./carry-out";
import { isSignedTask, stepPublicKey } from "./step-signing";
import type { StepTask } from "./step-task";
import { verifyDue } from "./verify-due";

let world: World;
let receiver: Receiver;
let ledger: ReturnType<typeof makeEntries>;
let carrying: Carrying;
let slug = "";
let counter = 0;

const { secret } = testSite;
const sha = (digit: string) => `sha256:${digit.repeat(64)}`;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "first" });
  testApi(world.kernel);
  useKernel(world.kernel);
  receiver = await makeReceiver();
  ledger = makeEntries(world.kernel.db);
  const allowed = parseAllowedHosts("127.0.0.1") ?? noHosts;
  carrying = {
    secret,
    url: testSite.url,
    allowed,
    unleash: { url: `${receiver.url}/unleash`, token: "*:*.admin", allowed },
  };
}, 60_000);
afterAll(async () => {
  await receiver.close();
  await world.close();
});
beforeEach(async () => {
  counter += 1;
  slug = `r-${counter}`;
  await world.release({ slug });
});

const webhook = (more: Partial<Parameters<typeof queueAttempt>[1]> = {}) =>
  queueAttempt(world.kernel, {
    release: slug,
    executor: { type: "webhook", url: `${receiver.url}/hook` },
    ...more,
  });
const carryOut = () => carryOutWaiting(world.kernel, carrying);
const row = (id: string) => attemptRow(world.kernel, id);

describe("a step by webhook", () => {
  it("is sent once, signed for any library, with the task and its signature, and ends as it is answered", async () => {
    receiver.answerJson(200, { status: "done", note: "The share is 0 %.", servingDigest: sha("a") });
    const { attempt, task } = await webhook({ verify: { servingDigest: "target", from: "runner" } });
    expect(await carryOut()).toBe(1);
    const [sent] = receiver.received;
    const body = sent?.body ?? "";
    const headers = new Headers(sent?.headers as Record<string, string>);
    expect(
      isSignedWebhook(headers, { id: attempt, body, now: world.clock.now(), secret: webhookSecret(secret) }),
    ).toBe(true);
    const { data } = JSON.parse(body) as { data: { task: StepTask; signature: string; callback: string } };
    expect(data.task).toEqual(task);
    expect(isSignedTask(data.task, data.signature, stepPublicKey(secret))).toBe(true);
    expect(data.callback).toBe(`${testSite.url}/api/hooks/rollback-steps/${attempt}`);
    expect(await row(attempt)).toMatchObject({
      state: "succeeded",
      outcome: "The share is 0 %.",
      servingDigest: sha("a"),
      verification: "passed",
      machineId: null,
    });
    expect(await ledger.last("rollback.attempt-claimed")).toMatchObject({ actor: { kind: "system" } });
    expect(await ledger.last("rollback.attempt-ended")).toMatchObject({
      subjects: { attempt },
      after: "succeeded",
    });
    expect(await carryOut()).toBe(0);
    expect(receiver.received).toHaveLength(1);
  });

  it("is sent once however many are at it", async () => {
    receiver.answerJson(200, { status: "done" });
    const { attempt } = await webhook();
    await Promise.all([carryOut(), carryOut(), carryOut(), carryOut()]);
    expect(receiver.received).toHaveLength(1);
    expect(await row(attempt)).toMatchObject({ state: "succeeded" });
  });

  it("says so where it is a rehearsal", async () => {
    receiver.answerJson(200, { status: "done" });
    await webhook({ drill: "dry-run", dryRun: true });
    await carryOut();
    expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({
      data: { task: { dryRun: true, drill: "dry-run" } },
    });
  });

  it.each<[string, number, unknown, string]>([
    ["says that it failed", 200, { status: "failed", note: "No room." }, "No room."],
    ["answers 500", 500, {}, "It answered 500."],
    [
      "answers something else",
      200,
      { ok: true },
      "It answered 200 without a status of done, failed or accepted.",
    ],
    [
      "says too much",
      200,
      { status: "done", token: "x" },
      "It answered 200 without a status of done, failed or accepted.",
    ],
    [
      "answers at length",
      200,
      { note: "x".repeat(70_000) },
      "The answer is longer than 65536 bytes. It may have been carried out all the same.",
    ],
  ])("fails in plain words where the receiver %s", async (_what, status, answer, outcome) => {
    receiver.answerJson(status, answer);
    const { attempt } = await webhook();
    await carryOut();
    expect(await row(attempt)).toMatchObject({ state: "failed", outcome });
  });

  it("fails where the receiver is no JSON, redirects inside, or breaks off", async () => {
    receiver.answer((_request, response) => response.end("<html>"));
    const html = await webhook();
    await carryOut();
    expect((await row(html.attempt)).outcome).toBe("It answered 200 with something that is no JSON.");
    receiver.answer((_request, response) => {
      response.writeHead(307, { location: "http://169.254.169.254/latest" });
      response.end();
    });
    await next();
    const redirected = await webhook();
    await carryOut();
    expect((await row(redirected.attempt)).outcome).toBe(
      "It redirects (307) to http://169.254.169.254/latest, and redirections are not followed.",
    );
    receiver.answer((_request, response) => response.destroy());
    await next();
    const broken = await webhook();
    await carryOut();
    expect((await row(broken.attempt)).outcome).toMatch(/connection was lost\. It may have been carried out/);
  });

  it("that is not answered before it is due stays begun, and is not sent again", async () => {
    receiver.answer(() => undefined);
    const { attempt } = await webhook({ dueInMs: 500 });
    expect(await carryOut()).toBe(1);
    expect(await row(attempt)).toMatchObject({ state: "claimed" });
    expect(await carryOut()).toBe(0);
    expect(receiver.received).toHaveLength(1);
  });

  it("is nowhere sent that is not public", async () => {
    const { attempt } = await webhook();
    receiver.answerJson(200, { status: "done" });
    await carryOutWaiting(world.kernel, { ...carrying, allowed: noHosts });
    expect((await row(attempt)).outcome).toMatch(/^Refused: 127\.0\.0\.1 is not a public address/);
    expect(receiver.received).toEqual([]);
  });

  it("is not sent again once it was begun, once it is due, or once the rollback is over", async () => {
    receiver.answerJson(200, { status: "done" });
    const begun = await webhook();
    await world.kernel.db.prisma.rollbackAttempt.update({
      where: { id: begun.attempt },
      data: { state: "claimed", claimedAt: world.clock.now() },
    });
    await next();
    await webhook({ dueInMs: -1 });
    await next();
    await endRollback(world.kernel, (await webhook()).rollback);
    expect(await carryOut()).toBe(0);
    expect(receiver.received).toEqual([]);
    expect(await row(begun.attempt)).toMatchObject({ state: "claimed" });
  });
});

async function next(): Promise<void> {
  counter += 1;
  slug = `r-${counter}`;
  await world.release({ slug });
}

interface Sending {
  at?: Date;
  /** Under which it is signed; the attempt unless told. */
  id?: string;
  by?: string;
}

function callback(attempt: string, answer: unknown, { at, id = attempt, by = secret }: Sending = {}) {
  const body = JSON.stringify(answer);
  const timestamp = Math.floor((at ?? world.clock.now()).getTime() / 1_000);
  const headers = {
    "content-type": "application/json",
    host: new URL(testSite.url).host,
    ...webhookHeaders({ id, timestamp, body }, webhookSecret(by)),
  };
  const request = new Request(`${testSite.url}/api/hooks/rollback-steps/${attempt}`, {
    method: "POST",
    headers,
    body,
  });
  return receiveCallback(request, { params: Promise.resolve({ attempt }) });
}

describe("a callback", () => {
  async function accepted(): Promise<string> {
    receiver.answer((_request, response) => {
      response.writeHead(202);
      response.end();
    });
    const { attempt } = await webhook();
    await carryOut();
    expect(await row(attempt)).toMatchObject({ state: "claimed" });
    return attempt;
  }

  it("ends what was accepted; sent again it changes nothing, and in other words it is refused", async () => {
    const attempt = await accepted();
    const done = { status: "done", note: "All moved." };
    const first = await callback(attempt, done);
    expect([first.status, await first.json()]).toEqual([
      200,
      { attempt, state: "succeeded", verification: null },
    ]);
    const entries = await ledger.count();
    expect((await callback(attempt, done)).status).toBe(200);
    expect((await callback(attempt, { status: "failed" })).status).toBe(409);
    expect(await ledger.count()).toBe(entries);
    expect(await row(attempt)).toMatchObject({ state: "succeeded", outcome: "All moved." });
  });

  it("counts only signed, in time and for its own attempt", async () => {
    const attempt = await accepted();
    const done = { status: "done" };
    const old = new Date(world.clock.now().getTime() - 600_000);
    expect((await callback(attempt, done, { by: "another secret of thirty-two characters!" })).status).toBe(
      401,
    );
    expect((await callback(attempt, done, { at: old })).status).toBe(401);
    expect((await callback(attempt, done, { id: newId() })).status).toBe(401);
    expect((await callback(attempt, { status: "accepted" })).status).toBe(422);
    expect((await callback(attempt, { state: "done" })).status).toBe(422);
    expect((await callback(newId(), done)).status).toBe(404);
    expect(await row(attempt)).toMatchObject({ state: "claimed" });
    world.clock.shift(3_600_000);
    expect((await callback(attempt, done)).status).toBe(409);
  });

  it("ends no attempt of another executor", async () => {
    const { attempt } = await queueAttempt(world.kernel, {
      release: slug,
      executor: { type: "command", artifact: "rollback-script", args: [] },
    });
    expect((await callback(attempt, { status: "done" })).status).toBe(404);
  });
});

describe("a flag", () => {
  const flag = (more: Partial<Parameters<typeof queueAttempt>[1]> = {}) =>
    queueAttempt(world.kernel, { release: slug, executor: { type: "flag", flag: "new-vad" }, ...more });

  /** Unleash with one flag, which is on; `stuck`: it takes a change and does nothing. */
  function unleash({ isStuck = false } = {}) {
    const on = { production: true, rehearsal: true };
    receiver.answer(({ method, path, headers }, response) => {
      const at = "/unleash/api/admin/projects/default/features/new-vad";
      const set = /\/environments\/(production|rehearsal)\/(on|off)$/.exec(path);
      if (headers.authorization !== "*:*.admin" || !path.startsWith(at)) {
        response.writeHead(headers.authorization === "*:*.admin" ? 404 : 401).end();
        return;
      }
      if (method === "POST" && set !== null) {
        if (!isStuck) on[set[1] as "production"] = set[2] === "on";
        response.end();
        return;
      }
      const environments = Object.entries(on).map(([name, enabled]) => ({ name, enabled }));
      response.end(JSON.stringify({ name: "new-vad", environments }));
    });
    return on;
  }

  it("is turned off where the plan does not say on, and read back", async () => {
    const on = unleash();
    const { attempt } = await flag();
    await carryOut();
    expect(on).toEqual({ production: false, rehearsal: true });
    expect(await row(attempt)).toMatchObject({
      state: "succeeded",
      outcome: "new-vad in production is off.",
    });
  });

  it("is left as it is where it is so already, and in a rehearsal", async () => {
    const on = unleash();
    const already = await flag({ flags: { "new-vad": true } });
    await carryOut();
    expect((await row(already.attempt)).outcome).toBe("new-vad in production was on already.");
    await next();
    const rehearsal = await flag({ drill: "dry-run", dryRun: true });
    await carryOut();
    expect((await row(rehearsal.attempt)).outcome).toBe("new-vad in production would be turned off.");
    expect(on.production).toBe(true);
    expect(receiver.received.map(({ method }) => method)).not.toContain("POST");
  });

  it("of a drill is never set, whatever the task says", async () => {
    const on = unleash();
    const staged = await flag({ drill: "staging", dryRun: false });
    await carryOut();
    expect(await row(staged.attempt)).toMatchObject({
      state: "succeeded",
      outcome: "new-vad in production would be turned off.",
    });
    expect(on.production).toBe(true);
  });

  it("that does not change, is not there, or may not be set fails in plain words", async () => {
    unleash({ isStuck: true });
    const stuck = await flag();
    await carryOut();
    expect((await row(stuck.attempt)).outcome).toBe("Unleash took it, but new-vad in production is not off.");
    await next();
    const unknown = await flag({ executor: { type: "flag", flag: "other" } });
    await carryOut();
    expect((await row(unknown.attempt)).outcome).toBe(
      "Unleash knows no such project, flag or environment (404).",
    );
    await next();
    const elsewhere = await flag({ executor: { type: "flag", flag: "new-vad", environment: "moon" } });
    await carryOut();
    expect((await row(elsewhere.attempt)).outcome).toBe("Unleash knows no environment moon of new-vad.");
    await next();
    const refused = await flag();
    await carryOutWaiting(world.kernel, {
      ...carrying,
      unleash: carrying.unleash && { ...carrying.unleash, token: "wrong" },
    });
    expect((await row(refused.attempt)).outcome).toBe("Unleash refused the token (401).");
    await next();
    const nobody = await flag();
    await carryOutWaiting(world.kernel, { ...carrying, unleash: null });
    expect((await row(nobody.attempt)).outcome).toBe("COUNTERSIGN_UNLEASH_URL does not say where flags are.");
  });
});

describe("a step that an address verifies", () => {
  async function done(expected: number | string, more: Partial<Parameters<typeof queueAttempt>[1]> = {}) {
    const verify = { http: { url: `${receiver.url}/health`, expect: expected } };
    const made = await webhook({ verify, ...more });
    receiver.answerJson(200, { status: "done" });
    await carryOut();
    const { prisma } = world.kernel.db;
    await prisma.rollbackStep.updateMany({
      where: { rollbackId: made.rollback },
      data: { state: "verifying" },
    });
    return made;
  }
  const look = () => verifyDue(world.kernel, carrying.allowed);

  it("is asked until it is as it should be, and what was seen is told meanwhile", async () => {
    const { attempt } = await done(204);
    receiver.answerJson(503, {});
    await look();
    expect(await row(attempt)).toMatchObject({
      verification: null,
      verifiedNote: `${receiver.url}/health answered 503.`,
    });
    receiver.answer((_request, response) => response.writeHead(204).end());
    await Promise.all([look(), look()]);
    expect(await row(attempt)).toMatchObject({
      verification: "passed",
      verifiedNote: `${receiver.url}/health answered 204.`,
    });
    expect(await ledger.last("rollback.step-verified")).toMatchObject({
      subjects: { attempt },
      after: "passed",
    });
    expect(
      (await world.kernel.db.prisma.ledgerEntry.findMany({ where: { type: "rollback.step-verified" } }))
        .length,
    ).toBe(1);
  });

  it("is verified by a text in a good answer alone", async () => {
    const { attempt } = await done("model v5");
    receiver.answer((_request, response) => response.writeHead(500).end("model v5"));
    await look();
    expect(await row(attempt)).toMatchObject({ verification: null });
    receiver.answer((_request, response) => response.end("serving model v5 now"));
    await look();
    expect(await row(attempt)).toMatchObject({ verification: "passed" });
  });

  it("is not asked in a rehearsal, nor once it is due or over", async () => {
    const rehearsal = await done(200, { drill: "dry-run", dryRun: true });
    receiver.answerJson(500, {});
    await look();
    expect(receiver.received).toEqual([]);
    expect(await row(rehearsal.attempt)).toMatchObject({ verification: "passed" });
    await next();
    await endRollback(world.kernel, (await done(200)).rollback);
    await next();
    const late = await done(200);
    world.clock.shift(3_600_000);
    receiver.answerJson(200, {});
    await look();
    expect(receiver.received).toEqual([]);
    expect(await row(late.attempt)).toMatchObject({ verification: null });
  });
});
