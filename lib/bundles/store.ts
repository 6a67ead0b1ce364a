import { canonicalBytes } from "@/lib/bundles/digest";
import { partsOf } from "@/lib/bundles/manifest";
import type { Manifest } from "@/lib/bundles/schemas";
import type { Tx } from "@/lib/platform/db";
import { newId } from "@/lib/platform/ids";

/** Keeps a manifest; false where the same one was there. */
export async function addBundle(
  tx: Tx,
  { digest, componentId, manifest }: { digest: string; componentId: string; manifest: Manifest },
): Promise<boolean> {
  const added = await tx.$executeRaw`
    INSERT INTO bundles (digest, component_id, manifest, parts)
    VALUES (${digest}, ${componentId}::uuid, ${canonicalBytes(manifest).toString("utf8")}, ${JSON.stringify(partsOf(manifest))}::jsonb)
    ON CONFLICT (digest) DO NOTHING`;
  return added === 1;
}

/** Records who registered it; a new author of a candidate changes who may sign, so lists are computed anew. */
export async function addRegistration(
  tx: Tx,
  row: {
    digest: string;
    by: { personId: string } | { machineId: string };
    authors: string[];
    unknownAuthors: string[];
    now: Date;
  },
): Promise<string> {
  const { digest, by, authors, unknownAuthors, now } = row;
  const id = newId();
  await tx.bundleRegistration.create({ data: { id, digest, ...by, authors, unknownAuthors, at: now } });
  await tx.$executeRaw`
    UPDATE release_projections SET due_at = ${now} WHERE release_id IN (SELECT release_id FROM candidates WHERE digest = ${digest})`;
  return id;
}
