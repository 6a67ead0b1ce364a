import { policyOf } from "@/lib/gates/load-gates";
import type { Actor } from "@/lib/identity/actor";
import { durationMs } from "@/lib/platform/durations";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { Severity } from "@/lib/policy/model";
import { type Authority, candidatesOf } from "@/lib/releases/authority";
import { holdPlaced } from "@/lib/releases/events";
import { followApplying } from "@/lib/rollouts/applying-store";
import { exposureLowered, exposurePaused } from "@/lib/rollouts/exposure-events";
import { candidateDigest, exposureOf } from "@/lib/rollouts/exposure-model";
import { writeExposure } from "@/lib/rollouts/exposure-store";
import { readChanges } from "@/lib/rollouts/load-exposure";
import { standingPolicy } from "@/lib/policy/escalation-store";
import { type EscalationFacts, waitedAnew } from "./course";
import { escalationColumns, levelsOf, loadEscalation, waitEnded } from "./escalation-store";
import { rollbackAuthorised, rollbackJoined, rollbackProposed } from "./events";
import type { RollbackRow } from "./load-rollback";
import type { RollbackDecision } from "./model";
import { targetOf } from "./plan-target";
import { type RollbackPlan, rollbackPlanDigest } from "./schemas";

interface Proposal {
  authority: Authority;
  plan: RollbackPlan;
  severity: Severity;
  reason: string;
  /** null: the real thing. */
  drill: string | null;
  actor: Actor;
  now: Date;
  /** By which criterion, and since when it has been in breach. */
  breach?: { criterion: string; since: Date } | undefined;
}

/** Proposes a rollback, or joins the one that is under way. What is exposed is paused with the same act. */
export async function writeProposal(
  tx: Tx,
  proposal: Proposal,
): Promise<{ id: string; isNew: boolean; entries: [EntryDraft, ...EntryDraft[]] }> {
  const { authority, plan, severity, reason, drill, actor, now, breach } = proposal;
  const releaseId = authority.release.id;
  const policy = policyOf(authority);
  const mode = drill === null ? "real" : "drill";
  const open = await tx.rollback.findFirst({ where: { releaseId, mode, endedAt: null } });
  const criterion = breach?.criterion;
  if (open !== null) {
    const about = { releaseId, rollback: open.id, drill, policy };
    return { id: open.id, isNew: false, entries: [rollbackJoined({ ...about, reason, criterion })] };
  }
  const id = newId();
  const candidates = candidatesOf(authority);
  const target = targetOf(plan.target, authority.components);
  const planDigest = rollbackPlanDigest(plan);
  const { decideWithin, onSilence } = plan.severities[severity];
  const decideBy = new Date(now.getTime() + durationMs(decideWithin));
  const { policy: escalationPolicy, rungs } = levelsOf(await standingPolicy(tx), { plan, severity });
  const wait = { since: now.getTime(), atOnce: 0, told: [], silences: [] };
  const escalation: EscalationFacts = {
    rungs,
    number: 1,
    reached: 0,
    wait: onSilence === "nothing" ? null : wait,
  };
  await tx.rollback.create({
    data: {
      id,
      releaseId,
      mode,
      drillId: drill,
      severity,
      state: "proposed",
      reason,
      plan,
      planDigest,
      target,
      candidates,
      candidate: candidateDigest(candidates),
      proposedBy: actor.kind === "person" ? actor.id : null,
      breachedAt: breach?.since ?? null,
      proposedAt: now,
      decideBy,
      escalationVersionId: escalationPolicy.id,
      ...escalationColumns(escalation),
      steps: { create: plan.steps.map(({ key }, position) => ({ key, position, state: "waiting" })) },
    },
  });
  const proposed = rollbackProposed({
    releaseId,
    rollback: id,
    drill,
    policy,
    severity,
    planDigest,
    target,
    candidates,
    decideBy,
    reason,
    criterion,
  });
  return {
    id,
    isNew: true,
    entries: [proposed, ...(drill === null ? await pauseExposure(tx, proposal) : [])],
  };
}

async function pauseExposure(tx: Tx, { authority, reason, actor, now }: Proposal): Promise<EntryDraft[]> {
  const releaseId = authority.release.id;
  const standing = await tx.exposurePause.count({ where: { releaseId, validTo: null } });
  if (standing > 0) return [];
  const id = newId();
  const words = `A rollback is proposed: ${reason}`;
  await tx.exposurePause.create({
    data: {
      id,
      releaseId,
      reason: words,
      pausedBy: actor.kind === "person" ? actor.id : null,
      validFrom: now,
    },
  });
  return [
    exposurePaused({
      releaseId,
      stage: authority.version.stage,
      policy: policyOf(authority),
      pause: id,
      reason: words,
    }),
  ];
}

