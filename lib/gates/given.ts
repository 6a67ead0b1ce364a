import { acknowledgementsOn } from "./acknowledgements";
import type { AskedPlace } from "./asked-on-release";
import { ballotFor } from "./items";
import type { Edge } from "./matching";
import { placeOf, type Reading } from "./reading";
import { approvalSubjectOf, subjectOf } from "./subject";
import { tallyVotes } from "./votes";

/**
 * Approvals and acknowledgements that count in a place as the gate counts them, whoever holds the role now. A "not applicable" that
 * nobody has confirmed is none.
 */
export function givenAt(reading: Reading, { gate: key, requirement: requirementKey }: AskedPlace): Edge[] {
  const { gate, stage } = placeOf(reading.facts, key);
  const requirement = gate.requirements.find((each) => each.key === requirementKey) ?? null;
  const at = { reading, stage, gate, waiver: null };
  if (requirement?.kind === "acknowledgement") {
    const subject = subjectOf(reading, gate, requirement);
    const { fresh } = acknowledgementsOn({ ...at, requirement, subject });
    return fresh.map(({ personId, role }) => ({
      personId,
      actorId: personId,
      role,
      voteId: null,
      author: false,
      owner: false,
    }));
  }
  if (requirement !== null && requirement.kind !== "item") return [];
  const subject =
    requirement === null ? approvalSubjectOf(reading, gate) : subjectOf(reading, gate, requirement);
  return tallyVotes(ballotFor({ ...at, requirement, subject })).edges;
}
