import { policyOf } from "@/lib/gates/load-gates";
import type { Actor } from "@/lib/identity/actor";
import { beginRestoredTracks } from "@/lib/metrics/own-tracks";
import { Criteria } from "@/lib/metrics/schemas";
import type { Tx } from "@/lib/platform/db";
import type { EntryDraft } from "@/lib/platform/ledger";
import { candidatesOf } from "@/lib/releases/authority";
import { findDocument } from "@/lib/releases/store";
import { exposureConfirmed } from "@/lib/rollouts/exposure-events";
import { exposureOf } from "@/lib/rollouts/exposure-model";
import { writeExposure } from "@/lib/rollouts/exposure-store";
import { readChanges } from "@/lib/rollouts/load-exposure";
import type { LoadedRollback } from "./load-rollback";

type Executed = LoadedRollback & { actor: Actor; now: Date };

/** All steps are done and verified: what they set is observed to be so, and from now on it is watched whether that is stable. */
export async function writeExecuted(tx: Tx, executed: Executed): Promise<EntryDraft[]> {
  const { rollback, now } = executed;
  await tx.rollback.update({ where: { id: rollback.id }, data: { executedAt: now } });
  await watchRestored(tx, executed, rollback.plan.stable.criteria);
  if (rollback.drillId === null) return confirmTarget(tx, executed);
  await tx.drill.update({ where: { id: rollback.drillId }, data: { mendedAt: now } });
  return [];
}

/** Criteria of the plan are evaluated over what was put back, from now on. */
export async function watchRestored(
  tx: Tx,
  { authority, rollback, now }: Executed,
  keys: readonly string[],
): Promise<void> {
  const releaseId = authority.release.id;
  const found = await findDocument(tx, { releaseId, kind: "criteria" });
  const first = await tx.exposureChange.findFirst({
    where: { releaseId, kind: "confirmed", candidate: rollback.candidate, percent: { gt: 0 } },
    orderBy: { order: "asc" },
  });
  await beginRestoredTracks(tx, {
    releaseId,
    rollbackId: rollback.id,
    criteria: Criteria.parse(found?.document ?? []),
    keys,
    candidate: rollback.candidate,
    from: now,
    // A drill's samples are of the drill alone: what it compares with is what was made up before its failure was found.
    firstExposureAt: rollback.drillId === null ? (first?.at ?? now) : rollback.proposedAt,
    drillId: rollback.drillId,
  });
}

/** The steps were seen to have their effect, which is an observation of exposure as any other. */
async function confirmTarget(tx: Tx, { authority, rollback, actor, now }: Executed): Promise<EntryDraft[]> {
  const releaseId = authority.release.id;
  const changes = await readChanges(tx, releaseId);
  const before = exposureOf(changes);
  const percent = rollback.plan.target.exposurePercent;
  if (before.most <= percent && before.isConfirmed) return [];
  await writeExposure(tx, { authority, changes, kind: "confirmed", percent, actor, now });
  return [
    exposureConfirmed({
      releaseId,
      stage: authority.version.stage,
      policy: policyOf(authority),
      before: before.confirmed,
      after: percent,
      candidates: candidatesOf(authority),
      bundle: null,
    }),
  ];
}
