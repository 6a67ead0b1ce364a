import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { sha256 } from "@/lib/bundles/digest";
import { run } from "@/lib/cli/fixtures";
import { stepPublicKey } from "@/lib/rollbacks/step-signing";
import { loadTarget } from "@/lib/rollbacks/load-target";
import { targetAnswer } from "@/lib/rollbacks/target-answer";
import { testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { eventually } from "@/lib/testing/interleave";
import { attemptRow, queueAttempt } from "@/lib/testing/rollback-rows";
import { rollingTemplate } from "@/lib/testing/rolling";
import { serveApi } from "@/lib/testing/served-api";
import { releaseWithTarget, targetArtifact } from "@/lib/testing/targets";
import { makeWorld, type World } from "@/lib/testing/world";

const program = new URL("../../../bin/countersign.mjs", import.meta.url).pathname;
const content = "the old model";
let world: World;
let server: Awaited<ReturnType<typeof serveApi>>;
let store: ReturnType<typeof createServer>;
let models = "";
let token = "";
let folder = "";
let counter = 0;
const asked: string[] = [];

const answers: Record<string, (answer: ServerResponse) => void> = {
  good: (answer) => answer.end(content),
  changed: (answer) => answer.end("the new model"),
  large: (answer) => answer.end(content.repeat(1_000)),
  broken: (answer) => answer.writeHead(500).end(),
  redirected: (answer) => answer.writeHead(302, { location: "/private/good" }).end(),
  slow: (answer) => void answer.write("the"),
};

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "first" });
  await world.template(rollingTemplate, "cora");
  server = await serveApi(world.kernel);
  token = await world.machine("runner", "owners", ["runner"]);
  store = createServer((request, answer) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    asked.push(pathname);
    const says = answers[pathname.slice(pathname.lastIndexOf("/") + 1)];
    if (says === undefined) answer.writeHead(404).end();
    else says(answer);
  });
  await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
  models = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  store.closeAllConnections();
  store.close();
  await server.close();
  await world.close();
});
beforeEach(() => {
  counter += 1;
  asked.length = 0;
  folder = mkdtempSync(join(tmpdir(), "countersign-targets-"));
  mkdirSync(join(folder, "files"));
  mkdirSync(join(folder, "scripts"));
  mkdirSync(join(folder, "node_modules/vad"), { recursive: true });
  return () => rmSync(folder, { recursive: true, force: true });
});

const release = (names: Record<string, string | undefined>) =>
  releaseWithTarget(world, {
    slug: `t-${counter}`,
    artifacts: Object.entries(names).map(([name, uri]) => targetArtifact(name, content, uri)),
  });
const argv = (slug: string, ...more: string[]) => ["runner", "--dir", "own", "--release", slug, ...more];
const runOnce = (slug: string, ...more: string[]) =>
  run(server.url, argv(slug, "--once", ...more), { cwd: folder, env: { COUNTERSIGN_TOKEN: token } });

async function standing(slug: string) {
  const now = world.clock.now();
  const { facts } = await loadTarget(world.kernel.db.prisma, { slug, actor: world.system, now });
  if (facts === null) throw new Error("a plan is agreed");
  return targetAnswer(facts, now);
}

const found = async (slug: string) =>
  Object.fromEntries(
    (await standing(slug)).artifacts.map(({ name, state, failed }) => [name, failed?.note ?? state]),
  );

it("fetches what a plan goes back to by address, from a folder and from an installed package, and that counts", async () => {
  writeFileSync(join(folder, "files/model.onnx"), content);
  writeFileSync(join(folder, "node_modules/vad/package.json"), '{ "version": "1.0.0" }');
  writeFileSync(join(folder, "node_modules/vad/model"), content);
  const { slug } = await release({
    "by-address": `${models}/m/good`,
    "by-path": "model.onnx",
    "by-package": "npm:vad@1.0.0/model",
  });
  const { exit, err, out } = await runOnce(
    slug,
    "--fetch-from",
    `${models}/m/`,
    "--fetch-from",
    "files",
    "--node-modules",
    "node_modules",
  );
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  expect(out).toContain(`${models}/m/`);
  expect(out).toContain("3 of 3 verified.");
  expect(await standing(slug)).toMatchObject({
    state: "verified",
    artifacts: [{ verified: { by: "runner" } }, {}, {}],
  });
});

