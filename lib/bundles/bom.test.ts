import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { artifactKinds } from "./attributes";
import { bomOf } from "./bom";
import { bundleDigest } from "./manifest";
import { Manifest } from "./schemas";

const hash = (letter: string) => letter.repeat(64);
/** Against the published JSON schema, with its formats. */
const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
const faultsIn = (bom: object) => validator.validate(JSON.stringify(bom));

const card = {
  modelParameters: {
    approach: { type: "supervised" },
    task: "voice activity detection",
    architectureFamily: "recurrent",
    inputs: [{ format: "float32[1,576]" }],
  },
  quantitativeAnalysis: { performanceMetrics: [{ type: "F1", value: "0.975", slice: "noisy" }] },
  considerations: {
    technicalLimitations: ["Synthetic voices"],
    fairnessAssessments: [{ groupAtRisk: "German" }],
  },
};

const manifest = Manifest.parse({
  format: 1,
  component: "silero-vad",
  version: "6.0.0",
  artifacts: [
    {
      kind: "model-weights",
      name: "silero_vad.onnx",
      version: "6",
      uri: "npm:@ricky0123/vad-web@0.0.31/dist/silero vad.onnx",
      sha256: hash("a"),
      size: 2_327_524,
      mediaType: "application/onnx; version=1",
      metadata: { modelCard: { ...card, mood: "good" }, license: "MIT", opset: 16 },
    },
    { kind: "model-weights", name: "embeddings", provider: "example", version: "2026-01" },
    { kind: "dataset", name: "clips", sha256: hash("c"), size: 5, uri: "clips.tar" },
    { kind: "model-card", name: "card.md", sha256: hash("d"), size: 5, uri: "https://example.org/card.md" },
    { kind: "evaluation-report", name: "report.json", sha256: hash("e"), size: 5, uri: "report.json" },
  ],
  provenance: {
    source: "git:vad@9f31c02",
    builder: "ci",
    parameters: { epochs: 3 },
    datasets: [
      { name: "the same clips", sha256: hash("c") },
      { name: "training", version: "2", uri: "s3://bucket/a b" },
    ],
    authors: ["priya@example.org"],
  },
  environment: { platform: "linux/amd64", imageDigest: `sha256:${hash("f")}`, lockSha256: hash("0") },
  replay: { command: ["node", "evaluate.mjs"], expects: [] },
});
const digest = bundleDigest(manifest);
const bom = bomOf({ manifest, digest, registeredAt: "2026-11-26T10:00:00.000Z", version: "0.1.0" });
const components = bom["components"] as Record<string, unknown>[];
const named = (name: string) => components.find((each) => each["name"] === name);

