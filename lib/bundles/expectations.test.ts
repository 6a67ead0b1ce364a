import { describe, expect, it, test } from "vitest";
import { bundleDigest } from "@/lib/bundles/manifest";
import { Manifest } from "@/lib/bundles/schemas";
import { faultsOf } from "@/lib/platform/documents";
import { expectationsOf } from "./expectations";

const hash = (letter: string) => letter.repeat(64);
const report = { kind: "evaluation-report", name: "report.json", sha256: hash("b"), size: 1 };
const manifest = (...expects: Record<string, unknown>[]) => ({
  format: 1,
  component: "silero-vad",
  version: "6.0.0",
  artifacts: [{ kind: "code", name: "evaluate.mjs", sha256: hash("a"), size: 1 }, report],
  replay: { command: ["node", "evaluate.mjs"], expects },
});

function faultsIn(value: unknown): string {
  const result = Manifest.safeParse(value);
  return result.success
    ? ""
    : faultsOf(result.error, value)
        .map(({ path, message }) => `${path.replace("/replay/expects/0", "")}: ${message}`)
        .join("\n");
}

const reference = { kind: "evaluation-report", name: "report.json" };

describe("what a replay is expected to produce", () => {
  it("is compared by hash, with the artifact of that hash where the bundle has it", () => {
    const parsed = Manifest.parse(manifest({ path: "out/report.json", sha256: hash("b") }));
    expect(expectationsOf(parsed)).toEqual([
      { path: "out/report.json", sha256: hash("b"), margins: null, format: "json", reference: report },
    ]);
    const unknown = Manifest.parse(manifest({ path: "out.bin", sha256: hash("c") }));
    expect(expectationsOf(unknown)).toMatchObject([{ format: null, reference: null }]);
  });

  it("may name the artifact that it equals, and how far numbers may lie apart", () => {
    const tolerance = { absolute: "0.001", relative: "0.01" };
    const parsed = Manifest.parse(manifest({ path: "a.csv", reference, tolerance }));
    expect(expectationsOf(parsed)).toEqual([
      { path: "a.csv", sha256: hash("b"), margins: tolerance, format: "csv", reference: report },
    ]);
  });

  it("keeps the digest of manifests that were written before it could", () => {
    const old = manifest({ path: "report.bin", sha256: hash("c"), tolerance: "0.5" });
    expect(bundleDigest(Manifest.parse(old))).toBe(
      "sha256:ea022603ab5fef75115af87c55992a0d5c1d67ea4b112ee80e1370f357005ae8",
    );
    expect(expectationsOf(Manifest.parse(old))).toMatchObject([{ margins: { absolute: "0.5" } }]);
  });

  test.each([
    ["neither hash nor reference", { path: "a.json" }, "/sha256: missing; expected sha256 of the output"],
    [
      "a reference that is not there",
      { path: "a.json", reference: { kind: "code", name: "x" } },
      '/reference: the bundle has no code "x" that is hashed',
    ],
    [
      "a reference of another hash",
      { path: "a.json", sha256: hash("a"), reference },
      "/reference: its sha256 is another; expected",
    ],
    [
      "a tolerance that allows nothing",
      { path: "a.json", reference, tolerance: {} },
      "/tolerance: it allows nothing",
    ],
    [
      "a tolerance below zero",
      { path: "a.json", reference, tolerance: { absolute: "-1" } },
      '/tolerance/absolute: "-1" is not accepted; expected a decimal number in quotes, not below zero',
    ],
    [
      "a tolerance as a number",
      { path: "a.json", reference, tolerance: 0.1 },
      "/tolerance: 0.1 is not accepted; expected an object with absolute, relative or both",
    ],
    [
      "an unknown field of a tolerance",
      { path: "a.json", reference, tolerance: { absolute: "1", percent: "1" } },
      "/tolerance",
    ],
    [
      "a tolerance for what has no numbers",
      { path: "a.bin", reference, tolerance: { absolute: "1" } },
      "/path: numbers are compared in JSON and CSV alone",
    ],
    [
      "a tolerance with no reference in the bundle",
      { path: "a.json", sha256: hash("c"), tolerance: { absolute: "1" } },
      "/tolerance: numbers are compared with an artifact, and none has this sha256",
    ],
    ["a hash that is none", { path: "a.json", sha256: "x" }, "/sha256: "],
  ])("refuses %s", (_what, expected, says) => {
    expect(faultsIn(manifest(expected))).toContain(says);
    expect(faultsIn(manifest(expected)).split("\n")).toHaveLength(1);
  });
});
