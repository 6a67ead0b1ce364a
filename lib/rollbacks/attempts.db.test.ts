import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findActor } from "@/lib/identity/find-actor";
import { disableMachine } from "@/lib/identity/disable-machine";
import { type TestApi, testApi, testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries, problemOf } from "@/lib/testing/entries";
import { interleaver, withoutLocks } from "@/lib/testing/interleave";
import { attemptRow, endRollback, queueAttempt } from "@/lib/testing/rollback-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import type { AttemptEnded } from "./attempt-schemas";
import { claimAttempt } from "./claim-attempt";
import { isSignedTask, stepPublicKey } from "./step-signing";
import type { StepTask } from "./step-task";

let world: World;
let api: TestApi;
let url = "";
let runner = "";
let other = "";
let ledger: ReturnType<typeof makeEntries>;
let counter = 0;

const interleave = interleaver(() => url);

interface HandedOut {
  task: StepTask | null;
  signature?: string;
}

const sha = (digit: string) => `sha256:${digit.repeat(64)}`;
const command = { type: "command" as const, artifact: "rollback-script" as const, args: [] };
const served = { servingDigest: "target", from: "runner" };

beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  await world.release({ slug: "first" });
  api = testApi(world.kernel);
  runner = await world.machine("runner", "owners", ["runner"]);
  other = await world.machine("other", "owners", ["runner"]);
  ledger = makeEntries(world.kernel.db);
}, 60_000);
afterAll(() => world.close());

async function release(restrictedTo?: string[]): Promise<string> {
  counter += 1;
  const slug = `r-${counter}`;
  await world.release({ slug, ...(restrictedTo === undefined ? {} : { restrictedTo }) });
  return slug;
}

