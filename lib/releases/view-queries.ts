import type { Actor } from "@/lib/identity/actor";
import { digestOf } from "@/lib/bundles/digest";
import { type Reader, readRows } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { SavedView } from "./view-schemas";

export type ViewContent = Pick<SavedView, "name" | "query" | "shared">;

/** By what a view is known to have stayed what it was when somebody read it. */
export function viewDigest({ name, query, shared }: ViewContent): string {
  return digestOf({ name, query, shared });
}

const mostShared = 100;

/** A person's own views in their order, then those that others share, by name. */
export async function listViews(db: Reader, actor: Actor): Promise<SavedView[]> {
  const id = actor.kind === "person" ? actor.id : null;
  return readRows<SavedView>(
    db,
    Prisma.sql`
    (SELECT w.id, w.name, w.query, w.shared, TRUE AS "isOwn", jsonb_build_object('name', o.name, 'email', o.email) AS owner
     FROM saved_views w JOIN people o ON o.id = w.owner_id WHERE w.owner_id = ${id}::uuid ORDER BY w.position, w.id)
    UNION ALL
    (SELECT w.id, w.name, w.query, w.shared, FALSE, jsonb_build_object('name', o.name, 'email', o.email)
     FROM saved_views w JOIN people o ON o.id = w.owner_id WHERE w.shared AND w.owner_id IS DISTINCT FROM ${id}::uuid ORDER BY w.name, w.id LIMIT ${mostShared})`,
  );
}

/** A view of one's own, or one that somebody shares. */
export async function getView(db: Reader, { id, actor }: { id: string; actor: Actor }): Promise<SavedView> {
  const reader = actor.kind === "person" ? actor.id : null;
  const [view] = await db.$queryRaw<SavedView[]>(Prisma.sql`
    SELECT w.id, w.name, w.query, w.shared, w.owner_id IS NOT DISTINCT FROM ${reader}::uuid AS "isOwn", jsonb_build_object('name', o.name, 'email', o.email) AS owner
    FROM saved_views w JOIN people o ON o.id = w.owner_id WHERE w.id = ${id}::uuid AND (w.shared OR w.owner_id = ${reader}::uuid)`);
  if (view === undefined) throw notFound("such view");
  return view;
}
