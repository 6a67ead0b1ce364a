import type { ArtifactKind } from "@/lib/bundles/attributes";
import { describedAs, iriOf } from "@/lib/bundles/iri";
import { modelCardOf } from "@/lib/bundles/model-card";
import type { Artifact, Manifest } from "@/lib/bundles/schemas";

type Fields = Record<string, unknown>;

interface Described {
  manifest: Manifest;
  digest: string;
  /** When it was first registered; null: it is not. */
  registeredAt: string | null;
  /** Of Countersign. */
  version: string;
}

/** How artifacts of a kind stand in a bill of materials. */
const kinds: Record<
  ArtifactKind,
  { type: string; data?: "dataset" | "configuration" | "definition" | "other" }
> = {
  code: { type: "file" },
  "data-schema": { type: "data", data: "definition" },
  "feature-steps": { type: "file" },
  "model-weights": { type: "machine-learning-model" },
  dataset: { type: "data", data: "dataset" },
  "container-image": { type: "container" },
  "dependency-lock": { type: "file" },
  environment: { type: "data", data: "configuration" },
  "deployment-manifest": { type: "data", data: "configuration" },
  configuration: { type: "data", data: "configuration" },
  "evaluation-report": { type: "file" },
  tokenizer: { type: "data", data: "other" },
  "serving-configuration": { type: "data", data: "configuration" },
  "rollback-script": { type: "file" },
  "model-card": { type: "file" },
  "impact-assessment": { type: "file" },
  "instructions-for-use": { type: "file" },
};

/**
 * A bundle as a CycloneDX bill of materials (1.6). The same bundle gives the same document. Addresses of authors are not in it:
 * it is made to be handed on.
 */
