import type { Gate, Requirement, Stage, WaiverFact } from "@/lib/gates/model";
import type {
  Act,
  Blocker,
  EffectiveVote,
  RequirementState,
  RequirementStatus,
  SlotState,
} from "@/lib/gates/state-model";
import { earliestAfter, type Reading } from "@/lib/gates/reading";
import type { Subject } from "@/lib/gates/subject";

/** A requirement in its place; null: the gate's approval. */
export interface Question<R extends Requirement | null = Requirement | null> {
  reading: Reading;
  stage: Stage;
  gate: Gate;
  requirement: R;
  subject: Subject;
  /** The waiver that covers this content now. */
  waiver: WaiverFact | null;
}

/** What an evaluator finds out about one requirement; the rest of its state is the same for every kind. */
export interface Finding {
  status: RequirementStatus;
  slots: SlotState[];
  votes: EffectiveVote[];
  blockers: Blocker[];
  unblock: Act[];
  least: number | null;
  exact: boolean;
  unsatisfiable: boolean;
  notes: string[];
  /** Instants at which the answer may change with no new fact. */
  times: (number | null)[];
}

export function finding(status: RequirementStatus, rest: Partial<Finding> = {}): Finding {
  const least = status === "satisfied" || status === "waived" || status === "not-asked" ? 0 : null;
  return {
    status,
    slots: [],
    votes: [],
    blockers: [],
    unblock: [],
    least,
    exact: true,
    unsatisfiable: false,
    notes: [],
    times: [],
    ...rest,
  };
}

export function isMet(status: RequirementStatus): boolean {
  return status === "satisfied" || status === "waived" || status === "not-asked";
}

export function toState(
  { reading, requirement, subject, waiver }: Question,
  found: Finding,
): RequirementState {
  const { times, ...rest } = found;
  return {
    key: requirement?.key ?? null,
    kind: requirement?.kind ?? "approval",
    subjectDigest: subject.digest,
    subject: subject.parts,
    ...rest,
    waivedUntil: found.status === "waived" ? (waiver?.expiresAt ?? null) : null,
    changesAt: earliestAfter(reading.now, [...times, waiver?.expiresAt ?? null, reading.nextHolderChange]),
  };
}

/** How a requirement is named in a sentence. */
export function titleOf({ gate, requirement }: Pick<Question, "gate" | "requirement">): string {
  return requirement === null
    ? `The approval of “${gate.title}”`
    : `“${requirement.title ?? requirement.key}”`;
}

/** As `titleOf`, where it follows a verb: one approves a gate, not its approval. */
export function objectOf(question: Pick<Question, "gate" | "requirement">): string {
  return question.requirement === null ? `“${question.gate.title}”` : titleOf(question);
}

export function isVeto({ code }: Blocker): boolean {
  return code === "veto";
}

export function listOr(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}
