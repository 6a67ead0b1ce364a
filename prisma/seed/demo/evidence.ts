import { generateKeyPairSync, sign } from "node:crypto";
import { seal } from "@/lib/audit/attestations/envelope";
import { addProvenance } from "@/lib/bundles/add-provenance";
import { recordReplay } from "@/lib/bundles/record-replay";
import { recordVerification } from "@/lib/bundles/record-verification";
import { sampleArtifact } from "./bundles";
import type { Cast } from "./cast";
import type { Story } from "./direct";

interface Evidence {
  component: string;
  digest: string;
  /** Of the evaluation's output. */
  output: { name: string; revision: string };
  artifacts: { kind: string; name: string; revision: string }[];
}

/** What is found of a sample bundle after it was built: it is hashed again, replayed here and elsewhere, and its builder says how it was made. */
export async function* gatherEvidence(cast: Cast, evidence: Evidence): Story {
  const { component, digest, output, artifacts } = evidence;
  const about = { component, digest };
  const expected = sampleArtifact(component, { kind: "evaluation-report", ...output });
  await cast.byMachine("ci", addProvenance, { ...about, sent: provenanceOf(evidence) });
  await cast.byMachine("ci", recordVerification, {
    ...about,
    platform: "linux/amd64",
    artifacts: [...artifacts, { kind: "evaluation-report", ...output }].map(({ kind, name, revision }) => ({
      kind,
      name,
      result: "same" as const,
      sha256: sampleArtifact(component, { kind, name, revision }).sha256,
    })),
  });
  const begun = (minutesAgo: number) => new Date(cast.now().getTime() - minutesAgo * 60_000).toISOString();
  yield 0.3;
  await cast.byMachine("ci", recordReplay, {
    ...about,
    startedAt: begun(11),
    durationMs: 634_000,
    platform: "linux/amd64",
    ended: "exited",
    exitCode: 0,
    outputs: [{ path: output.name, result: "same", sha256: expected.sha256 }],
  });
  yield 0.4;
  const elsewhere = { platform: "darwin/arm64", ended: "exited", exitCode: 0 } as const;
  await cast.by("noor", recordReplay, {
    ...about,
    ...elsewhere,
    startedAt: begun(24),
    durationMs: 1_391_000,
    outputs: [
      {
        path: output.name,
        result: "differs",
        sha256: sampleArtifact(component, {
          kind: "evaluation-report",
          name: output.name,
          revision: "darwin",
        }).sha256,
        withinTolerance: 31,
        differing: 2,
        differences: [
          { at: "/slices/misspelled/ndcg3", expected: "0.5521", found: "0.5532" },
          { at: "/slices/short/ndcg3", expected: "0.6012", found: "0.6019" },
        ],
      },
    ],
  });
  yield 0.3;
  await cast.by("noor", recordReplay, {
    ...about,
    ...elsewhere,
    startedAt: begun(26),
    durationMs: 1_402_000,
    environment: ["OMP_NUM_THREADS"],
    outputs: [
      {
        path: output.name,
        result: "within-tolerance",
        sha256: sampleArtifact(component, {
          kind: "evaluation-report",
          name: output.name,
          revision: "one thread",
        }).sha256,
        withinTolerance: 29,
        differing: 0,
      },
    ],
  });
}

/** As a builder with a key of its own signs it. */
function provenanceOf({ component, artifacts }: Evidence) {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const built = artifacts.filter(({ kind }) => kind === "code" || kind === "model-weights");
  const [first = { name: component, digest: { sha256: "" } }, ...rest] = built.map((each) => ({
    name: each.name,
    digest: { sha256: sampleArtifact(component, each).sha256 },
  }));
  const envelope = seal(
    {
      _type: "https://in-toto.io/Statement/v1",
      subject: [first, ...rest],
      predicateType: "https://slsa.dev/provenance/v1",
      predicate: {
        buildDefinition: {
          buildType: "https://ci.example.org/buildtypes/training/v1",
          externalParameters: { source: `git:${component}`, workflow: "train.yaml" },
        },
        runDetails: { builder: { id: "https://ci.example.org/builders/trainer@v3" } },
      },
    },
    (bytes) => ({ keyid: "", sig: sign(null, bytes, privateKey) }),
  );
  return {
    envelope: { ...envelope },
    publicKey: publicKey.export({ format: "pem", type: "spki" }).toString(),
  };
}