const post = (token: string, path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  api.request("POST", path, { token, body, headers });

async function claim(slug: string, body: Record<string, unknown> = {}, token = runner): Promise<HandedOut> {
  const answer = await post(token, "/runner/claims", { releases: [slug], ...body });
  expect(answer.status).toBe(200);
  return answer.as<HandedOut>();
}

const end = (id: string, body: unknown, token = runner) => post(token, `/runner/attempts/${id}/end`, body);

describe("an attempt that waits", () => {
  it("is handed out once, signed with the key that the server tells, and recorded", async () => {
    const slug = await release();
    const { attempt, task } = await queueAttempt(world.kernel, { release: slug, executor: command });
    const { task: given, signature } = await claim(slug);
    const { key } = (await api.request("GET", "/runner/key", { token: runner })).as<{ key: string }>();
    expect(given).toEqual(task);
    expect(key).toBe(stepPublicKey(testSite.secret));
    expect(isSignedTask(task, signature ?? "", key)).toBe(true);
    expect(await attemptRow(world.kernel, attempt)).toMatchObject({ state: "claimed" });
    expect(await ledger.last("rollback.attempt-claimed")).toMatchObject({
      actor: { kind: "machine" },
      by: { rule: "token-scope" },
      subjects: { attempt, step: "put-back" },
    });
    expect(await claim(slug)).toEqual({ task: null });
    expect(await claim(slug, {}, other)).toEqual({ task: null });
  });

  it("is given again to whoever lost the answer, by the idempotency key, and to nobody else", async () => {
    const slug = await release();
    await queueAttempt(world.kernel, { release: slug, executor: command });
    const again = () => post(runner, "/runner/claims", { releases: [slug] }, { "idempotency-key": "lost" });
    const [first, second] = [await again(), await again()];
    expect(first.as<HandedOut>().task).not.toBeNull();
    expect(second.body).toEqual(first.body);
  });

  it.each([
    ["with the locks that the product takes", (world: World) => world.kernel],
    ["though no lock keeps them apart", (world: World) => withoutLocks(world.kernel)],
  ])("goes to one of two who ask at once, %s", async (_how, kernelOf) => {
    const slug = await release();
    await queueAttempt(world.kernel, { release: slug, executor: command });
    const ask = async (token: string) => {
      const actor = await findActor(world.kernel, {
        authorization: `Bearer ${token}`,
        session: null,
        address: "192.0.2.7",
      });
      return (kernel: World["kernel"]) =>
        claimAttempt.execute(
          kernel,
          { executors: ["command"], releases: [slug] },
          { actor, requestId: "test" },
        );
    };
    const { first, second } = await interleave(kernelOf(world), {
      first: await ask(runner),
      second: await ask(other),
    });
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { code: "conflict" } });
  });

  it("is not handed out once it is due, once its rollback is over, or while another executor is meant", async () => {
    const late = await release();
    await queueAttempt(world.kernel, { release: late, executor: command, dueInMs: -1 });
    const over = await release();
    await endRollback(
      world.kernel,
      (await queueAttempt(world.kernel, { release: over, executor: command })).rollback,
    );
    const sent = await release();
    await queueAttempt(world.kernel, {
      release: sent,
      executor: { type: "webhook", url: "https://example.org" },
    });
    for (const slug of [late, over, sent]) expect(await claim(slug)).toEqual({ task: null });
  });

  it("of a restricted release is not there for a machine", async () => {
    const slug = await release(["mia"]);
    const { attempt } = await queueAttempt(world.kernel, { release: slug, executor: command });
    expect(await claim(slug)).toEqual({ task: null });
    expect(problemOf(await end(attempt, { succeeded: true }))).toMatchObject({ code: "not-found" });
    expect(problemOf(await end("01890a5d-ac96-774b-bcce-b302099a8057", { succeeded: true })).detail).toBe(
      problemOf(await end(attempt, { succeeded: true })).detail,
    );
  });

  it("of a drill on staging goes to runners of staging alone, and nothing else goes to them", async () => {
    const slug = await release();
    await queueAttempt(world.kernel, { release: slug, executor: command, drill: "staging" });
    const real = await release();
    await queueAttempt(world.kernel, { release: real, executor: command });
    const rehearsal = await release();
    await queueAttempt(world.kernel, {
      release: rehearsal,
      executor: command,
      drill: "dry-run",
      dryRun: true,
    });
    expect(await claim(slug)).toEqual({ task: null });
    expect(await claim(real, { staging: true })).toEqual({ task: null });
    expect((await claim(slug, { staging: true })).task).toMatchObject({ drill: "staging" });
    expect((await claim(rehearsal)).task).toMatchObject({ dryRun: true });
  });

  it("is found by the components of its release", async () => {
    const slug = await release();
    await queueAttempt(world.kernel, { release: slug, executor: command });
    expect(await claim(slug, { components: ["m-first"] })).toEqual({ task: null });
    expect((await claim(slug, { components: ["m-first", `m-${slug}`] })).task).not.toBeNull();
  });

  it("is no person's to take, nor a machine's without the scope", async () => {
    const slug = await release();
    await queueAttempt(world.kernel, { release: slug, executor: command });
    const ask = async (token: string) => problemOf(await post(token, "/runner/claims", { releases: [slug] }));
    expect(await ask(await world.tokenOf("ada"))).toMatchObject({ code: "machines-only" });
    expect(await ask(await world.machine("pipe", "owners", ["read"]))).toMatchObject({
      code: "scope-missing",
    });
  });
});

