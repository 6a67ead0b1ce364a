import { createHash } from "node:crypto";
import type { Manifest } from "@/lib/bundles/schemas";

/** As lib/bundles/digest: that file cannot be required, because canonicalize can only be imported. */
export async function manifestDigest(manifest: Manifest): Promise<string> {
  const { default: canonicalize } = await import("canonicalize");
  return `sha256:${createHash("sha256")
    .update(canonicalize(manifest) ?? "")
    .digest("hex")}`;
}
