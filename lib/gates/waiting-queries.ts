import type { PersonActor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";

/** How many decisions wait for a person, by what lists keep, and of how many rollbacks they were told: one indexed statement, for every page's navigation. */
export async function countWaiting(db: Reader, actor: PersonActor): Promise<number> {
  const sql = Prisma.sql`
    SELECT (COALESCE(sum((p.summary->'waiting'->>${actor.id})::int), 0)
      + (SELECT count(*) FROM pending_waits w WHERE w.person_id = ${actor.id}::uuid)
      + (SELECT count(*) FROM rollbacks o JOIN releases t ON t.id = o.release_id
         WHERE o.ended_at IS NULL AND o.waits_since IS NOT NULL AND ${visibleTo(actor, "t")}
           AND EXISTS (SELECT FROM rollback_tellings x WHERE x.rollback_id = o.id AND x.wait = o.wait AND ${actor.id}::uuid = ANY(x.people))))::int AS count FROM release_projections p
    JOIN releases r ON r.id = p.release_id
    WHERE p.waiting_people @> ARRAY[${actor.id}::uuid] AND ${visibleTo(actor)}`;
  const rows = await readRows<{ count: number }>(db, sql);
  return rows[0]?.count ?? 0;
}
