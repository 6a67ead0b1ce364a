import type { Verdict } from "@/lib/policy/model";
import type { Actor } from "./actor";

/** What only the person themselves may do. */
export function byOwner(
  actor: Actor,
  person: { id: string; name: string; email: string },
  reason: string,
): Verdict {
  if (actor.kind === "person" && actor.id === person.id)
    return { allowed: true, rule: "own", role: null, grant: [] };
  return {
    allowed: false,
    rule: "own-only",
    reason,
    whoMay: [{ id: person.id, name: person.name, email: person.email }],
  };
}

/** What only the sign-in by a provider does, after the provider's answer was checked. */
export function bySingleSignOn(actor: Actor): Verdict {
  if (actor.kind === "system" && actor.job === "single-sign-on")
    return { allowed: true, rule: "single-sign-on", role: null, grant: [] };
  return {
    allowed: false,
    rule: "own-only",
    reason: "Only the provider of single sign-on vouches for somebody.",
    whoMay: [],
  };
}
