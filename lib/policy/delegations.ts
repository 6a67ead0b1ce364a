import type { Actor } from "@/lib/identity/actor";
import { holdersOf, toParty } from "./can";
import { covers } from "./holdings";
import { longestDelegationMs } from "./delegation-schemas";
import type { Party, Verdict } from "./model";

/** Whether somebody may delegate a role: only who holds it themselves, so that what was delegated is not passed on. */
export function mayDelegate(actor: Actor, held: Parameters<typeof holdersOf>[0]): Verdict {
  if (actor.kind !== "person") return peopleOnly("Only people delegate their roles.");
  const { role, holdings, now } = held;
  const own = holdings.find((each) => each.personId === actor.id && each.role === role && covers(each, now));
  if (own !== undefined) return { allowed: true, rule: "holds-role", role, grant: own.grant };
  return {
    allowed: false,
    rule: "not-a-holder",
    reason: `Only who holds the role ${role} delegates it; what was delegated to you is not passed on.`,
    whoMay: holdersOf(held).map(toParty),
  };
}

/** A delegation is taken back by who gave it and given back by who got it; nobody else ends it. */
export function mayRevokeDelegation(
  actor: Actor,
  { principal, delegate }: { principal: Party; delegate: Party },
): Verdict {
  if (actor.kind !== "person") return peopleOnly("Only people end delegations.");
  if (actor.id === principal.id || actor.id === delegate.id)
    return { allowed: true, rule: "own", role: null, grant: [] };
  return {
    allowed: false,
    rule: "own-only",
    reason: "A delegation is ended by whoever gave it, or given back by whoever got it.",
    whoMay: [principal, delegate],
  };
}

const graceMs = 60_000;

/** When a delegation begins and ends, epoch ms, or the field at fault. A beginning as old as its request counts as now. */
export function delegationSpan(
  asked: { from: number | null; until: number },
  now: number,
): { from: number; until: number } | { field: "from" | "until"; fault: string; expected: string } {
  if (asked.from !== null && asked.from < now - graceMs)
    return {
      field: "from",
      fault: "is past; nothing is delegated after the fact",
      expected: "now or a time to come",
    };
  const from = Math.max(asked.from ?? now, now);
  if (asked.until <= from)
    return { field: "until", fault: "is not after the beginning", expected: "a time after the beginning" };
  if (asked.until - from > longestDelegationMs) {
    const latest = new Date(from + longestDelegationMs).toISOString();
    return {
      field: "until",
      fault: "is too far off",
      expected: `at most 90 days after the beginning: ${latest}`,
    };
  }
  return { from, until: asked.until };
}

function peopleOnly(reason: string): Verdict {
  return { allowed: false, rule: "people-only", reason, whoMay: [] };
}
