import { randomBytes } from "node:crypto";
import type { Tx } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";

export interface StoredEndpoint {
  id: string;
  ownerId: string;
  scheme: string;
  isOver: boolean;
}

export async function lockEndpoint(tx: Tx, id: string): Promise<StoredEndpoint> {
  const rows = await tx.$queryRaw<StoredEndpoint[]>`
    SELECT id, owner_id AS "ownerId", scheme, valid_to IS NOT NULL AS "isOver" FROM webhook_endpoints WHERE id = ${id}::uuid FOR UPDATE`;
  if (rows[0] === undefined) throw notFound("endpoint with this id");
  return rows[0];
}

/** Answers the salt of which the secret is made. */
export async function addSecret(
  tx: Tx,
  { endpoint, now }: { endpoint: string; now: Date },
): Promise<Uint8Array> {
  const salt = new Uint8Array(randomBytes(32));
  await tx.webhookSecret.create({ data: { id: newId(), endpointId: endpoint, salt, validFrom: now } });
  return salt;
}

/** Ends an endpoint, and all that waits for it. */
export async function endEndpoint(
  tx: Tx,
  { id, how, now }: { id: string; how: "removed" | "gone"; now: Date },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE webhook_endpoints SET valid_to = GREATEST(valid_from, ${now}), ended = ${how} WHERE id = ${id}::uuid AND valid_to IS NULL`;
  await tx.$executeRaw`
    UPDATE notice_deliveries SET state = 'dropped', ended_at = ${now}, claimed_until = NULL
    WHERE endpoint_id = ${id}::uuid AND state IN ('queued', 'failed') AND (claimed_until IS NULL OR claimed_until <= ${now})`;
}
