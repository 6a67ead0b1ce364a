import { type ArtifactKind, artifactKinds } from "@/lib/bundles/attributes";
import { digestOf } from "@/lib/bundles/digest";
import type { Artifact, Manifest } from "@/lib/bundles/schemas";

/** Digest of a bundle: of its manifest as sent. */
export function bundleDigest(manifest: Manifest): string {
  return digestOf(manifest);
}

/**
 * Digest of the artifacts of each kind present; equal where the content is. Order, place and size do not count, nor the
 * version of what is hashed: a vote stays where nothing but they changed.
 */
export function partsOf(manifest: Manifest): Partial<Record<ArtifactKind, string>> {
  return Object.fromEntries(
    artifactKinds.flatMap((kind) => {
      const rows = manifest.artifacts.filter((artifact) => artifact.kind === kind).map(identityOf);
      return rows.length === 0 ? [] : [[kind, digestOf(rows.sort((a, b) => (a.name < b.name ? -1 : 1)))]];
    }),
  );
}

function identityOf({ kind, name, sha256, provider, version }: Artifact) {
  return sha256 === undefined ? { kind, name, provider, version } : { kind, name, sha256 };
}

/** Whether anybody can check the artifact against its name. */
export function isVerifiable(artifact: Artifact): boolean {
  return artifact.sha256 !== undefined;
}
