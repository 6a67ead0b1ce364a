import type { PersonActor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { pendingWaiting } from "@/lib/policy/pending-queries";
import { visibleTo } from "@/lib/policy/visible";
import { rollbacksWaitingFor } from "@/lib/rollbacks/waiting-rollbacks";
import { isUnapplied, unappliedFor } from "@/lib/rollouts/unapplied-queries";

/**
 * How many things wait for a person, for every page's navigation: what the inbox lists. Signatures and what is owed are counted by what
 * lists keep; what goes back, and what an executor could not set, by the inbox's own rule, where there is any. One indexed statement else.
 */
export async function countWaiting(
  db: Reader,
  { actor, now }: { actor: PersonActor; now: Date },
): Promise<number> {
  const rows = await readRows<{ kept: number; goesBack: boolean; unapplied: boolean }>(
    db,
    Prisma.sql`
    SELECT (COALESCE(sum((p.summary->'waiting'->>${actor.id})::int), 0) + ${pendingWaiting(actor, now)})::int AS kept,
      EXISTS (SELECT FROM rollbacks o WHERE o.ended_at IS NULL) AS "goesBack", ${isUnapplied} AS unapplied
    FROM release_projections p JOIN releases r ON r.id = p.release_id
    WHERE p.waiting_people @> ARRAY[${actor.id}::uuid] AND ${visibleTo(actor)}`,
  );
  const [found] = rows;
  if (found === undefined) return 0;
  const rollbacks = found.goesBack ? await rollbacksWaitingFor(db, { actor, now }) : [];
  const exposures = found.unapplied ? await unappliedFor(db, { actor, now }) : [];
  return found.kept + rollbacks.length + exposures.length;
}
