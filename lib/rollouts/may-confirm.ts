import type { Actor } from "@/lib/identity/actor";
import { toAbility } from "@/lib/policy/ability";
import { byWorker } from "@/lib/policy/by-worker";
import { byEmail } from "@/lib/policy/can";
import type { Party, Verdict } from "@/lib/policy/model";
import { type Authority, canOnRelease, whoMayOnRelease } from "@/lib/releases/authority";

/** Deciding any of these is enough to say what is seen. */
const exposureDecisions = ["exposure.increase", "exposure.pause", "exposure.resume"] as const;

/** A machine by its token's scope, the worker, or a person who could take part in a decision on exposure. */
export function mayConfirm(authority: Authority, actor: Actor): Verdict {
  if (actor.kind === "system") return byWorker(actor, "Exposure is confirmed by what applies it.");
  if (actor.kind === "machine") {
    const grant = actor.credential.kind === "none" ? [] : [actor.credential.id];
    return { allowed: true, rule: "token-scope", role: null, grant };
  }
  const verdicts = exposureDecisions.map((decision) => canOnRelease(authority, actor, decision));
  const alone = verdicts.find(({ allowed }) => allowed);
  if (alone !== undefined) return alone;
  if (verdicts.some((verdict) => toAbility(verdict, actor).allowed))
    return { allowed: true, rule: "takes-part", role: null, grant: [] };
  return {
    allowed: false,
    rule: "not-a-holder",
    reason: "Exposure is confirmed by a machine, or by somebody who could decide on it.",
    whoMay: whoMayConfirm(authority),
  };
}

/** Having the executor set what is intended is for the people who could say that it is set. */
export function mayApply(authority: Authority, actor: Actor): Verdict {
  if (actor.kind === "person") return mayConfirm(authority, actor);
  return {
    allowed: false,
    rule: "people-only",
    reason: "Executors are asked once more by people; by itself it is tried a few times.",
    whoMay: whoMayConfirm(authority),
  };
}

export function whoMayConfirm(authority: Authority): Party[] {
  const able = exposureDecisions.flatMap((decision) => whoMayOnRelease(authority, decision));
  return [...new Map(able.map((party) => [party.id, party])).values()].sort(byEmail);
}
