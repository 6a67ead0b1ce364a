import { policyOf } from "@/lib/gates/load-gates";
import { endDrillTracks, endRestoredTracks } from "@/lib/metrics/own-tracks";
import type { Reader, Tx } from "@/lib/platform/db";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { Authority } from "@/lib/releases/authority";
import { drillEnded } from "./drill-events";
import { type DrilledTarget, drillResult, isPassed } from "./drill-score";
import { waitEnded } from "./escalation-store";
import { rollbackEnded } from "./events";
import { type RollbackRow, rowOf } from "./load-rollback";
import type { Moments } from "./phases";
import { targetOf } from "./plan-target";
import { RollbackPlan } from "./schemas";
import { targetStanding } from "./target-freshness";
import { readTarget } from "./target-queries";

/** The moments of a rollback as its phases are told by. */
export function momentsOf(
  row: Pick<
    RollbackRow,
    "breachedAt" | "proposedAt" | "decidedAt" | "executedAt" | "stableAt" | "endedAt" | "decision"
  >,
  seenAt: Date | null,
): Moments {
  return {
    breachedAt: row.breachedAt?.getTime() ?? null,
    proposedAt: row.proposedAt.getTime(),
    seenAt: seenAt?.getTime() ?? null,
    decidedAt: row.decision === "cancelled" ? null : (row.decidedAt?.getTime() ?? null),
    executedAt: row.executedAt?.getTime() ?? null,
    stableAt: row.stableAt?.getTime() ?? null,
    endedAt: row.endedAt?.getTime() ?? null,
  };
}

/** When somebody first saw a rollback; null: nobody did. */
export async function firstSeenAt(db: Reader, rollbackId: string): Promise<Date | null> {
  const first = await db.rollbackSeen.findFirst({ where: { rollbackId }, orderBy: { at: "asc" } });
  return first?.at ?? null;
}

/** Ends the drill that a rollback belongs to, with what it measured; nothing where it is the real thing. */
export async function endDrillOf(
  tx: Tx,
  {
    authority,
    rollback,
    how,
    now,
  }: {
    authority: Authority;
    rollback: RollbackRow;
    how: "endorsed" | "declined" | "cancelled";
    now: Date;
  },
): Promise<EntryDraft[]> {
  const { drillId } = rollback;
  if (drillId === null) return [];
  const drill = await tx.drill.findUniqueOrThrow({ where: { id: drillId } });
  if (drill.endedAt !== null) return [];
  const after = rowOf(await tx.rollback.findUniqueOrThrow({ where: { id: rollback.id } }));
  const failed = await tx.rollbackAttempt.groupBy({
    by: ["stepKey"],
    where: { rollbackId: rollback.id, OR: [{ state: "failed" }, { verification: "failed" }] },
    _count: true,
  });
  const result = drillResult(
    rollback.plan,
    {
      moments: momentsOf(
        { ...after, breachedAt: drill.failsAt ?? after.breachedAt },
        await firstSeenAt(tx, rollback.id),
      ),
      how,
      failed: Object.fromEntries(failed.map(({ stepKey, _count }) => [stepKey, _count])),
    },
    { hasFailure: drill.failure !== null, target: await drilledTarget(tx, rollback, now) },
  );
  const state = isPassed(result.gaps) ? "passed" : "failed";
  await tx.drill.update({ where: { id: drillId }, data: { state, endedAt: now, result: { ...result } } });
  await endDrillTracks(tx, drillId);
  const releaseId = authority.release.id;
  return [drillEnded({ releaseId, drill: drillId, policy: policyOf(authority), after: state, result })];
}

/** What is known, as the drill ends, of what it would have gone back to. */
async function drilledTarget(
  tx: Tx,
  { releaseId, plan, target: digests }: Pick<RollbackRow, "releaseId" | "plan" | "target">,
  now: Date,
): Promise<DrilledTarget> {
  const facts = await readTarget(tx, { releaseId, plan: plan.target, digests });
  return { ...targetStanding(facts, now.getTime()), isDeclared: facts.isDeclared };
}

/** A real trigger ends a rehearsal, with the rollback that belongs to it: nobody must take the one for the other. */
export async function cancelRunningDrill(
  tx: Tx,
  { authority, reason, now }: { authority: Authority; reason: string; now: Date },
): Promise<EntryDraft[]> {
  const releaseId = authority.release.id;
  const policy = policyOf(authority);
  const drill = await tx.drill.findFirst({ where: { releaseId, endedAt: null } });
  if (drill === null) return [];
  const open = await tx.rollback.findFirst({ where: { drillId: drill.id, endedAt: null } });
  await tx.drill.update({ where: { id: drill.id }, data: { state: "cancelled", endedAt: now } });
  await endDrillTracks(tx, drill.id);
  const ended = drillEnded({ releaseId, drill: drill.id, policy, after: "cancelled", result: null, reason });
  if (open === null) return [ended];
  await tx.rollback.update({
    where: { id: open.id },
    data: {
      state: "cancelled",
      decision: open.decision ?? "cancelled",
      decidedAt: open.decidedAt ?? now,
      endedAt: now,
      endReason: reason,
      ...waitEnded,
    },
  });
  await endRestoredTracks(tx, open.id);
  const cancelled = rollbackEnded("cancelled", {
    releaseId,
    rollback: open.id,
    drill: drill.id,
    policy,
    before: open.state,
    reason,
  });
  return [cancelled, ended];
}

/** A failure that nobody found in its time. */
export async function endUndetected(
  tx: Tx,
  { authority, drill, plan, now }: { authority: Authority; drill: { id: string }; plan: unknown; now: Date },
): Promise<EntryDraft> {
  const releaseId = authority.release.id;
  const parsed = RollbackPlan.parse(plan);
  const digests = targetOf(parsed.target, authority.components);
  const target = await drilledTarget(tx, { releaseId, plan: parsed, target: digests }, now);
  const result = drillResult(parsed, null, { hasFailure: true, target });
  await tx.drill.update({
    where: { id: drill.id },
    data: { state: "failed", endedAt: now, result: { ...result } },
  });
  await endDrillTracks(tx, drill.id);
  return drillEnded({ releaseId, drill: drill.id, policy: policyOf(authority), after: "failed", result });
}