describe("a bill of materials", () => {
  it("is valid against the published schema, and the same for the same bundle", async () => {
    expect(await faultsIn(bom)).toBeNull();
    expect(bomOf({ manifest, digest, registeredAt: "2026-11-26T10:00:00.000Z", version: "0.1.0" })).toEqual(
      bom,
    );
    expect(bom["serialNumber"]).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    const unregistered = bomOf({ manifest, digest, registeredAt: null, version: "0.1.0" });
    expect(await faultsIn(unregistered)).toBeNull();
  });

  it("is checked: the schema finds what is wrong", async () => {
    expect(await faultsIn({ ...bom, components: [{ type: "model", name: "x" }] })).not.toBeNull();
    expect(await faultsIn({ ...bom, serialNumber: "x" })).not.toBeNull();
  });

  it("has models with hash, address, card and what they were measured by", () => {
    expect(named("silero_vad.onnx")).toMatchObject({
      type: "machine-learning-model",
      version: "6",
      "mime-type": "application/onnx",
      hashes: [{ alg: "SHA-256", content: hash("a") }],
      licenses: [{ license: { name: "MIT" } }],
      externalReferences: [
        { type: "distribution", url: "npm:@ricky0123/vad-web@0.0.31/dist/silero%20vad.onnx" },
        { type: "model-card", url: "https://example.org/card.md" },
        { type: "quality-metrics", url: "report.json" },
      ],
      modelCard: {
        ...card,
        modelParameters: {
          ...card.modelParameters,
          datasets: [{ ref: "dataset:clips" }, { ref: "provenance:1" }],
        },
      },
    });
    expect(named("silero_vad.onnx")?.["properties"]).toEqual(
      expect.arrayContaining([
        { name: "countersign:metadata.opset", value: "16" },
        { name: "countersign:metadata.modelCard.mood", value: "good" },
      ]),
    );
  });

  it("says of a hosted model whose it is, and that nobody can hash it", () => {
    expect(named("embeddings")).toMatchObject({
      type: "machine-learning-model",
      supplier: { name: "example" },
      version: "2026-01",
      properties: expect.arrayContaining([{ name: "countersign:verifiable", value: "false" }]) as unknown[],
    });
    expect(named("embeddings")).not.toHaveProperty("hashes");
  });

  it("has each dataset once, whether it is an artifact or named by the provenance, and the image", () => {
    expect(named("clips")).toMatchObject({
      type: "data",
      data: [{ type: "dataset", contents: { url: "clips.tar" } }],
    });
    expect(named("the same clips")).toBeUndefined();
    expect(named("training")).toMatchObject({
      type: "data",
      version: "2",
      externalReferences: [{ url: "s3://bucket/a%20b" }],
    });
    expect(named("environment")).toMatchObject({ type: "container", hashes: [{ content: hash("f") }] });
  });

  it("names the bundle it is of and what that depends on, and no address of a person", () => {
    expect(bom["metadata"]).toMatchObject({
      timestamp: "2026-11-26T10:00:00.000Z",
      component: {
        name: "silero-vad",
        version: "6.0.0",
        externalReferences: [{ type: "vcs", url: "git:vad@9f31c02" }],
        properties: expect.arrayContaining([
          { name: "countersign:digest", value: digest },
          { name: "countersign:parameter.epochs", value: "3" },
        ]) as unknown[],
      },
    });
    expect(bom["dependencies"]).toMatchObject([{ ref: `bundle:${digest}` }, {}, {}]);
    expect(JSON.stringify(bom)).not.toContain("priya");
  });

  it("is valid of any bundle, whatever its names, addresses and notes", async () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
      .map((value) => value.trim())
      .filter((value) => Manifest.shape.version.safeParse(value).success);
    const note = fc.jsonValue({ maxDepth: 2 });
    const artifact = fc.record({
      kind: fc.constantFrom(...artifactKinds),
      name: text,
      version: fc.option(text, { nil: undefined }),
      uri: fc.option(text, { nil: undefined }),
      sha256: fc.constant(hash("a")),
      size: fc.nat(),
      metadata: fc.option(fc.record({ modelCard: note, license: note, other: note }, { requiredKeys: [] }), {
        nil: undefined,
      }),
    });
    const any = fc.record({
      format: fc.constant(1 as const),
      component: fc.constant("any"),
      version: text,
      artifacts: fc.uniqueArray(artifact, {
        minLength: 1,
        maxLength: 4,
        selector: ({ kind, name }) => `${kind} ${name}`,
      }),
      provenance: fc.record({
        source: text,
        datasets: fc.array(fc.record({ name: text, uri: fc.option(text, { nil: undefined }) }), {
          maxLength: 2,
        }),
      }),
    });
    await fc.assert(
      fc.asyncProperty(any, async (document) => {
        const parsed = Manifest.safeParse(JSON.parse(JSON.stringify(document)));
        fc.pre(parsed.success);
        if (!parsed.success) return;
        const made = bomOf({
          manifest: parsed.data,
          digest: bundleDigest(parsed.data),
          registeredAt: null,
          version: "0.1.0",
        });
        expect(await faultsIn(made)).toBeNull();
        const refs = (made["components"] as Record<string, unknown>[]).map((each) => each["bom-ref"]);
        expect(new Set(refs).size).toBe(refs.length);
      }),
      { numRuns: 60 },
    );
  });
});
