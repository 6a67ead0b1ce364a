import type { Reader } from "@/lib/platform/db";
import { findDocument } from "@/lib/releases/store";
import { RollbackPlan } from "./schemas";

/** The plan that is agreed now, or null. */
export async function agreedPlan(tx: Reader, releaseId: string): Promise<RollbackPlan | null> {
  const found = await findDocument(tx, { releaseId, kind: "rollback-plan" });
  return found === null || found.document === null ? null : RollbackPlan.parse(found.document);
}
