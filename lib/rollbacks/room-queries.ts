import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { type Ability, toAbility } from "@/lib/policy/ability";
import type { Verdict } from "@/lib/policy/model";
import { canOnRelease } from "@/lib/releases/authority";
import { mayBreakGlass } from "@/lib/releases/break-glass";
import { type LoadedRollback, loadRollback } from "./load-rollback";
import { isOver } from "./model";
import { holdsAnyRole, mayAcknowledge } from "./may-take-part";
import { verifyAct } from "./may-verify-target";
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
      execute: may("rollback.execute"),
      takeOver: may("rollback.take-over"),
      update: unlessOver(holdsAnyRole(authority, actor)),
      acknowledge: unlessOver(mayAcknowledge(authority, actor, await toldOf(db, rollback))),
    },
    primary: primaryActOf(answer),
    verify: verifyAct(authority, actor, answer.verification),
    glass: glassOf(loaded, actor),
  };
}

function abilityOnRollback(
  { authority, rollback }: LoadedRollback,
  actor: Actor,
  decision: RollbackDecisionName,
): Ability {
  const refusal = refusalByRollback(decision, rollback);
  if (refusal !== null) return { allowed: false, reason: refusal.message, whoMay: [] };
  return toAbility(canOnRelease(authority, actor, decision, rightsOn(rollback)), actor);
}

function glassOf({ authority, rollback }: LoadedRollback, actor: Actor): RollbackView["glass"] {
  const within = authority.template.parsed.breakGlass?.reviewWithinMs;
  if (rollback.state !== "proposed" || within === undefined) return null;
  const decision = "rollback.authorise";
  if (canOnRelease(authority, actor, decision, rightsOn(rollback)).allowed) return null;
  return mayBreakGlass(authority, actor, { decision, authors: [] }).allowed
    ? { reviewWithinMs: within }
    : null;
}
