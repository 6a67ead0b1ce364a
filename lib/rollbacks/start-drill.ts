import { policyOf } from "@/lib/gates/load-gates";
import { beginDrillTrack } from "@/lib/metrics/own-tracks";
import { Criteria } from "@/lib/metrics/schemas";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { Tx } from "@/lib/platform/db";
import type { EntryDraft } from "@/lib/platform/ledger";
import {
  type Authority,
  candidatesOf,
  canOnRelease,
  loadAuthority,
  onRelease,
} from "@/lib/releases/authority";
import { assertState, requirePerson } from "@/lib/releases/rules";
import { findDocument } from "@/lib/releases/store";
import { candidateDigest } from "@/lib/rollouts/exposure-model";
import { drillStarted } from "./drill-events";
import { drillTimes } from "./drill-times";
import { planToDrill } from "./rollback-rules";
import { StartDrill } from "./rollback-schemas";
import { agreedPlan } from "./agreed-plan";
import { writeProposal } from "./rollback-store";
import { factsOf } from "./load-target";
import { whyNotAsk } from "./may-verify-target";
import { type RollbackPlan, rollbackPlanDigest } from "./schemas";
import { targetAnswer } from "./target-answer";
import { writeAsk } from "./target-store";

/**
 * Begins a rehearsal of the agreed plan. With a failure its samples are made up from now on and it waits to be found by the criterion; without
 * one, or talked through, the rollback is proposed at once.
 */
export const startDrill = command({
  name: "drill.start",
  input: StartDrill,
  scope: "rollbacks",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release }, { now, actor }) => {
    const authority = await loadAuthority(tx, { slug: release, now, actor });
    const releaseId = authority.release.id;
    return {
      authority,
      agreed: await agreedPlan(tx, releaseId),
      criteria: Criteria.parse((await findDocument(tx, { releaseId, kind: "criteria" }))?.document ?? []),
      running: await tx.drill.findFirst({ where: { releaseId, endedAt: null } }),
    };
  },
  allow: (actor, { authority }, { severity }) => canOnRelease(authority, actor, "drill.start", { severity }),
  subject: ({ authority, agreed, running }, { level, severity, failure }) =>
    onRelease(authority, {
      level,
      severity,
      failure: failure ?? null,
      plan: agreed === null ? null : rollbackPlanDigest(agreed),
      running: running?.id ?? null,
    }),
  run: async ({ tx, input, facts: { authority, agreed, criteria, running }, actor, now }) => {
    const { level, severity, failure } = input;
    assertState("drill.start", authority.version);
    const { plan, fault } = planToDrill(agreed, { isRunning: running !== null });
    if (fault !== null) throw new AppError("conflict", fault);
    const criterion = criteria.find(({ key }) => key === failure?.criterion);
    if (failure !== undefined && level === "tabletop")
      throw fieldError("/failure", "What is talked through has no samples.", "no failure, or another level");
    if (failure !== undefined && criterion === undefined)
      throw fieldError(
        "/failure/criterion",
        `The release agreed on no criterion ${failure.criterion}.`,
        criteria.map(({ key }) => key).join(", ") || "a criterion of the release",
      );
    const id = newId();
    const releaseId = authority.release.id;
    const candidate = candidateDigest(candidatesOf(authority));
    const planDigest = rollbackPlanDigest(plan);
    const times = criterion === undefined ? null : drillTimes({ criterion, plan }, now.getTime());
    await tx.drill.create({
      data: {
        id,
        releaseId,
        level,
        severity,
        failure: failure?.mode ?? null,
        criterionKey: criterion?.key ?? null,
        ...(criterion !== undefined && { criterion }),
        planDigest,
        startedBy: requirePerson(actor).id,
        startedAt: now,
        failsAt: times === null ? null : new Date(times.failsAt),
        detectBy: times === null ? null : new Date(times.detectBy),
        state: "running",
      },
    });
    const started = drillStarted({
      releaseId,
      drill: id,
      policy: policyOf(authority),
      level,
      severity,
      planDigest,
      failure: failure?.mode ?? null,
      criterion: criterion?.key ?? null,
    });
    const asked = await askForDrill(tx, { authority, plan, by: requirePerson(actor).id, drill: id, now });
    if (criterion !== undefined) {
      await beginDrillTrack(tx, {
        releaseId,
        drillId: id,
        criteria,
        criterion: criterion.key,
        candidate,
        from: now,
      });
      return { value: standing(id, null), entries: [started, ...asked] };
    }
    const proposal = await writeProposal(tx, {
      authority,
      plan,
      severity,
      reason: "A drill: nothing happened.",
      drill: id,
      actor,
      now,
    });
    return { value: standing(id, proposal.id), entries: [started, ...asked, ...proposal.entries] };
  },
});

/** Whether what is gone back to can be fetched is tried with the drill: what was found a week ago may be gone since. */
async function askForDrill(
  tx: Tx,
  asked: { authority: Authority; plan: RollbackPlan; by: string; drill: string; now: Date },
): Promise<EntryDraft[]> {
  const { authority, plan, now, by, drill } = asked;
  const facts = await factsOf(tx, authority, plan);
  if (whyNotAsk(authority, targetAnswer(facts, now)) !== null) return [];
  return [await writeAsk(tx, { authority, digests: facts.digests, by, drill, now })];
}

/** `rollback`: id of what is rehearsed; null: it waits to be found. */
function standing(id: string, rollback: string | null): { id: string; rollback: string | null } {
  return { id, rollback };
}
