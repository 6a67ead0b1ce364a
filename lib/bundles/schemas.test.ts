import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { artifactKinds, findBundlePart, isTextArtifact } from "@/lib/bundles/attributes";
import { digestOf } from "@/lib/bundles/digest";
import { bundleDigest, partsOf } from "@/lib/bundles/manifest";
import { Manifest } from "@/lib/bundles/schemas";
import { faultsOf } from "@/lib/platform/documents";

const hash = (letter: string) => letter.repeat(64);
const weights = {
  kind: "model-weights",
  name: "silero_vad_v6.onnx",
  version: "6",
  uri: "npm:@ricky0123/vad-web@0.0.31/dist/silero_vad_v6.onnx",
  sha256: "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
  size: 2_327_524,
  mediaType: "application/onnx",
};
const manifest = {
  format: 1,
  component: "silero-vad",
  version: "6.0.0",
  artifacts: [weights],
  provenance: { source: "…", builder: "…", parameters: {}, datasets: [] },
  environment: { platform: "linux/amd64", lockSha256: hash("a") },
  replay: { command: ["node", "evaluate.mjs"], expects: [{ path: "report.json", sha256: hash("b") }] },
};

function faultsIn(value: unknown): string {
  const result = Manifest.safeParse(value);
  return result.success
    ? ""
    : faultsOf(result.error, value)
        .map(({ path, message }) => `${path}: ${message}`)
        .join("\n");
}

const withArtifact = (change: Record<string, unknown>) => ({
  ...manifest,
  artifacts: [{ ...weights, ...change }],
});
const hosted = { kind: "model-weights", name: "embeddings", provider: "example", version: "2026-01" };

describe("a manifest", () => {
  test("as the design shows it is accepted, and comes out as it went in", () => {
    expect(Manifest.parse(manifest)).toEqual(manifest);
    expect(bundleDigest(Manifest.parse(manifest))).toBe(digestOf(manifest));
  });

  test("may name a hosted model by provider and version", () => {
    expect(faultsIn({ ...manifest, artifacts: [hosted] })).toBe("");
  });

  test.each([
    [
      "another format",
      { ...manifest, format: 2 },
      "/format: 2 is not accepted; expected 1, the only format there is",
    ],
    [
      "an unknown kind",
      withArtifact({ kind: "weights" }),
      '/artifacts/0/kind: "weights" is not accepted; expected one of code, data-schema',
    ],
    ["a hash in capitals", withArtifact({ sha256: hash("A") }), "expected 64 lower-case hexadecimal digits"],
    ["a hash with a prefix", withArtifact({ sha256: `sha256:${hash("a")}` }), "/artifacts/0/sha256"],
    ["no hash", withArtifact({ sha256: undefined }), "/artifacts/0/sha256"],
    [
      "no size",
      { ...manifest, artifacts: [{ kind: "code", name: "a", sha256: hash("a") }] },
      "/artifacts/0/size: missing; expected size of the content; provider and version for a hosted model",
    ],
    [
      "a negative size",
      withArtifact({ size: -1 }),
      "/artifacts/0/size: -1 is not accepted; expected a whole number from 0",
    ],
    ["half a byte", withArtifact({ size: 0.5 }), "/artifacts/0/size"],
    [
      "a hosted model with a hash",
      withArtifact({ provider: "example" }),
      "/artifacts/0/sha256: a hosted model has no content to hash; expected either",
    ],
    [
      "a hosted model without a version",
      { ...manifest, artifacts: [{ kind: "model-weights", name: "x", provider: "p" }] },
      "/artifacts/0/version: missing beside provider",
    ],
    [
      "code hosted elsewhere",
      { ...manifest, artifacts: [{ ...hosted, kind: "code" }] },
      "/artifacts/0/provider: code cannot be hosted elsewhere",
    ],
    [
      "an artifact twice",
      { ...manifest, artifacts: [weights, { ...weights, version: "7" }] },
      '/artifacts/1/name: the artifact "model-weights silero_vad_v6.onnx" stands twice; expected each artifact once',
    ],
    [
      "no artifacts",
      { ...manifest, artifacts: [] },
      "/artifacts: a list is not accepted; expected a list of 1 to 500 entries",
    ],
    [
      "too many artifacts",
      {
        ...manifest,
        artifacts: Array.from({ length: 501 }, (_, index) => ({ ...weights, name: `a${index}` })),
      },
      "/artifacts: a list is not accepted; expected a list of 1 to 500",
    ],
    [
      "an author who has no address",
      { ...manifest, provenance: { authors: ["lead"] } },
      '/provenance/authors/0: "lead" is not accepted; expected an e-mail address',
    ],
    [
      "an author twice",
      { ...manifest, provenance: { authors: ["a@b.c", "A@b.c"] } },
      '/provenance/authors/1: the author "a@b.c" stands twice',
    ],
    [
      "a path that leaves the folder",
      { ...manifest, replay: { command: ["x"], expects: [{ path: "../x", sha256: hash("a") }] } },
      "/replay/expects/0/path",
    ],
    [
      "an absolute path",
      { ...manifest, replay: { command: ["x"], expects: [{ path: "/etc/passwd", sha256: hash("a") }] } },
      "expected a path inside the working folder",
    ],
    ["nothing to run", { ...manifest, replay: { command: [], expects: [] } }, "/replay/command"],
    ["a lock that is no hash", { ...manifest, environment: { lockSha256: "…" } }, "/environment/lockSha256"],
    [
      "metadata that cannot be stored",
      withArtifact({ metadata: { a: ["x\u0000"] } }),
      "/artifacts/0/metadata: a text holds the character NUL",
    ],
    [
      "metadata too deep",
      withArtifact({ metadata: { a: [[[[[[[[[1]]]]]]]]] } }),
      "/artifacts/0/metadata: it is nested too deeply; expected at most 8 levels",
    ],
    [
      "metadata too large",
      withArtifact({ metadata: { a: "x".repeat(20_000) } }),
      "/artifacts/0/metadata: it has 20008 bytes as JSON; expected at most 16384 bytes",
    ],
    [
      "an unknown field",
      withArtifact({ checksum: "x" }),
      '/artifacts/0/checksum: unknown field "checksum"; expected one of kind, name',
    ],
    ["a field unknown at the top", { ...manifest, digest: "x" }, '/digest: unknown field "digest"'],
    ["a text for an object", "manifest", ': "manifest" is not accepted; expected an object'],
  ])("with %s is refused, and the refusal says where and what was expected", (_what, value, fault) => {
    expect(faultsIn(value)).toContain(fault);
  });
});

