import { policyOf } from "@/lib/gates/load-gates";
import type { Tx } from "@/lib/platform/db";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { Authority } from "@/lib/releases/authority";
import type { TargetDigests } from "./plan-target";
import { targetAsked } from "./target-events";

/** Keeps that somebody asked, which makes all of a target due for every runner. */
export async function writeAsk(
  tx: Tx,
  ask: { authority: Authority; digests: TargetDigests; by: string; drill: string | null; now: Date },
): Promise<EntryDraft> {
  const { authority, digests, by, drill, now } = ask;
  const releaseId = authority.release.id;
  await tx.rollbackTargetAsk.create({
    data: { id: newId(), releaseId, personId: by, drillId: drill, at: now },
  });
  return targetAsked({ releaseId, policy: policyOf(authority), target: digests, drill });
}

/** Ends what was taken and not heard of in its time, so that another may take it. */
export async function lapseOverdue(
  tx: Tx,
  { releaseId, now }: { releaseId: string; now: Date },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE rollback_target_checks SET state = 'lapsed', ended_at = ${now}
    WHERE release_id = ${releaseId}::uuid AND state = 'claimed' AND due_at <= ${now}`;
}