describe("the end of an attempt", () => {
  async function claimed(verify?: Record<string, unknown>, target?: Record<string, string | null>) {
    const slug = await release();
    const asked = { release: slug, executor: command, ...(verify && { verify }), ...(target && { target }) };
    const row = await queueAttempt(world.kernel, asked);
    await claim(slug);
    return row;
  }

  it("is told by the machine that took it, twice in the same words, and never in others", async () => {
    const { attempt } = await claimed();
    const said = { succeeded: false, exitCode: 3, note: "No room left." };
    expect(problemOf(await end(attempt, said, other))).toMatchObject({ code: "own-only" });
    expect((await end(attempt, said)).body).toEqual({ attempt, state: "failed", verification: null });
    const entries = await ledger.count();
    expect((await end(attempt, said)).body).toEqual({ attempt, state: "failed", verification: null });
    expect(problemOf(await end(attempt, { succeeded: true }))).toMatchObject({ code: "conflict" });
    expect(await ledger.count()).toBe(entries);
    expect(await ledger.last("rollback.attempt-ended")).toMatchObject({
      subjects: { attempt },
      after: "failed",
      payload: { exitCode: 3, executor: "command" },
    });
    expect(await attemptRow(world.kernel, attempt)).toMatchObject({
      state: "failed",
      exitCode: 3,
      outcome: said.note,
    });
  });

  it("is too late once it is due, and says so", async () => {
    const { attempt, task } = await claimed();
    world.clock.shift(3_600_000);
    const told = problemOf(await end(attempt, { succeeded: true }));
    expect(told).toMatchObject({ status: 409, code: "conflict" });
    expect(told.detail).toContain(`It is too late: the attempt was due at ${task.dueAt}`);
    expect(await attemptRow(world.kernel, attempt)).toMatchObject({ state: "claimed" });
  });

  it("cannot be told before it was taken", async () => {
    const slug = await release();
    const { attempt } = await queueAttempt(world.kernel, { release: slug, executor: command });
    expect(problemOf(await end(attempt, { succeeded: true }))).toMatchObject({ code: "own-only" });
  });

  it("is not told by a machine that was disabled in between", async () => {
    const token = await world.machine("gone", "owners", ["runner"]);
    const slug = await release();
    const { attempt } = await queueAttempt(world.kernel, { release: slug, executor: command });
    await claim(slug, {}, token);
    await disableMachine.execute(world.kernel, { machine: "gone" }, world.call(await world.actor("ada")));
    expect((await end(attempt, { succeeded: true }, token)).status).toBe(401);
  });

  const two = { model: sha("a"), adapter: null };
  it.each([
    ["the one digest that is gone back to", { model: sha("a") }, sha("a"), "passed"],
    ["another digest", { model: sha("a") }, sha("b"), "failed"],
    ["nothing", { model: sha("a") }, undefined, "failed"],
    ["none, where nothing is gone back to", { model: null }, "none", "passed"],
    ["each of two", two, { model: sha("a"), adapter: "none" }, "passed"],
    ["one of two", two, { model: sha("a") }, "failed"],
    ["one digest for two", two, sha("a"), "failed"],
    ["a name that every object has", { constructor: sha("a") }, { model: sha("a") }, "failed"],
  ])("verifies the step where it reports %s", async (_what, target, servingDigest, verification) => {
    const { attempt } = await claimed(served, target);
    const answer = await end(attempt, { succeeded: true, servingDigest });
    expect(answer.as<AttemptEnded>()).toMatchObject({ state: "succeeded", verification });
    expect(await ledger.last("rollback.attempt-ended")).toMatchObject({ payload: { verification } });
  });

  it("verifies nothing where the step is verified otherwise, or failed", async () => {
    const byPerson = await claimed({ person: "It is so." });
    expect((await end(byPerson.attempt, { succeeded: true, servingDigest: sha("a") })).body).toMatchObject({
      verification: null,
    });
    const failed = await claimed(served);
    expect((await end(failed.attempt, { succeeded: false, servingDigest: sha("a") })).body).toMatchObject({
      state: "failed",
      verification: null,
    });
  });
});

describe("what an attempt prints", () => {
  it("is kept by position, once each, from the machine that took it and until its end", async () => {
    const slug = await release();
    const { attempt } = await queueAttempt(world.kernel, { release: slug, executor: command });
    const print = (body: unknown, token = runner) => post(token, `/runner/attempts/${attempt}/output`, body);
    expect(problemOf(await print({ position: 0, text: "early" }))).toMatchObject({ code: "not-found" });
    await claim(slug);
    expect((await print({ position: 0, text: "one\n" })).status).toBe(204);
    expect((await print({ position: 1, text: "two\n" })).status).toBe(204);
    expect((await print({ position: 0, text: "other" })).status).toBe(204);
    expect(problemOf(await print({ position: 2, text: "three" }, other))).toMatchObject({
      code: "not-found",
    });
    expect((await print({ position: 128, text: "x" })).status).toBe(422);
    expect((await print({ position: 2, text: "x".repeat(16_385) })).status).toBe(422);
    expect((await print({ position: 2, text: "\u0000" })).status).toBe(400);
    await end(attempt, { succeeded: true });
    expect((await print({ position: 2, text: "late" })).status).toBe(409);
    const kept = await world.kernel.db.prisma.rollbackOutput.findMany({
      where: { attemptId: attempt },
      orderBy: { position: "asc" },
    });
    expect(kept.map(({ text }) => text)).toEqual(["one\n", "two\n"]);
  });
});

describe("the secret of webhooks", () => {
  it("is shown to admins, by a token that may change the organisation", async () => {
    const ask = async (token: string) => api.request("GET", "/runner/webhook-secret", { token });
    const shown = await ask(await world.tokenOf("ada", ["organisation"]));
    expect(shown.as<{ secret: string }>().secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(problemOf(await ask(await world.tokenOf("ada", ["read"])))).toMatchObject({
      code: "scope-missing",
    });
    expect(problemOf(await ask(await world.tokenOf("cora")))).toMatchObject({ code: "access-level" });
  });
});
