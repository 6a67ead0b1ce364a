import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { writeArchive } from "../lib/archive.mjs";
import { reportText } from "../lib/evaluation.mjs";
import { exampleFolder, manifestOf } from "../lib/manifest.mjs";
import { reportOn } from "../lib/report.mjs";

const program = join(exampleFolder, "../../bin/countersign.mjs");
const out = join(exampleFolder, "out/test");
mkdirSync(out, { recursive: true });

/** Replays a bundle as the command line does, asking no server. */
function replay(name, report, { model, adapterName, inBatch }) {
  const reportPath = join(out, `${name}.report.json`);
  writeFileSync(reportPath, report);
  const asked = { component: "silero-vad", version: "1", authors: [], reportPath };
  const manifest = manifestOf({ ...asked, model, adapterName, inBatch });
  const file = join(out, `${name}.bundle.json`);
  writeFileSync(file, JSON.stringify(manifest));
  const args = ["bundle", "replay", file, "--dry-run", "--json"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: exampleFolder,
    encoding: "utf8",
    env: { PATH: process.env.PATH },
  });
  assert.notEqual(stdout, "", stderr);
  return { status, ...JSON.parse(stdout) };
}

test("an evaluation replays from the bundle alone and gets the same report, fed by the adapter or not", async () => {
  const served = { model: "v5", adapterName: "v5", inBatch: false };
  const done = replay("served", reportText(await reportOn("v5")), served);
  assert.deepEqual([done.status, done.outcome], [0, "reproduced"], JSON.stringify(done));
  const inBatch = { model: "v6", adapterName: "v6-forgets", inBatch: true };
  const batch = replay("in-batch", reportText(await reportOn("v6", null)), inBatch);
  assert.deepEqual([batch.status, batch.outcome], [0, "reproduced"], JSON.stringify(batch));
});

test("a report that was touched up is found out, to the figure", async () => {
  const report = await reportOn("v5");
  const better = { ...report, all: { ...report.all, f1: 0.99 } };
  const asked = { model: "v5", adapterName: "v5", inBatch: false };
  const { status, outcome, outputs } = replay("better", reportText(better), asked);
  assert.deepEqual([status, outcome], [1, "differs"]);
  assert.deepEqual(outputs[0].differences, [
    { at: "/all/f1", expected: "0.99", found: String(report.all.f1) },
  ]);
});

test("an archive is the same for the same files, and tar unpacks it", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "archive-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "a"), "a".repeat(513));
  writeFileSync(join(folder, "b"), "");
  const files = [
    { name: "deep/down/a.txt", path: join(folder, "a") },
    { name: "b.txt", path: join(folder, "b") },
  ];
  writeArchive(join(folder, "one.tar"), files);
  writeArchive(join(folder, "two.tar"), files.toReversed());
  const bytes = readFileSync(join(folder, "one.tar"));
  assert.ok(bytes.equals(readFileSync(join(folder, "two.tar"))));
  execFileSync("tar", ["-xf", "one.tar"], { cwd: folder });
  assert.equal(readFileSync(join(folder, "deep/down/a.txt"), "utf8"), "a".repeat(513));
  assert.equal(readFileSync(join(folder, "b.txt"), "utf8"), "");
  const long = [{ name: "x".repeat(101), path: join(folder, "a") }];
  assert.throws(() => writeArchive(join(folder, "three.tar"), long), /too long/);
});