describe("the parts of a bundle", () => {
  const code = (name: string, letter: string) => ({
    kind: "code" as const,
    name,
    sha256: hash(letter),
    size: 1,
  });
  const of = (artifacts: unknown[]) => partsOf(Manifest.parse({ ...manifest, artifacts }));

  test("are the kinds present, whatever the order, place, size and version of what is hashed", () => {
    const parts = of([code("a", "a"), code("b", "b"), weights]);
    expect(Object.keys(parts)).toEqual(["code", "model-weights"]);
    expect(
      of([
        weights,
        {
          ...code("b", "b"),
          uri: "elsewhere",
          size: 9,
          version: "2",
          mediaType: "text/plain",
          metadata: { x: 1 },
        },
        code("a", "a"),
      ]),
    ).toEqual(parts);
  });

  test("change with name and content, each kind alone", () => {
    const parts = of([code("a", "a"), weights]);
    const changed = of([code("a", "b"), weights]);
    expect(changed.code).not.toBe(parts.code);
    expect(changed["model-weights"]).toBe(parts["model-weights"]);
    expect(of([code("b", "a"), weights]).code).not.toBe(parts.code);
  });

  test("of a hosted model change with its version and provider", () => {
    expect(of([hosted])).not.toEqual(of([{ ...hosted, version: "2026-02" }]));
    expect(of([hosted])).not.toEqual(of([{ ...hosted, provider: "other" }]));
  });

  test("do not depend on the order of artifacts", () => {
    const artifact = fc.record({
      kind: fc.constantFrom(...artifactKinds),
      name: fc.constantFrom("a", "B", "ä", "b", "z"),
      letter: fc.constantFrom("a", "b"),
    });
    const list = fc.uniqueArray(artifact, {
      selector: ({ kind, name }) => `${kind} ${name}`,
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        list.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const made = (rows: typeof all) =>
            rows.map(({ kind, name, letter }) => ({ kind, name, sha256: hash(letter), size: 1 }));
          expect(of(made(shuffled))).toEqual(of(made(all)));
        },
      ),
    );
  });
});

describe("artifact kinds", () => {
  test("stand alone or after a component", () => {
    expect(findBundlePart("model-weights")).toEqual({ component: null, kind: "model-weights" });
    expect(findBundlePart("tokenizer-service:code")).toEqual({
      component: "tokenizer-service",
      kind: "code",
    });
    for (const name of ["", "weights", "a:b", "a:b:code", "constructor", "toString"])
      expect(findBundlePart(name)).toBeNull();
  });

  test("are text by media type where it is stated, else by kind", () => {
    expect(isTextArtifact({ kind: "dataset", mediaType: "application/vnd.x+json; charset=utf-8" })).toBe(
      true,
    );
    expect(isTextArtifact({ kind: "code", mediaType: "application/zip" })).toBe(false);
    expect(isTextArtifact({ kind: "code" })).toBe(true);
    expect(isTextArtifact({ kind: "model-weights" })).toBe(false);
  });
});
