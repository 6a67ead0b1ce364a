import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { SavedView } from "./view-schemas";

const mostShared = 100;

/** A person's own views in their order, then those that others share, by name. */
export async function listViews(db: Reader, actor: Actor): Promise<SavedView[]> {
  const id = actor.kind === "person" ? actor.id : null;
  return db.$queryRaw<SavedView[]>(Prisma.sql`
    (SELECT w.id, w.name, w.query, w.shared, TRUE AS "isOwn", jsonb_build_object('name', o.name, 'email', o.email) AS owner
     FROM saved_views w JOIN people o ON o.id = w.owner_id WHERE w.owner_id = ${id}::uuid ORDER BY w.position, w.id)
    UNION ALL
    (SELECT w.id, w.name, w.query, w.shared, FALSE, jsonb_build_object('name', o.name, 'email', o.email)
     FROM saved_views w JOIN people o ON o.id = w.owner_id WHERE w.shared AND w.owner_id IS DISTINCT FROM ${id}::uuid ORDER BY w.name, w.id LIMIT ${mostShared})`);
}
