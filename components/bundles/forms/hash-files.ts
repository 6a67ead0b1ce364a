import type { ArtifactKind } from "@/lib/bundles/attributes";
import { guessKind } from "@/lib/bundles/guess-kind";

/** A file of this machine as an artifact; only its hash and size leave the browser. */
export interface HashedFile {
  id: number;
  kind: ArtifactKind;
  name: string;
  sha256: string;
  size: number;
}

/** The browser reads a file whole to hash it; beyond this the command line does it piece by piece. */
export const mostBytes = 1024 ** 3;

let count = 0;

/** Hashes a file in the browser; throws with words where it cannot be read. */
export async function hashFile(file: File): Promise<HashedFile> {
  if (file.size > mostBytes)
    throw new Error(`${file.name} is larger than 1 GiB; use countersign bundle create.`);
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const name = file.webkitRelativePath === "" ? file.name : file.webkitRelativePath;
  count += 1;
  return { id: count, kind: guessKind(name), name, sha256, size: file.size };
}

/** The manifest of hashed files. */
export function manifestOf(component: string, version: string, files: readonly HashedFile[]): string {
  const artifacts = files.map(({ kind, name, sha256, size }) => ({ kind, name, sha256, size }));
  return JSON.stringify({ format: 1, component, version, artifacts }, null, 2);
}
