import { type Decision, type Party, stoppingDecisions } from "@/lib/policy/model";
import { type MissingPlaces, quorumState } from "@/lib/policy/quorum";
import { type Authority, canOnRelease } from "./authority";

/** Who could take a decision on a release as it stands. */
export interface RightNow {
  /** Who may alone. */
  alone: Party[];
  /** Where nobody may alone: the places to fill together, and who could fill each. */
  together: MissingPlaces[];
  isPossible: boolean;
}

/** By the rule that judges the command; null where no row holds as the release stands, so that it is nobody's. */
export function rightNow(authority: Authority, decision: Decision): RightNow | null {
  const verdict = canOnRelease(authority, { kind: "system", job: "explain" }, decision);
  if (verdict.allowed) return null;
  const { whoMay, quorum } = verdict;
  const [first] = whoMay;
  if (quorum === undefined) {
    const isStop = stoppingDecisions.includes(decision);
    return isStop ? { alone: whoMay, together: [], isPossible: first !== undefined } : null;
  }
  // Either all who are named may alone, or none.
  if (first !== undefined && quorumState(quorum, [{ personId: first.id, role: null }]).isFilled)
    return { alone: whoMay, together: [], isPossible: true };
  const { missing, isOutOfReach } = quorumState(quorum, []);
  return { alone: [], together: missing, isPossible: !isOutOfReach };
}