it("says of each artifact what is wrong with it, and asks nothing of a place that it was not told of", async () => {
  const names = ["good", "gone", "changed", "large", "broken", "redirected"];
  const { slug } = await release({
    ...Object.fromEntries(names.map((name) => [name, `${models}/m/${name}`])),
    private: `${models}/private/good`,
    odd: "oci:registry.example.org/model@1",
    nowhere: undefined,
  });
  const { exit, err } = await runOnce(slug, "--fetch-from", `${models}/m`);
  expect(exit).toBe(0);
  expect(err).toContain("gone of ");
  expect(await found(slug)).toEqual({
    good: "verified",
    gone: "It answers 404.",
    changed: expect.stringMatching(/^Its SHA-256 is /) as string,
    large: "It has 13000 bytes; the manifest says 13.",
    broken: "It answers 500.",
    redirected: `It redirects to ${models}/private/good, from where this runner may not fetch.`,
    private: `This runner may not fetch from ${models}/private/good.`,
    odd: "This runner does not know how to fetch oci: addresses.",
    nowhere: "The manifest does not say where it lies.",
  });
  expect(await standing(slug)).toMatchObject({ state: "differs" });
  expect(asked.filter((path) => path.startsWith("/private"))).toEqual([]);
  // What was just looked for is left alone.
  asked.length = 0;
  await runOnce(slug, "--fetch-from", `${models}/m`);
  expect(asked).toEqual([]);
});

it("goes on with scripts while something is slow to fetch, and tells what it did not read when it is ended", async () => {
  const { slug } = await release({ slow: `${models}/m/slow`, good: `${models}/m/good` });
  const script = "#!/bin/sh\nexit 0\n";
  writeFileSync(join(folder, "scripts/put-back.sh"), script);
  const child = spawn(
    process.execPath,
    [
      program,
      ...argv(slug, "--scripts", "scripts", "--key", stepPublicKey(testSite.secret)),
      "--fetch-from",
      `${models}/m/`,
    ],
    {
      cwd: folder,
      env: { ...process.env, COUNTERSIGN_URL: server.url, COUNTERSIGN_TOKEN: token },
      stdio: "ignore",
    },
  );
  const ended = new Promise((resolve) => child.on("exit", resolve));
  await eventually(() => asked.includes("/m/slow"));
  const digest = sha256(Buffer.from(script));
  const executor = { type: "command" as const, script: digest, args: [] };
  const { attempt } = await queueAttempt(world.kernel, { release: slug, executor, script: digest });
  await eventually(async () => (await attemptRow(world.kernel, attempt)).state === "succeeded");
  expect(await standing(slug)).toMatchObject({ underWay: { by: "runner" } });
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(await found(slug)).toEqual({
    slow: "The runner was ended before it was read.",
    good: "The runner was ended before it was read.",
  });
  expect(await standing(slug)).toMatchObject({ state: "never", underWay: null });
}, 60_000);

it("does not begin without anything to do, with half of what scripts need, or to fetch on staging", async () => {
  const refused = async (...more: string[]) => (await runOnce("t", ...more)).err;
  expect(await refused()).toContain("told of nothing to do");
  expect(await refused("--scripts", "scripts")).toContain("--key KEY is missing");
  expect(await refused("--key", stepPublicKey(testSite.secret))).toContain("--scripts DIR is missing");
  expect(await refused("--fetch-from", "files", "--staging")).toContain(
    "A runner of staging fetches nothing",
  );
});
