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
}

/** Registers a sample bundle as the pipeline does; digests are those of the sample contents. */
export async function registerSample(
  cast: Cast,
  { component, version, files, authors, commit }: SampleBundle,
): Promise<string> {
  const artifacts = Object.entries(files).map(([kind, [name, revision]]) => {
    const content = Buffer.from(`${component}/${name}@${revision}`);
    return {
      kind: kind as "code",
      name,
      version: revision,
      uri: `registry:${component}/${name}@${revision}`,
      sha256: sha256(content).slice("sha256:".length),
      size: content.length,
    };
  });
  const manifest = {
    format: 1 as const,
    component,
    version,
    artifacts,
    provenance: {
      source: `git:${component}@${commit}`,
      builder: "ci",
      parameters: {},
      datasets: [],
      authors: authors.map(emailOf),
    },
    environment: { platform: "linux/amd64" },
  };
  const { digest } = await cast.byMachine("ci", registerBundle, { component, manifest });
  return digest;
}
