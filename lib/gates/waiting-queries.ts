import type { PersonActor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";

/** How many decisions wait for a person, by what lists keep: one indexed statement, for every page's navigation. */
export async function countWaiting(db: Reader, actor: PersonActor): Promise<number> {
  const sql = Prisma.sql`
    SELECT (COALESCE(sum((p.summary->'waiting'->>${actor.id})::int), 0)
      + (SELECT count(*) FROM pending_waits w WHERE w.person_id = ${actor.id}::uuid))::int AS count FROM release_projections p
    JOIN releases r ON r.id = p.release_id
    WHERE p.waiting_people @> ARRAY[${actor.id}::uuid] AND ${visibleTo(actor)}`;
  const rows = await readRows<{ count: number }>(db, sql);
  return rows[0]?.count ?? 0;
}
