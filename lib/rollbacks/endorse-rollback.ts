import { writeLive } from "@/lib/catalogue/store";
import { evaluateRelease } from "@/lib/gates/evaluate";
import { isMet } from "@/lib/gates/finding";
import { loadGates, policyOf } from "@/lib/gates/load-gates";
import type { GateState } from "@/lib/gates/state-model";
import { endRestoredTracks } from "@/lib/metrics/own-tracks";
import { resetTracks } from "@/lib/metrics/reset-tracks";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import type { EntryDraft } from "@/lib/platform/ledger";
import { canOnRelease, onRelease } from "@/lib/releases/authority";
import { moveStage, type StageFacts } from "@/lib/releases/move-stage";
import { courseOf } from "@/lib/releases/course-of";
import { requirePerson } from "@/lib/releases/rules";
import { stageReopened } from "@/lib/releases/stage-events";
import { endDrillOf } from "./drill-store";
import { rollbackEnded } from "./events";
import { type LoadedRollback, loadRollback } from "./load-rollback";
import { EndorseRollback } from "./rollback-schemas";
import { refusalByRollback, refuse, rightsOn } from "./rollback-rules";
import { endRollback } from "./rollback-store";

/**
 * Says that the release has gone back for good: episodes of breach are closed, the stage is again the first with a gate that is not ready,
 * and the release stays on hold. Of a drill it ends the rehearsal and touches nothing else.
 */
export const endorseRollback = command({
  name: "rollback.endorse",
  input: EndorseRollback,
  scope: "rollbacks",
  locks: ({ rollback }) => ({ organisation: "shared", rollback }),
  load: async (tx, { rollback: id }, { now, actor }) => {
    const loaded = await loadRollback(tx, { id, now, actor });
    const { releaseId } = loaded.rollback;
    const gates = await loadGates(tx, { releaseId, actor, now });
    return { ...loaded, gates };
  },
  allow: (actor, { authority, rollback }) =>
    canOnRelease(authority, actor, "rollback.endorse", rightsOn(rollback)),
  subject: ({ authority, rollback: { id } }) => onRelease(authority, { rollback: id }),
  run: async ({ tx, input: { reason }, facts: { authority, rollback, gates }, actor, now }) => {
    refuse(refusalByRollback("rollback.endorse", rollback));
    const by = requirePerson(actor);
    await endRollback(tx, { rollback, how: "endorsed", reason, actor: by, now });
    await endRestoredTracks(tx, rollback.id);
    const endorsed = rollbackEnded("endorsed", {
      releaseId: authority.release.id,
      rollback: rollback.id,
      drill: rollback.drillId,
      policy: policyOf(authority),
      before: rollback.state,
      reason,
      payload: { target: rollback.target },
    });
    const drill = await endDrillOf(tx, { authority, rollback, how: "endorsed", now });
    if (rollback.drillId === null) {
      await closeEpisodes(tx, { rollback, by: by.id, now });
      await nameLive(tx, { authority, rollback, now });
    }
    const states = evaluateRelease(gates.facts, gates.at);
    const moved =
      rollback.drillId === null
        ? await goBack(tx, {
            facts: { loaded: gates, gates: states, course: courseOf(gates, states) },
            by: by.id,
            now,
          })
        : [];
    return {
      value: { id: rollback.id, state: "endorsed" as const },
      entries: [endorsed, ...drill, ...moved],
    };
  },
});

/** All of what is gone back from: the breach that began it, and those that joined. */
async function closeEpisodes(
  tx: Tx,
  { rollback, by, now }: { rollback: LoadedRollback["rollback"]; by: string; now: Date },
): Promise<void> {
  const { releaseId, candidate } = rollback;
  const open = await tx.breachEpisode.findMany({ where: { releaseId, candidate, closedAt: null } });
  for (const { id, criterionKey: criterion } of open) {
    await tx.breachEpisode.update({
      where: { id },
      data: { closedAt: now, closure: "endorsed", closedBy: by },
    });
    await resetTracks(tx, { releaseId, criterion, candidate, at: now });
  }
}

/** What was gone back to is what everybody gets, where that is not what was live before. */
async function nameLive(tx: Tx, { authority, rollback, now }: LoadedRollback & { now: Date }): Promise<void> {
  for (const { id, key, live } of authority.components) {
    const digest = rollback.target[key] ?? null;
    if (digest !== null && digest !== live)
      await writeLive(tx, { componentId: id, digest, releaseId: authority.release.id, now });
  }
}

/** The stage is again the first that has a gate with something unmet; nothing moves where that is the present one. */
async function goBack(
  tx: Tx,
  { facts, by, now }: { facts: StageFacts; by: string; now: Date },
): Promise<EntryDraft[]> {
  const { authority } = facts.loaded;
  const { stages } = facts.loaded.facts;
  const { stage } = authority.version;
  const present = stages.findIndex(({ key }) => key === stage);
  const first = stages
    .slice(0, present)
    .find(({ key }) => facts.gates.some((gate) => gate.stage === key && !isReadyAnew(gate)));
  if (first === undefined || stage === null) return [];
  const reason = "A rollback was endorsed.";
  await moveStage(tx, { facts, kind: "reopened", stage: first.key, next: first.key, by, reason, now });
  return [
    stageReopened({
      releaseId: authority.release.id,
      stage,
      next: first.key,
      reason,
      policy: policyOf(authority),
    }),
  ];
}

/** By its requirements as they stand, whatever was passed before. */
function isReadyAnew({ status, requirements }: GateState): boolean {
  return status === "skipped" || requirements.every((each) => isMet(each.status));
}
