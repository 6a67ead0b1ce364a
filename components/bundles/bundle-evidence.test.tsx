import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { BundleDetail } from "@/lib/bundles/answers";
import type { ReplayAnswer } from "@/lib/bundles/replay-schemas";
import type { ProvenanceAnswer } from "@/lib/bundles/provenance-schemas";
import { Manifest } from "@/lib/bundles/schemas";
import { BundleEvidence } from "./bundle-evidence";
import { BundleProvenance } from "./bundle-provenance";

const reader = { zone: "UTC", now: Date.parse("2026-11-26T21:00:00.000Z") };
const manifest = Manifest.parse({
  format: 1,
  component: "vad",
  version: "6",
  artifacts: [{ kind: "evaluation-report", name: "report.json", sha256: "a".repeat(64), size: 1 }],
  environment: { platform: "linux/amd64" },
  replay: {
    command: ["node", "evaluate.mjs"],
    expects: [
      {
        path: "report.json",
        reference: { kind: "evaluation-report", name: "report.json" },
        tolerance: { absolute: "0.001", relative: "0.01" },
      },
    ],
  },
});
const bundle: BundleDetail = {
  digest: `sha256:${"1".repeat(64)}`,
  component: "vad",
  version: "6",
  kinds: [],
  registeredAt: "2026-11-26T20:00:00.000Z",
  parts: {},
  manifest,
  notVerifiable: [],
  registrations: [],
};
const replay: ReplayAnswer = {
  id: "1",
  outcome: "differs",
  at: "2026-11-26T20:00:00.000Z",
  by: { name: "Noor", isMachine: false },
  startedAt: "2026-11-26T19:59:00.000Z",
  durationMs: 61_000,
  platform: "darwin/arm64",
  url: "https://ci.example.org/7",
  ended: "exited",
  exitCode: 0,
  environment: ["OMP_NUM_THREADS"],
  without: ["clips.tar"],
  outputs: [
    {
      path: "report.json",
      result: "differs",
      sha256: "b".repeat(64),
      withinTolerance: 3,
      differing: 1,
      differences: [{ at: "/f1", expected: "0.975", found: null }],
    },
  ],
};

/** What is read, without the marks. */
const textOf = (element: Parameters<typeof renderToString>[0]) =>
  renderToString(element)
    .replaceAll(/<!-- -->/g, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");

function evidence(replays: ReplayAnswer[], of = manifest): string {
  const page = { items: replays, nextCursor: null };
  const none = { items: [], nextCursor: null };
  return textOf(
    <BundleEvidence bundle={bundle} manifest={of} replays={page} verifications={none} reader={reader}>
      {null}
    </BundleEvidence>,
  );
}

describe("what was found of a bundle", () => {
  it("names who replayed it where, what came of it, and the place and both values of what differs", () => {
    const text = evidence([replay]);
    for (const says of [
      "Differs",
      "by Noor",
      "Ended with 0 on darwin/arm64 , made on linux/amd64, 1m 1s",
      "With OMP_NUM_THREADS passed on",
      "Without clips.tar",
      "3 numbers within absolute 0.001 or relative 0.01",
      "1 value differs",
      "/f1 0.975 not there",
    ])
      expect(text.replaceAll(" ,", ",")).toContain(says.replaceAll(" ,", ","));
  });

  it("says how to replay it where nobody has, and that it cannot be where no command is recorded", () => {
    const { replay: _, ...plain } = manifest;
    expect(evidence([])).toContain(`countersign bundle replay ${bundle.digest} --component vad`);
    expect(evidence([], Manifest.parse(plain))).toContain("records no command");
  });

  it.each<[ProvenanceAnswer["signature"], string | null, string]>([
    ["trusted", "release-ci", "the key release-ci, which the operator trusts"],
    ["given", null, "which came with it"],
    ["unchecked", null, "a key that nobody here knows"],
    ["unsigned", null, "Nobody signed it"],
  ])("says what provenance that is %s is worth", (signature, name, says) => {
    const isKnown = signature === "trusted" || signature === "given";
    const provenance: ProvenanceAnswer = {
      id: "1",
      at: "2026-11-26T20:00:00.000Z",
      by: { name: "Pipeline", isMachine: true },
      builder: "https://ci.example.org/builder",
      buildType: "https://ci.example.org/type",
      subjects: ["model.onnx"],
      otherSubjects: 2,
      signature,
      key: isKnown ? { id: "ab".repeat(32), name, publicKey: "" } : null,
      document: {
        payload: Buffer.from('{"predicateType":"https://slsa.dev/provenance/v1"}').toString("base64"),
      },
    };
    const text = textOf(
      <BundleProvenance provenance={{ items: [provenance], nextCursor: null }} reader={reader} />,
    );
    expect(text).toContain(says);
    expect(text).toContain("built model.onnx");
    expect(text).toContain("slsa.dev/provenance/v1");
  });
});
