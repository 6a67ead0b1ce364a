import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { exampleFolder } from "../lib/manifest.mjs";

const script = join(exampleFolder, "rollback/router.mjs");
const digest = (letter) => `sha256:${letter.repeat(64)}`;

/** Runs the script against a router that stands so; answers how it ended and what the router was told. */
async function run(args, { live = digest("5"), env = {} } = {}) {
  const told = [];
  let serving = { percent: 10, live: { digest: live }, candidate: { digest: digest("6") } };
  const server = createServer(async (request, response) => {
    if (request.method === "PUT") {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = JSON.parse(Buffer.concat(chunks).toString());
      told.push(body);
      serving = { ...serving, ...body };
    }
    response.end(JSON.stringify(serving));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const child = spawn(process.execPath, [script, ...args], {
    env: { ROUTER_URL: `http://127.0.0.1:${server.address().port}`, ...env },
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  const exit = await new Promise((ended) => child.once("close", ended));
  server.close();
  server.closeAllConnections();
  return { exit, told, lastLine: output.trim().split("\n").at(-1) };
}

test("it sets the exposure, and says last what is served", async () => {
  const { exit, told, lastLine } = await run(["exposure", "0"]);
  assert.deepEqual({ exit, told }, { exit: 0, told: [{ percent: 0 }] });
  assert.equal(lastLine, `serving ${digest("5")}`);
});

test("it takes the candidate away", async () => {
  const { exit, told } = await run(["put-back", digest("5")]);
  assert.deepEqual({ exit, told }, { exit: 0, told: [{ percent: 0, candidate: null }] });
});

test("a rehearsal changes nothing and says what it would do", async () => {
  const { exit, told, lastLine } = await run(["exposure", "0"], {
    env: { COUNTERSIGN_DRY_RUN: "1" },
  });
  assert.deepEqual({ exit, told }, { exit: 0, told: [] });
  assert.equal(lastLine, 'would set {"percent":0}');
});

test("other arguments than its own are refused, and another target than what is live", async () => {
  for (const args of [
    ["exposure", "0; rm"],
    ["exposure", "101"],
    ["put-back", "none"],
    ["other", "1"],
  ])
    assert.deepEqual((await run(args)).told, []);
  const other = await run(["put-back", digest("5")], { live: digest("4") });
  assert.equal(other.exit, 1);
  assert.deepEqual(other.told, []);
});
