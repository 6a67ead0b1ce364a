import { durationMs } from "@/lib/platform/durations";
import {
  type EscalationLevel,
  type EscalationPolicy,
  findShare,
  levelsFor,
  whomKey,
} from "./escalation-model";
import { severities } from "./model";

/** Whether a policy provably tells at least the same people, at no level later and no more seldom than another. All else loosens. */
export function tightensEscalation(before: EscalationPolicy, after: EscalationPolicy): boolean {
  return severities.every((severity) => isNoLess(levelsFor(before, severity), levelsFor(after, severity)));
}

/** Level by level; further levels follow the last one, whose repetitions they would end. */
function isNoLess(before: readonly EscalationLevel[], after: readonly EscalationLevel[]): boolean {
  const isLonger = after.length > before.length;
  if (isLonger && before.at(-1)?.repeat !== undefined) return false;
  return before.every((old, at) => {
    const own = after[at];
    return own !== undefined && reaches(own, old) && isNoLater(own.after, old.after) && isAsOften(own, old);
  });
}

function reaches(own: EscalationLevel, old: EscalationLevel): boolean {
  const whom = new Set(own.whom.map(whomKey));
  // Whatever a level tells by, the inbox has it.
  const isTold = own.channel === old.channel || old.channel === "inbox";
  return isTold && old.whom.every((each) => whom.has(whomKey(each)));
}

function isAsOften({ repeat: own }: EscalationLevel, { repeat: old }: EscalationLevel): boolean {
  if (old === undefined) return true;
  if (own === undefined || !isNoLater(own.every, old.every)) return false;
  return own.times === undefined || (old.times !== undefined && own.times >= old.times);
}

/** A share and a duration do not compare: which of them is longer depends on the plan. */
function isNoLater(own: string, old: string): boolean {
  const [share, oldShare] = [findShare(own), findShare(old)];
  if (share !== null && oldShare !== null) return share <= oldShare;
  return share === null && oldShare === null && durationMs(own) <= durationMs(old);
}
