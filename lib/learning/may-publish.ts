import type { Actor } from "@/lib/identity/actor";
import { byEmail, isEnabled, toParty } from "@/lib/policy/can";
import { decisionWords } from "@/lib/policy/decision-words";
import { covers } from "@/lib/policy/holdings";
import type { RightsRow, Verdict } from "@/lib/policy/model";
import { canOnRelease, type Deciding } from "@/lib/releases/authority";

const publishing = "post-mortem.publish";

/** The row that holds where neither the organisation's table nor the template's speaks of it: any role of the release. */
function shippedRow({ holdings, now }: Deciding): RightsRow {
  const held = holdings.filter((each) => covers(each, now.getTime()));
  const roles = [...new Set(held.map(({ role }) => role))].sort();
  return { decision: publishing, slots: roles.length === 0 ? [] : [{ roles, count: 1 }] };
}

/**
 * Whether somebody may publish a post-mortem: by right, and never whoever wrote what stands in it, whatever a row allows authors.
 * @param writers ids of people
 */
export function mayPublish(authority: Deciding, actor: Actor, writers: readonly string[]): Verdict {
  const { organisation, template } = authority.rights;
  const isGiven = [...organisation, ...template].some(({ decision }) => decision === publishing);
  const rights = isGiven
    ? authority.rights
    : { organisation: [...organisation, shippedRow(authority)], template };
  const verdict = canOnRelease({ ...authority, rights }, actor, publishing, { authors: writers });
  if (!verdict.allowed || actor.kind !== "person" || !writers.includes(actor.id)) return verdict;
  return {
    allowed: false,
    rule: "separation-of-duties",
    reason: `“${decisionWords(publishing)}” is done by somebody who did not write it.`,
    whoMay: othersThan(authority, writers),
  };
}

function othersThan({ holdings, people, now }: Deciding, writers: readonly string[]) {
  const at = now.getTime();
  const holding = new Set(holdings.filter((each) => covers(each, at)).map(({ personId }) => personId));
  return people
    .filter((person) => holding.has(person.id) && !writers.includes(person.id) && isEnabled(person, at))
    .sort(byEmail)
    .map(toParty);
}
