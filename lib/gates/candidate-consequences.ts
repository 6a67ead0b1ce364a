import { evaluateRelease } from "./evaluate";
import type { CandidateFact, GateFacts } from "./model";
import type { GateState, RequirementState } from "./state-model";

/** Signatures on one requirement (or approval) that would no longer count, and whose. */
export interface TurnedStale {
  gate: string;
  /** null: the gate's approval. */
  requirement: string | null;
  kind: "signatures" | "acknowledgements" | "check";
  people: string[];
}

export interface Consequences {
  stale: TurnedStale[];
  /** Passed gates that would cover other content than they passed with, which holds the release. */
  drifted: string[];
  /** Signatures on earlier content that would count again. */
  revived: TurnedStale[];
}

/** What a change of facts does to what was signed: the gates computed before and after it by the function that judges them. */
export function consequencesOf(before: GateFacts, after: GateFacts, at: number): Consequences {
  const now = evaluateRelease(before, at);
  const then = evaluateRelease(after, at);
  const compare = (from: GateState[], to: GateState[]): TurnedStale[] =>
    from.flatMap((gate) => {
      const other = to.find(({ key }) => key === gate.key);
      return other === undefined ? [] : lostIn(before, gate, other);
    });
  return {
    stale: compare(now, then),
    revived: compare(then, now),
    drifted: then
      .filter(({ key, drift }) => {
        const earlier = now.find((gate) => gate.key === key);
        return drift === "subject-changed" && earlier?.drift !== "subject-changed";
      })
      .map(({ key }) => key),
  };
}

/** The facts as they would be with another candidate set at a moment. */
export function withCandidate(
  facts: GateFacts,
  { component, at, ...candidate }: Omit<CandidateFact, "from" | "to"> & { at: number },
): GateFacts {
  return {
    ...facts,
    candidates: [
      ...facts.candidates.map((each) =>
        each.component === component && each.to === null ? { ...each, to: at } : each,
      ),
      { ...candidate, component, from: at, to: null },
    ],
  };
}

function lostIn({ acknowledgements }: GateFacts, from: GateState, to: GateState): TurnedStale[] {
  const states = (gate: GateState) => [
    ...gate.requirements,
    ...(gate.approval === null ? [] : [gate.approval]),
  ];
  return states(from).flatMap((state): TurnedStale[] => {
    const other = states(to).find(({ key }) => key === state.key);
    if (other === undefined || other.subjectDigest === state.subjectDigest) return [];
    const place = { gate: from.key, requirement: state.key };
    const signers = counting(state).filter((id) => !counting(other).includes(id));
    const readers = acknowledgements
      .filter(
        (each) =>
          each.gate === from.key &&
          each.requirement === state.key &&
          each.subjectDigest === state.subjectDigest,
      )
      .map(({ personId }) => personId);
    return [
      ...(signers.length > 0 ? [{ ...place, kind: "signatures" as const, people: signers }] : []),
      ...(readers.length > 0
        ? [{ ...place, kind: "acknowledgements" as const, people: [...new Set(readers)] }]
        : []),
      ...(state.kind === "check" && state.status === "satisfied" && other.status !== "satisfied"
        ? [{ ...place, kind: "check" as const, people: [] }]
        : []),
    ];
  });
}

/** Whose approvals count. */
function counting({ votes }: RequirementState): string[] {
  const ids = votes
    .filter(
      ({ vote, state }) =>
        (vote === "approve" || vote === "not-applicable") && (state === "current" || state === "revived"),
    )
    .map(({ principalId }) => principalId);
  return [...new Set(ids)];
}
