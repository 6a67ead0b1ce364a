// Repeats a bundle's evaluation in a folder that holds nothing but the bundle:
// its weights, adapter and thresholds lie here by name, and this file, the
// evaluation's code, the clips and the runtime were unpacked from its archives.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { evaluate, reportText } from "./lib/evaluation.mjs";

const { values } = parseArgs({
  options: {
    model: { type: "string" },
    "in-batch": { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const path = resolve("serving-adapter.mjs");
const adapter = values["in-batch"] ? null : { ...(await import(pathToFileURL(path).href)), path };
const { speechProbability } = JSON.parse(readFileSync("thresholds.json", "utf8"));
const report = await evaluate({
  model: values.model,
  weightsPath: resolve("silero_vad.onnx"),
  adapter,
  threshold: speechProbability,
});
writeFileSync(values.out, reportText(report));
