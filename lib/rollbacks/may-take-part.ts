import type { Actor } from "@/lib/identity/actor";
import { byEmail, isEnabled, toParty } from "@/lib/policy/can";
import { covers } from "@/lib/policy/holdings";
import type { Verdict } from "@/lib/policy/model";
import type { Authority } from "@/lib/releases/authority";

/** Whoever holds a role on the release takes part in going back: they say what they see, and keep a clock from calling others. */
export function holdsAnyRole({ holdings, people, now }: Authority, actor: Actor): Verdict {
  const at = now.getTime();
  const held = holdings.filter((each) => covers(each, at));
  const own = held.find(({ personId }) => actor.kind === "person" && personId === actor.id);
  if (own !== undefined) return { allowed: true, rule: "takes-part", role: own.role, grant: own.grant };
  const ids = new Set(held.map(({ personId }) => personId));
  return {
    allowed: false,
    rule: actor.kind === "person" ? "not-a-holder" : "people-only",
    reason: "This is for people who hold a role on the release.",
    whoMay: people
      .filter((person) => ids.has(person.id) && isEnabled(person, at))
      .sort(byEmail)
      .map(toParty),
  };
}

/** Keeping the clock from calling others: whoever holds a role on the release, and whoever was called. */
export function mayAcknowledge(
  authority: Authority,
  actor: Actor,
  told: readonly { id: string; personId: string }[],
): Verdict {
  const verdict = holdsAnyRole(authority, actor);
  if (verdict.allowed || actor.kind !== "person") return verdict;
  const own = told.find(({ personId }) => personId === actor.id);
  if (own !== undefined) return { allowed: true, rule: "was-told", role: null, grant: [own.id] };
  return {
    ...verdict,
    reason: "This is for people who hold a role on the release, and for those who were told.",
  };
}
