import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { sha256 } from "@/lib/bundles/digest";
import { run } from "@/lib/cli/fixtures";
import { stepPublicKey } from "@/lib/rollbacks/step-signing";
import { getExposure } from "@/lib/rollouts/exposure-queries";
import { testSite } from "@/lib/testing/api";
import { appliedAttempts, appliedTemplate } from "@/lib/testing/applied";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs } from "@/lib/testing/laddered";
import type { SampleRelease } from "@/lib/testing/release";
import { queueAttempt } from "@/lib/testing/rollback-rows";
import { serveApi } from "@/lib/testing/served-api";
import { makeWorld, type World } from "@/lib/testing/world";
import { argumentsOf } from "./carry-out";

// What it is told to say is set stands in a file beside the scripts.
const script =
  '#!/bin/sh\necho "$1 $2 of $COUNTERSIGN_CANDIDATE in $COUNTERSIGN_STAGE, $COUNTERSIGN_PERCENT_BEFORE before"\ncat ../says 2>/dev/null || true\n';
const folder = mkdtempSync(join(tmpdir(), "countersign-runner-"));
let world: World;
let server: Awaited<ReturnType<typeof serveApi>>;
let token = "";
let release: SampleRelease;
let made = 0;
const acts = exposureActs(() => world);

beforeAll(async () => {
  mkdirSync(join(folder, "scripts"));
  writeFileSync(join(folder, "scripts", "set-share.sh"), script);
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "plain" });
  const digest = sha256(Buffer.from(script));
  const executor = { type: "command" as const, script: digest, args: ["{{percent}}", "{{candidate}}"] };
  await world.template(appliedTemplate("by-script", executor), "cora");
  server = await serveApi(world.kernel);
  token = await world.machine("runner", "owners", ["runner"]);
});
afterAll(async () => {
  await server.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  made += 1;
  release = await world.release({ slug: `r-${made}`, template: "by-script" });
  await (
    await acts.increase(release, 5)
  )();
});

const runner = (...more: string[]) => {
  const argv = ["runner", "--once", "--scripts", "scripts", "--key", stepPublicKey(testSite.secret)];
  return run(server.url, [...argv, "--release", release.slug, ...more], {
    cwd: folder,
    env: { PATH: process.env["PATH"], COUNTERSIGN_TOKEN: token },
  });
};
const shown = () =>
  getExposure(world.kernel.db.prisma, { slug: release.slug, actor: world.system, now: world.clock.now() });

it("a runner sets what was decided by the stage's script, and its machine confirms it", async () => {
  expect(await runner()).toMatchObject({ exit: 0, err: "" });
  expect(await shown()).toMatchObject({
    confirmed: 5,
    isConfirmed: true,
    changes: [{ kind: "confirmed", executor: "command", by: "runner" }, { kind: "intended" }],
    applying: {
      state: "applied",
      attempts: [
        {
          by: "runner",
          exitCode: 0,
          output: `5 ${release.candidate} of ${release.candidate} in canary, 0 before\n`,
        },
      ],
    },
  });
});

it("a script's last line says what is set, where that is another share or none that one could read", async () => {
  writeFileSync(join(folder, "says"), "exposure 4 %\n");
  await runner();
  expect(await shown()).toMatchObject({ confirmed: 4, isConfirmed: false, applying: { state: "differs" } });
  made += 1;
  release = await world.release({ slug: `r-${made}`, template: "by-script" });
  await (
    await acts.increase(release, 5)
  )();
  writeFileSync(join(folder, "says"), "exposure most\n");
  await runner();
  rmSync(join(folder, "says"));
  expect(await shown()).toMatchObject({
    confirmed: 5,
    applying: { attempts: [{ note: "set-share.sh ended with 0. What it says to be set is no share: most" }] },
  });
});

it("neither a runner for steps alone nor one of staging takes it, and steps of a rollback are taken first", async () => {
  await runner("--steps-only");
  await runner("--staging");
  expect((await appliedAttempts(world.kernel, release)).map(({ state }) => state)).toEqual(["queued"]);
  const digest = sha256(Buffer.from(script));
  world.clock.shift(1_000);
  await queueAttempt(world.kernel, {
    release: release.slug,
    executor: { type: "command", script: digest, args: [] },
    script: digest,
    drill: "dry-run",
    dryRun: true,
  });
  const { out } = await runner();
  expect(out.indexOf("Rehearsed")).toBeGreaterThan(0);
  expect(out.indexOf("5 % in stage canary")).toBeGreaterThan(out.indexOf("Rehearsed"));
});

it("names the share and the candidate in its arguments, and nothing that is gone back to", () => {
  const candidates = { model: `sha256:${"a".repeat(64)}`, adapter: null };
  const filled = (args: string[], of: Record<string, string | null> = candidates) =>
    argumentsOf({ for: "exposure", percent: 2.5, candidates: of, executor: { type: "command", args } });
  expect(filled(["--share={{percent}}", "{{candidate:model}}", "{{candidate:adapter}}"])).toEqual([
    "--share=2.5",
    candidates.model,
    "none",
  ]);
  expect(filled(["{{candidate}}"], { model: candidates.model })).toEqual([candidates.model]);
  expect(filled(["{{candidate}}"])).toContain("write {{candidate:component}}");
  expect(filled(["{{candidate:other}}"])).toBe("the step has no component other.");
  expect(filled(["{{target}}"])).toContain("{{target}} stands for nothing here");
  const target = { model: candidates.model };
  const step = { target, executor: { type: "command" as const, args: ["{{percent}}", "{{target}}"] } };
  expect(argumentsOf(step)).toEqual(["{{percent}}", candidates.model]);
});
