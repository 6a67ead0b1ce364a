import type { Tx } from "@/lib/platform/db";
import type { LockPlan } from "@/lib/platform/locks";

/** Marks what lists keep of a release's gates as due: of one release, or of every active one after a change of people or rights. */
export async function enqueueRefresh(tx: Tx, { plan, now }: { plan: LockPlan; now: Date }): Promise<void> {
  if (plan.release !== undefined) {
    await tx.$executeRaw`
      UPDATE release_projections SET due_at = ${now} WHERE release_id = (SELECT id FROM releases WHERE slug = ${plan.release})`;
  }
  if (plan.organisation === "exclusive") {
    await tx.$executeRaw`
      UPDATE release_projections p SET due_at = ${now} FROM release_versions v
      WHERE v.release_id = p.release_id AND v.valid_to IS NULL AND v.state IN ('draft', 'active')`;
  }
}
