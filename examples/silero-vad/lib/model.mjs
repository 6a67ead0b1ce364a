// Which weights and adapters there are, where they lie, and what they take.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as legacyAdapter from "../adapters/legacy.mjs";
import * as v5Adapter from "../adapters/v5.mjs";
import * as v6Adapter from "../adapters/v6.mjs";
import * as v6ForgetsAdapter from "../adapters/v6-forgets.mjs";

const here = join(import.meta.dirname, "..");
const weightsPackage = "@ricky0123/vad-web";

const files = {
  legacy: "silero_vad_legacy.onnx",
  v5: "silero_vad_v5.onnx",
  v6: "silero_vad_v6.onnx",
};
const modules = {
  legacy: legacyAdapter,
  v5: v5Adapter,
  v6: v6Adapter,
  "v6-forgets": v6ForgetsAdapter,
};

export const versions = Object.keys(files);

/** Where the weights of a version lie, here and for everyone else. */
export function weightsOf(version) {
  if (!(version in files)) throw new Error(`no model "${version}"; there are ${versions}`);
  const path = join(here, "node_modules", weightsPackage, "dist", files[version]);
  if (!existsSync(path)) throw new Error("the weights are missing: run npm ci --ignore-scripts");
  const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8"));
  const { version: release } = lock.packages[`node_modules/${weightsPackage}`];
  return { path, uri: `npm:${weightsPackage}@${release}/dist/${files[version]}` };
}

/** The code that serves a version, and the signature that it says it feeds. */
export function adapterOf(version) {
  if (!(version in modules)) throw new Error(`no adapter "${version}"; there are ${versions}`);
  const schemaPath = join(here, "adapters", `${version}.schema.json`);
  return {
    ...modules[version],
    name: version,
    path: join(here, "adapters", `${version}.mjs`),
    schemaPath,
    schema: JSON.parse(readFileSync(schemaPath, "utf8")),
  };
}

/** The signature as the weights state it; an open dimension reads as null. */
export function signatureOf(session) {
  const side = (metadata) =>
    metadata.map(({ name, type, shape }) => ({
      name,
      type,
      shape: shape.map((size) => (typeof size === "number" ? size : null)),
    }));
  return { inputs: side(session.inputMetadata), outputs: side(session.outputMetadata) };
}
