// What a bundle's evaluation needs beside weights, adapter and thresholds, as
// archives: its code, the clips, and the runtime of this platform.
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { writeArchive } from "./archive.mjs";
import { digestsPath } from "./clips.mjs";

const here = join(import.meta.dirname, "..");
const out = join(here, "out");

/** Files below a folder of the example, by their paths in it. */
function below(folder, wanted = () => true) {
  return readdirSync(join(here, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(here, path).replaceAll("\\", "/"), path }))
    .filter(({ name }) => wanted(name));
}

const parts = ["batch", "clips", "digest", "evaluation", "listen", "metrics"];
const code = ["replay.mjs", ...parts.map((part) => `lib/${part}.mjs`)];

const runtime = "node_modules/onnxruntime-node";
const isLoaded = (name) => /\.js$|\/package\.json$/.test(name);

function runtimeFiles() {
  const native = `${runtime}/bin/napi-v6/${process.platform}/${process.arch}`;
  return [
    ...below(native),
    ...below(`${runtime}/dist`, isLoaded),
    { name: `${runtime}/package.json`, path: join(here, runtime, "package.json") },
    ...below("node_modules/onnxruntime-common/dist/cjs", isLoaded),
    {
      name: "node_modules/onnxruntime-common/package.json",
      path: join(here, "node_modules/onnxruntime-common/package.json"),
    },
  ];
}

const versionOf = () =>
  JSON.parse(readFileSync(join(here, runtime, "package.json"), "utf8")).version;

let made = null;

/** Written once in a run. */
export function archives() {
  made ??= write();
  return made;
}

function write() {
  mkdirSync(out, { recursive: true });
  const archive = (name, files) => {
    const path = join(out, name);
    writeArchive(path, files);
    return path;
  };
  return {
    code: archive(
      "evaluation.tar",
      code.map((name) => ({ name, path: join(here, name) })),
    ),
    clips: archive("labelled-clips.tar", below(relative(here, dirname(digestsPath)))),
    runtime: archive("onnxruntime.tar", runtimeFiles()),
    runtimeVersion: versionOf(),
  };
}
