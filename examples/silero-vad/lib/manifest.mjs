// Bundle manifests, made from the real files.
import { readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { archives } from "./archives.mjs";
import { thresholds, thresholdsPath } from "./check.mjs";
import { sampleRateHz } from "./clips.mjs";
import { sha256OfFile } from "./digest.mjs";
import { adapterOf, weightsOf } from "./model.mjs";

export const exampleFolder = join(import.meta.dirname, "..");
const lockPath = join(exampleFolder, "package-lock.json");
const { name, version } = JSON.parse(readFileSync(join(exampleFolder, "package.json"), "utf8"));

const architectures = { x64: "amd64" };

/**
 * Names stay the same from bundle to bundle, so that a difference shows what changed. A replay finds each artifact under its
 * name, so they are what the evaluation opens.
 */
function artifact({ kind, name, version, path, mediaType, uri = relative(exampleFolder, path) }) {
  return {
    kind,
    name,
    version,
    uri,
    sha256: sha256OfFile(path),
    size: statSync(path).size,
    mediaType,
  };
}

function artifactsOf({ model, adapterName, reportPath, withScript }) {
  const adapter = adapterOf(adapterName);
  const weights = weightsOf(model);
  const packed = archives();
  const json = "application/json";
  const tar = "application/x-tar";
  return [
    {
      kind: "model-weights",
      name: "silero_vad.onnx",
      version: model,
      ...weights,
      mediaType: "application/onnx",
    },
    {
      kind: "code",
      name: "serving-adapter.mjs",
      version: adapterName,
      path: adapter.path,
      mediaType: "text/javascript",
    },
    {
      kind: "data-schema",
      name: "serving-signature",
      version: adapterName,
      path: adapter.schemaPath,
      mediaType: json,
    },
    {
      kind: "dataset",
      name: "labelled-clips.tar",
      version: "1",
      path: packed.clips,
      mediaType: tar,
    },
    {
      kind: "code",
      name: "evaluation.tar",
      version,
      path: packed.code,
      mediaType: tar,
    },
    {
      kind: "environment",
      name: "onnxruntime.tar",
      version: packed.runtimeVersion,
      path: packed.runtime,
      mediaType: tar,
    },
    {
      kind: "dependency-lock",
      name: "package-lock.json",
      version,
      path: lockPath,
      mediaType: json,
    },
    {
      kind: "configuration",
      name: "thresholds.json",
      version,
      path: thresholdsPath,
      mediaType: json,
    },
    ...(withScript
      ? [
          {
            kind: "rollback-script",
            name: "router.mjs",
            version: "1",
            path: join(exampleFolder, "rollback/router.mjs"),
            mediaType: "text/javascript",
          },
        ]
      : []),
    ...(reportPath
      ? [
          {
            kind: "evaluation-report",
            name: "report.json",
            version: model,
            path: reportPath,
            mediaType: json,
          },
        ]
      : []),
  ].map(artifact);
}

/**
 * @param {object} parts
 * @param {string} parts.component key of the component
 * @param {string} parts.version the bundle's own version
 * @param {string} parts.model which weights
 * @param {string} parts.adapterName which serving adapter
 * @param {string[]} parts.authors e-mail addresses of those whose work it is
 * @param {string} [parts.reportPath] absent where the model could not be evaluated
 * @param {boolean} [parts.inBatch] it was evaluated by the batch code, and not through the adapter
 * @param {boolean} [parts.withScript] the rollback script is part of it
 */
export function manifestOf({
  component,
  version: bundleVersion,
  model,
  adapterName,
  authors,
  reportPath,
  inBatch = false,
  withScript = false,
}) {
  const unpack = "for archive in *.tar; do tar -xf $archive || exit; done";
  const fed = inBatch ? " --in-batch" : "";
  const evaluate = `exec node replay.mjs --model ${model}${fed} --out report.json`;
  return {
    format: 1,
    component,
    version: bundleVersion,
    artifacts: artifactsOf({ model, adapterName, reportPath, withScript }),
    provenance: {
      source: weightsOf(model).uri,
      builder: `${name}@${version}`,
      parameters: { sampleRateHz, speechProbability: thresholds.speechProbability },
      datasets: [{ name: "labelled-clips", sha256: sha256OfFile(archives().clips) }],
      authors,
    },
    environment: {
      platform: `${process.platform}/${architectures[process.arch] ?? process.arch}`,
      lockSha256: sha256OfFile(lockPath),
    },
    ...(reportPath
      ? {
          replay: {
            command: ["sh", "-c", `${unpack}; ${evaluate}`],
            expects: [{ path: "report.json", sha256: sha256OfFile(reportPath) }],
          },
        }
      : {}),
  };
}