export function bomOf({ manifest, digest, registeredAt, version }: Described): Fields {
  const bundle = `bundle:${digest}`;
  const datasets = datasetsOf(manifest);
  const components = [
    ...manifest.artifacts.map((artifact) => artifactComponent(manifest, artifact)),
    ...datasets.flatMap(({ component }) => (component === null ? [] : [component])),
    ...imageComponent(manifest),
  ];
  const refs = components.map((component) => component["bom-ref"]);
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(digest)}`,
    version: 1,
    metadata: {
      ...(registeredAt !== null && { timestamp: registeredAt }),
      tools: { components: [{ type: "application", name: "Countersign", version }] },
      component: bundleComponent(manifest, { bundle, digest }),
    },
    components,
    dependencies: [
      { ref: bundle, dependsOn: refs },
      ...manifest.artifacts
        .filter(({ kind }) => kind === "model-weights" && datasets.length > 0)
        .map((artifact) => ({ ref: refOf(artifact), dependsOn: datasets.map(({ ref }) => ref) })),
    ],
  };
}

function bundleComponent(manifest: Manifest, { bundle, digest }: { bundle: string; digest: string }): Fields {
  const { provenance, environment, replay } = manifest;
  const references = provenance?.source === undefined ? [] : [{ type: "vcs", url: iriOf(provenance.source) }];
  return {
    type: "application",
    "bom-ref": bundle,
    name: manifest.component,
    version: manifest.version,
    ...(references.length > 0 && { externalReferences: references }),
    properties: properties({
      digest,
      builder: provenance?.builder,
      platform: environment?.platform,
      lockSha256: environment?.lockSha256,
      replay: replay?.command,
      ...Object.fromEntries(
        Object.entries(provenance?.parameters ?? {}).map(([name, value]) => [`parameter.${name}`, value]),
      ),
    }),
  };
}

function artifactComponent(manifest: Manifest, artifact: Artifact): Fields {
  const { kind, name, version, sha256, size, mediaType, provider, metadata } = artifact;
  const { type, data } = kinds[kind];
  const { modelCard: _, license, ...rest } = metadata ?? {};
  const model = kind === "model-weights" ? modelCardOf(metadata) : null;
  const references = referencesOf(manifest, artifact);
  const card = model === null ? {} : cardOf(manifest, model.card);
  return {
    type,
    "bom-ref": refOf(artifact),
    ...(provider !== undefined && { supplier: { name: provider } }),
    name,
    ...(version !== undefined && { version }),
    ...(mediaType !== undefined && { "mime-type": mediaType.split(";")[0]?.trim() }),
    ...hashesOf(sha256),
    ...(typeof license === "string" && license !== "" && { licenses: [{ license: { name: license } }] }),
    ...(references.length > 0 && { externalReferences: references }),
    ...(Object.keys(card).length > 0 && { modelCard: card }),
    ...(data !== undefined && { data: [dataOf(data, artifact)] }),
    properties: [
      ...properties({
        kind,
        size,
        verifiable: sha256 !== undefined,
        ...(typeof license === "string" ? {} : { "metadata.license": license }),
        ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [`metadata.${key}`, value])),
      }),
      ...(model?.left ?? []).map((each) => property(`metadata.${each.name}`, each.value)),
    ],
  };
}

/** Where it lies; of a model, also its card and what it was measured by. */
function referencesOf({ artifacts }: Manifest, { kind, uri }: Artifact): Fields[] {
  const own = uri === undefined ? [] : [{ type: "distribution", url: iriOf(uri) }];
  if (kind !== "model-weights") return own;
  const other = (wanted: ArtifactKind, type: string) =>
    artifacts.flatMap((each) =>
      each.kind === wanted && each.uri !== undefined
        ? [{ type, url: iriOf(each.uri), ...hashesOf(each.sha256) }]
        : [],
    );
  return [...own, ...other("model-card", "model-card"), ...other("evaluation-report", "quality-metrics")];
}

function cardOf(manifest: Manifest, card: ReturnType<typeof modelCardOf>["card"]): Fields {
  const datasets = datasetsOf(manifest).map(({ ref }) => ({ ref }));
  const parameters = {
    ...card.modelParameters,
    ...(datasets.length > 0 && { datasets }),
  };
  return { ...card, ...(Object.keys(parameters).length > 0 && { modelParameters: parameters }) };
}

interface Dataset {
  ref: string;
  /** null: it is an artifact of the bundle. */
  component: Fields | null;
}

/** The datasets that the provenance names, and those that are artifacts, each once. */
function datasetsOf({ artifacts, provenance }: Manifest): Dataset[] {
  const own = artifacts.filter(({ kind }) => kind === "dataset");
  const named = (provenance?.datasets ?? []).flatMap((dataset, at): Dataset[] => {
    const { name, version, uri, sha256, size } = dataset;
    if (sha256 !== undefined && own.some((each) => each.sha256 === sha256)) return [];
    const ref = `provenance:${at}`;
    const component = {
      type: "data",
      "bom-ref": ref,
      name,
      ...(version !== undefined && { version }),
      ...hashesOf(sha256),
      ...(uri !== undefined && { externalReferences: [{ type: "distribution", url: iriOf(uri) }] }),
      data: [dataOf("dataset", { name, uri })],
      properties: properties({ size, verifiable: sha256 !== undefined }),
    };
    return [{ ref, component }];
  });
  return [...own.map((artifact) => ({ ref: refOf(artifact), component: null })), ...named];
}

function imageComponent({ environment }: Manifest): Fields[] {
  const { imageDigest } = environment ?? {};
  if (imageDigest === undefined) return [];
  return [
    {
      type: "container",
      "bom-ref": "environment:image",
      name: "environment",
      ...hashesOf(imageDigest.replace(/^sha256:/, "")),
    },
  ];
}

function dataOf(type: string, { name, uri }: { name: string; uri?: string | undefined }): Fields {
  return { type, name, ...(uri !== undefined && { contents: { url: iriOf(uri) } }) };
}

function hashesOf(sha256: string | undefined): Fields {
  return sha256 === undefined ? {} : { hashes: [{ alg: "SHA-256", content: sha256 }] };
}

function refOf({ kind, name }: Artifact): string {
  return `${kind}:${name}`;
}

function properties(values: Fields): { name: string; value: string }[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [property(name, describedAs(value))],
  );
}

function property(name: string, value: string): { name: string; value: string } {
  return { name: `countersign:${name}`, value };
}

/** A UUID of version 8 (RFC 9562) made of a digest. */
function uuidOf(digest: string): string {
  const hex = digest.replace(/^sha256:/, "");
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
