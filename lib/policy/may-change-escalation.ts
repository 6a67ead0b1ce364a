import type { Actor } from "@/lib/identity/actor";
import type { EscalationPolicy } from "./escalation-model";
import { tightensEscalation } from "./escalation-tightening";
import type { Verdict } from "./model";
import { canInOrganisation, type Organisation } from "./organisation";

/** Whether somebody may publish this policy in the place of the one that holds: what is not proved to tighten counts as loosening. */
export function mayChangeEscalation(
  organisation: Organisation,
  actor: Actor,
  { before, after }: { before: EscalationPolicy; after: EscalationPolicy },
): Verdict {
  const loosening = !tightensEscalation(before, after);
  return canInOrganisation(organisation, actor, "escalation.change", { loosening });
}

/** Whether somebody may change the policy at all, be it only to what provably tightens. */
export function mayChangeSomehow(organisation: Organisation, actor: Actor): Verdict {
  const any = canInOrganisation(organisation, actor, "escalation.change", { loosening: true });
  if (any.allowed) return any;
  const tightening = canInOrganisation(organisation, actor, "escalation.change", { loosening: false });
  return tightening.allowed ? tightening : any;
}
