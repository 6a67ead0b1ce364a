import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { isLocked, type LockPlan } from "@/lib/platform/locks";

/** Marks what lists keep of a release's gates as due: of one release, or of every active one after a change of people or rights. */
export async function enqueueRefresh(tx: Tx, { plan, now }: { plan: LockPlan; now: Date }): Promise<void> {
  const release = isLocked(plan);
  if (release !== null) {
    // What of it no gate tells is exact with the decision itself.
    await tx.$executeRaw(Prisma.sql`
      UPDATE release_projections p SET due_at = ${now}, changed_at = ${now}, state = v.state, target_date = v.target_date,
        on_hold = ${isOnHold}
      FROM releases r JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL
      WHERE ${release} AND p.release_id = r.id`);
  }
  if (plan.organisation === "exclusive") {
    await tx.$executeRaw(Prisma.sql`
      UPDATE release_projections p SET due_at = ${now}, on_hold = ${isOnHold} FROM release_versions v
      WHERE v.release_id = p.release_id AND v.valid_to IS NULL AND v.state IN ('draft', 'active')`);
  }
}

/** By a hold of its own, or while it is in flight by one of the organisation or a pause of a component. */
const isOnHold = Prisma.sql`(EXISTS (SELECT FROM holds h WHERE h.valid_to IS NULL
  AND (h.release_id = v.release_id OR h.release_id IS NULL AND v.state IN ('draft', 'active')))
  OR v.state IN ('draft', 'active') AND EXISTS (SELECT FROM release_components rc JOIN component_pauses p ON p.component_id = rc.component_id
    WHERE rc.release_id = v.release_id AND p.valid_to IS NULL))`;
