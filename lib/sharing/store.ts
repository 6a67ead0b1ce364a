import type { Tx } from "@/lib/platform/db";

/** Ends a link; false where it was ended before. */
export async function endShareLink(
  tx: Tx,
  { id, by, now }: { id: string; by: string; now: Date },
): Promise<boolean> {
  const ended = await tx.$executeRaw`
    INSERT INTO share_link_ends (link_id, how, by, at) VALUES (${id}::uuid, 'revoked', ${by}::uuid, ${now}) ON CONFLICT DO NOTHING`;
  return ended === 1;
}

/** Ends what a person made, with their account; answers the ids of those that stood open. */
export async function endShareLinksOf(
  tx: Tx,
  { personId, now }: { personId: string; now: Date },
): Promise<string[]> {
  const ended = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO share_link_ends (link_id, how, at)
    SELECT l.id, 'account', ${now} FROM share_links l WHERE l.made_by = ${personId}::uuid AND l.expires_at > ${now}
    ON CONFLICT DO NOTHING RETURNING link_id::text AS id`;
  return ended.map(({ id }) => id).sort();
}
