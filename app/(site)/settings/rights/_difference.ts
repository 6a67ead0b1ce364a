import "server-only";
import type { RightsReview } from "@/components/policy/rights-editor";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { newId } from "@/lib/platform/ids";
import type { RightsRow } from "@/lib/policy/model";
import { differenceToRights } from "@/lib/policy/role-queries";
import { refused } from "../../_lib/run";

/** What putting a table would change, for the reader; changes nothing. */
export async function runDifference(rights: RightsRow[]): Promise<RightsReview> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  try {
    const difference = await differenceToRights(db.prisma, { rights, actor, now: clock.now() });
    return { outcome: { kind: "idle" }, difference };
  } catch (error) {
    return { outcome: refused(error, newId()), difference: null };
  }
}
