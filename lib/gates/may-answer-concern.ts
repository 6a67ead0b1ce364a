import { byEmail, isEnabled, toParty } from "@/lib/policy/can";
import { covers } from "@/lib/policy/holdings";
import type { Verdict } from "@/lib/policy/model";
import type { Authority } from "@/lib/releases/authority";

/** A concern is answered by whoever holds a role on the release, but not by who raised it: they can only take it back. */
export function mayAnswerConcern(
  { holdings, people, now }: Pick<Authority, "holdings" | "people" | "now">,
  { personId, raisedBy }: { personId: string | null; raisedBy: string },
): Verdict {
  if (personId !== null && personId === raisedBy)
    return { allowed: true, rule: "own-concern", role: null, grant: [] };
  const at = now.getTime();
  const held = holdings.filter((each) => covers(each, at) && each.personId !== raisedBy);
  const able = people.filter(
    (person) => isEnabled(person, at) && held.some((each) => each.personId === person.id),
  );
  const own = able.some(({ id }) => id === personId)
    ? held.find((each) => each.personId === personId)
    : undefined;
  if (own !== undefined) return { allowed: true, rule: "holds-role", role: own.role, grant: own.grant };
  return {
    allowed: false,
    rule: "not-a-holder",
    reason: "A concern is answered by somebody who holds a role on the release.",
    whoMay: able.sort(byEmail).map(toParty),
  };
}
