import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { type Ability, toAbility } from "@/lib/policy/ability";
import type { Verdict } from "@/lib/policy/model";
import { canOnRelease } from "@/lib/releases/authority";
import { mayBreakGlass } from "@/lib/releases/break-glass";
import { type LoadedRollback, loadRollback, type RollbackRow } from "./load-rollback";
import { isOver } from "./model";
import { publicUnlessTold } from "./public-update-rules";
import { holdsAnyRole, mayAcknowledge } from "./may-take-part";
import { verifyAct } from "./may-verify-target";
import { findStepGlass, mayOnStep, type StepDecision, stepDecisions } from "./step-glass";
import { toldOf } from "./telling-queries";
import { answerOf } from "./rollback-queries";
import { refusalByRollback, rightsOn, type RollbackDecisionName } from "./rollback-rules";
import { primaryActOf, type RollbackView } from "./rollback-view";

/** The room of a rollback, as one reader sees it. */
export async function getRollbackRoom(
  db: Reader,
  asked: { id: string; actor: Actor; now: Date },
): Promise<RollbackView> {
  const loaded = await loadRollback(db, asked);
  const answer = await answerOf(db, loaded, asked);
  const { actor } = asked;
  const { rollback, authority } = loaded;
  const may = (decision: RollbackDecisionName) => abilityOnRollback(loaded, actor, decision);
  const use = await findStepGlass(db, { rollback, actor });
  const onSteps = (decision: StepDecision): Ability =>
    byState(rollback, decision) ??
    toAbility(mayOnStep(loaded, actor, { decision, isGlass: false, use }), actor);
  const isEnded = isOver(rollback.state);
  const unlessOver = (verdict: Verdict): Ability =>
    isEnded
      ? { allowed: false, reason: `The rollback is ${rollback.state}.`, whoMay: [] }
      : toAbility(verdict, actor);
  return {
    ...answer,
    abilities: {
      authorise: may("rollback.authorise"),
      decline: may("rollback.decline"),
      cancel: may("rollback.cancel"),
      endorse: may("rollback.endorse"),
      execute: onSteps("rollback.execute"),
      takeOver: onSteps("rollback.take-over"),
      update: unlessOver(holdsAnyRole(authority, actor)),
      acknowledge: unlessOver(mayAcknowledge(authority, actor, await toldOf(db, rollback))),
    },
    primary: primaryActOf(answer),
    verify: verifyAct(authority, actor, answer.verification),
    publicUnlessTold: publicUnlessTold({ ...rollback, restricted: authority.release.restricted }),
    glass: glassOf(loaded, actor, use),
    isThroughGlass: use !== null && !mayAll(loaded, actor),
  };
}

function abilityOnRollback(
  { authority, rollback }: LoadedRollback,
  actor: Actor,
  decision: RollbackDecisionName,
): Ability {
  return (
    byState(rollback, decision) ??
    toAbility(canOnRelease(authority, actor, decision, rightsOn(rollback)), actor)
  );
}

/** What the state stands against, whoever asks; null: nothing. */
function byState(rollback: RollbackRow, decision: RollbackDecisionName): Ability | null {
  const refusal = refusalByRollback(decision, rollback);
  return refusal === null ? null : { allowed: false, reason: refusal.message, whoMay: [] };
}

/** Whether all that can be done to steps is the reader's by right. */
function mayAll({ authority, rollback }: LoadedRollback, actor: Actor): boolean {
  return stepDecisions.every(
    (decision) => canOnRelease(authority, actor, decision, rightsOn(rollback)).allowed,
  );
}

function glassOf(loaded: LoadedRollback, actor: Actor, use: string | null): RollbackView["glass"] {
  const { authority, rollback } = loaded;
  const reviewWithinMs = authority.template.parsed.breakGlass?.reviewWithinMs;
  if (reviewWithinMs === undefined) return null;
  const may = (decision: "rollback.authorise" | "rollback.execute") =>
    mayBreakGlass(authority, actor, { decision, authors: [] }).allowed;
  if (rollback.state === "proposed") {
    const right = canOnRelease(authority, actor, "rollback.authorise", rightsOn(rollback));
    return !right.allowed && may("rollback.authorise") ? { to: "authorise", reviewWithinMs } : null;
  }
  const isUnderWay = refusalByRollback("rollback.execute", rollback) === null;
  return isUnderWay && use === null && !mayAll(loaded, actor) && may("rollback.execute")
    ? { to: "carry-out", reviewWithinMs }
    : null;
}