interface Authorising {
  authority: Authority;
  rollback: RollbackRow;
  decision: Extract<RollbackDecision, "authorised" | "silence" | "automatic">;
  reason: string | undefined;
  actor: Actor;
  now: Date;
  breakGlass?: string | undefined;
}

/** Starts its execution: the release goes on hold, and exposure is to be what the plan goes back to. A drill touches neither. */
export async function writeAuthorised(
  tx: Tx,
  authorising: Authorising,
): Promise<[EntryDraft, ...EntryDraft[]]> {
  const { authority, rollback, decision, reason, actor, now, breakGlass } = authorising;
  const { id, plan, severity, planDigest, drillId: drill } = rollback;
  const releaseId = authority.release.id;
  const overdueAt = now.getTime() + durationMs(plan.objectives.execute);
  const escalation = waitedAnew(await loadEscalation(tx, rollback), overdueAt);
  const changed = await tx.rollback.updateMany({
    where: { id, state: "proposed" },
    data: {
      state: "authorised",
      decision,
      decidedAt: now,
      decidedBy: actor.kind === "person" ? actor.id : null,
      ...escalationColumns(escalation),
    },
  });
  if (changed.count === 0) throw new AppError("conflict", "This rollback is decided already; read it again.");
  await markDecided(tx, { rollback: id, actor, now });
  const policy = policyOf(authority);
  const entry = rollbackAuthorised({
    releaseId,
    rollback: id,
    drill,
    policy,
    decision,
    severity,
    planDigest,
    reason,
    breakGlass,
  });
  return [entry, ...(drill === null ? await stopRelease(tx, authorising) : [])];
}

/** Whoever decides has seen it, by whatever way they came. */
async function markDecided(
  tx: Tx,
  { rollback, actor, now }: { rollback: string; actor: Actor; now: Date },
): Promise<void> {
  if (actor.kind !== "person") return;
  await tx.$executeRaw`
    INSERT INTO rollback_seen (rollback_id, person_id, at) VALUES (${rollback}::uuid, ${actor.id}::uuid, ${now}) ON CONFLICT DO NOTHING`;
}

async function stopRelease(tx: Tx, authorising: Authorising): Promise<EntryDraft[]> {
  const { authority, rollback, actor, now } = authorising;
  const releaseId = authority.release.id;
  const policy = policyOf(authority);
  const reason = `It is rolled back: ${rollback.reason}`;
  const hold = newId();
  await tx.hold.create({
    data: {
      id: hold,
      releaseId,
      reason,
      placedBy: actor.kind === "person" ? actor.id : null,
      validFrom: now,
    },
  });
  const held = holdPlaced({ releaseId, policy, hold, reason });
  const changes = await readChanges(tx, releaseId);
  const before = exposureOf(changes);
  const percent = rollback.plan.target.exposurePercent;
  if (percent >= before.intended) return [held, ...(await followApplying(tx, { authority, actor, now }))];
  // The plan's steps set it, never the stage's executor; what that one was to do and nobody has taken is withdrawn.
  await writeExposure(tx, { authority, changes, kind: "intended", percent, reason, actor, now });
  const lowered = exposureLowered({
    releaseId,
    stage: authority.version.stage,
    policy,
    before: before.intended,
    after: percent,
    candidates: candidatesOf(authority),
    reason,
  });
  return [held, lowered, ...(await followApplying(tx, { authority, actor, now }))];
}

/** Nothing more happens by itself: what is queued is never carried out, what was claimed may still report. */
export async function endRollback(
  tx: Tx,
  ended: {
    rollback: RollbackRow;
    how: "declined" | "cancelled" | "endorsed";
    reason: string | undefined;
    actor: Actor;
    now: Date;
  },
): Promise<void> {
  const { rollback, how, reason, actor, now } = ended;
  const by = actor.kind === "person" ? actor.id : null;
  if (how === "declined") await markDecided(tx, { rollback: rollback.id, actor, now });
  const decision = how === "endorsed" ? rollback.decision : (rollback.decision ?? how);
  const changed = await tx.rollback.updateMany({
    where: { id: rollback.id, state: rollback.state },
    data: {
      state: how,
      decision,
      decidedAt: rollback.decidedAt ?? now,
      decidedBy: rollback.decidedAt === null ? by : rollback.decidedBy,
      endedAt: now,
      endedBy: by,
      endReason: reason ?? null,
      ...waitEnded,
    },
  });
  if (changed.count === 0) throw new AppError("conflict", "The rollback went on in between; read it again.");
}
