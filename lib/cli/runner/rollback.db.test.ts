import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sha256 } from "@/lib/bundles/digest";
import { run } from "@/lib/cli/fixtures";
import { noHosts, parseAllowedHosts } from "@/lib/platform/public-addresses";
import { authoriseRollback } from "@/lib/rollbacks/authorise-rollback";
import { carryOutWaiting } from "@/lib/rollbacks/carry-out";
import { proposeRollback } from "@/lib/rollbacks/propose-rollback";
import { stepPublicKey } from "@/lib/rollbacks/step-signing";
import { verifyDue } from "@/lib/rollbacks/verify-due";
import { testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs } from "@/lib/testing/laddered";
import { makeReceiver, type Receiver } from "@/lib/testing/receiver";
import { entriesOf } from "@/lib/testing/ledger-entries";
import { goBack, rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import { serveApi } from "@/lib/testing/served-api";
import { makeWorld, type World } from "@/lib/testing/world";

// Fails at its first try, as a registry that is away for a moment.
const script =
  '#!/bin/sh\n[ -e ../tried ] || { touch ../tried; exit 7; }\necho "puts back $1"\necho "serving $1"\n';
const folder = mkdtempSync(join(tmpdir(), "countersign-runner-"));
let world: World;
let receiver: Receiver;
let server: Awaited<ReturnType<typeof serveApi>>;
let token = "";
const { by, idOf, latest, work, declare } = rollbackActs(() => world);
const { confirm, increase } = exposureActs(() => world);
const allowed = parseAllowedHosts("127.0.0.1") ?? noHosts;

beforeAll(async () => {
  mkdirSync(join(folder, "scripts"));
  writeFileSync(join(folder, "scripts", "put-back.sh"), script);
  world = await makeWorld((await testDatabase()).url);
  receiver = await makeReceiver();
  await world.release({ slug: "plain" });
  await world.template(planned(receiver.url), "cora");
  await declare();
  server = await serveApi(world.kernel);
  token = await world.machine("runner", "owners", ["runner"]);
});
afterAll(async () => {
  await receiver.close();
  await server.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

function planned(url: string) {
  const [stop, putBack] = goBack.steps;
  const byWebhook = {
    ...stop,
    executor: { type: "webhook", url: `${url}/stop` },
    verify: { http: { url: `${url}/share`, expect: "0 %" } },
  };
  const byScript = {
    ...putBack,
    executor: { type: "command", script: sha256(Buffer.from(script)), args: ["{{target}}"] },
    verify: { servingDigest: "target", from: "runner" },
    onFailure: "retry",
  };
  return {
    ...rollingTemplate,
    key: "by-itself",
    rollbackPlan: { ...goBack, steps: [byWebhook, byScript] },
  };
}

const secret = testSite.secret;
const carryOut = () => carryOutWaiting(world.kernel, { secret, url: testSite.url, allowed, unleash: null });
const runner = () =>
  run(server.url, ["runner", "--once", "--scripts", "scripts", "--key", stepPublicKey(secret)], {
    cwd: folder,
    env: { PATH: process.env["PATH"], COUNTERSIGN_TOKEN: token },
  });

it("a rollback goes by webhook, address and runner as far as people have nothing to do, and tries again what failed", async () => {
  const release = await world.release({ slug: "goes-by-itself", template: "by-itself" });
  await (
    await increase(release, 5)
  )();
  await confirm(release, 5);
  const reason = "Answers are wrong.";
  const proposed = { release: release.slug, severity: "sev1" as const, reason };
  await proposeRollback.execute(world.kernel, proposed, await by("cora"));
  const { id: rollback } = (await latest(release)) ?? { id: "" };
  await authoriseRollback.execute(world.kernel, { rollback }, await by("ed"));
  receiver.answerJson(200, { status: "done", note: "The share is 0 %." });
  for (let round = 0; round < 2; round += 1) {
    await work();
    await carryOut();
  }
  expect(receiver.received.map(({ method, path }) => `${method} ${path}`)).toEqual(["POST /stop"]);
  expect((await runner()).exit).toBe(0);
  expect(await latest(release)).toMatchObject({ steps: [{ state: "verifying" }, { state: "waiting" }] });
  receiver.answer((_request, response) => response.end("the share is 0 % now"));
  await verifyDue(world.kernel, allowed);
  for (let round = 0; round < 3; round += 1) {
    await work();
    await runner();
  }
  await work();
  expect(await latest(release)).toMatchObject({
    state: "validating",
    steps: [{ state: "done" }, { state: "done" }],
    attempts: [
      { stepKey: "stop", state: "succeeded", verification: "passed" },
      { stepKey: "put-back", number: 1, state: "failed", exitCode: 7 },
      { stepKey: "put-back", number: 2, state: "succeeded", verification: "passed" },
    ],
  });
  const types = (await entriesOf(world.kernel, { releaseId: await idOf(release) })).map(({ type }) => type);
  const ofSteps = types.filter((type) => /attempt-|step-verified|step-done/.test(type));
  expect(ofSteps).toEqual([
    "rollback.attempt-claimed",
    "rollback.attempt-ended",
    "rollback.step-verified",
    "rollback.step-done",
    "rollback.attempt-claimed",
    "rollback.attempt-ended",
    "rollback.attempt-claimed",
    "rollback.attempt-ended",
    "rollback.step-done",
  ]);
});
