import { registerBundle } from "@/lib/bundles/register-bundle";
import { sha256 } from "@/lib/bundles/digest";
import type { Cast } from "./cast";
import { emailOf } from "./people";

interface SampleBundle {
  component: string;
  version: string;
  /** File names by kind, each with the version of its content. */
  files: Record<string, [name: string, revision: string]>;
  authors: string[];
  commit: string;
  /** How its evaluation is repeated, and the numbers that it has to give again. */
  evaluation?: { command: string[]; output: string; revision: string };
}

/** Bytes that files of a kind usually have; the samples themselves are only names. */
const usualSize: Record<string, number> = {
  "model-weights": 48_217_600,
  dataset: 1_946_157_056,
  "evaluation-report": 812_331,
  "feature-steps": 18_204,
  "dependency-lock": 214_889,
  configuration: 2_417,
  code: 391_168,
};

/** An artifact that stands for a content; only its name and revision are real. */
export function sampleArtifact(
  component: string,
  { kind, name, revision }: { kind: string; name: string; revision: string },
) {
  const content = Buffer.from(`${component}/${name}@${revision}`);
  return {
    kind: kind as "code",
    name,
    version: revision,
    uri: `registry:${component}/${name}@${revision}`,
    sha256: sha256(content).slice("sha256:".length),
  };
}

/** Registers a sample bundle as the pipeline does; digests are those of the sample contents. */
export async function registerSample(
  cast: Cast,
  { component, version, files, authors, commit, evaluation }: SampleBundle,
): Promise<string> {
  const artifacts = Object.entries(files).map(([kind, [name, revision]]) => ({
    ...sampleArtifact(component, { kind, name, revision }),
    size: usualSize[kind] ?? Buffer.byteLength(`${component}/${name}@${revision}`),
  }));
  const report =
    evaluation === undefined
      ? null
      : sampleArtifact(component, {
          kind: "evaluation-report",
          name: evaluation.output,
          revision: evaluation.revision,
        });
  const manifest = {
    format: 1 as const,
    component,
    version,
    artifacts: report === null ? artifacts : [...artifacts, { ...report, size: 9_418 }],
    provenance: {
      source: `git:${component}@${commit}`,
      builder: "ci",
      parameters: {},
      datasets: [],
      authors: authors.map(emailOf),
    },
    environment: { platform: "linux/amd64" },
    ...(evaluation === undefined
      ? {}
      : {
          replay: {
            command: evaluation.command,
            expects: [
              {
                path: evaluation.output,
                reference: { kind: "evaluation-report" as const, name: evaluation.output },
                tolerance: { absolute: "0.0005" },
              },
            ],
          },
        }),
  };
  const { digest } = await cast.byMachine("ci", registerBundle, { component, manifest });
  return digest;
}
