import type { GateView, RequirementView } from "@/lib/gates/page-model";
import type { Party } from "@/lib/policy/model";
import { type Signable, signable } from "./signable";
import type { Smallest } from "./smallest-set";

/** What the page of all gates shows of one, and no more: it is sent to be drawn. */
export interface ShownGate
  extends
    Smallest,
    Pick<GateView, "key" | "title" | "drift" | "breakGlass" | "objective" | "purpose" | "unsatisfiable"> {
  /** Its approval is the last of them. */
  requirements: ShownRequirement[];
  /** Whether anybody is asked for anything now; what is done or comes later is opened by whoever wants to see it. */
  isAsked: boolean;
}

type Left = "blockers" | "slots" | "votes" | "dependsOn" | "sign" | "speak" | "refusal" | "subjectDigest";

/** `waive` is offered to those who may, and explained where nothing else can help; null: neither. */
export interface ShownRequirement extends Omit<RequirementView, Left> {
  slots: ShownSlot[];
  votes: ShownVote[];
  /** Depends on everything that is decided on. */
  isOnAll: boolean;
  /** null: the reader has nothing to do with it. */
  signable: Signable | null;
  /** What stands against it, but for free places, which are listed. */
  messages: string[];
  clearedBy: Party[];
}

export type ShownSlot = Omit<RequirementView["slots"][number], "filledBy"> & {
  filledBy: { voteId: string; person: Party }[];
};

/** `castBy` is null where nobody spoke for somebody else. */
export type ShownVote = Omit<RequirementView["votes"][number], "castBy"> & { castBy: Party | null };

export function shownGate(gate: GateView, { isCurrent }: { isCurrent: boolean }): ShownGate {
  const { key, title, drift, breakGlass, objective, purpose, unsatisfiable, least, exact, status } = gate;
  return {
    key,
    title,
    status,
    drift,
    breakGlass,
    objective,
    purpose,
    unsatisfiable,
    least,
    exact,
    unblock: gate.unblock.map(({ message }) => ({ message })),
    requirements: allOf(gate).map(shownRequirement),
    isAsked: isCurrent || hasDrifted(gate) || allOf(gate).some(concernsReader),
  };
}

/** The requirements of a gate, and its approval. */
export function allOf({ requirements, approval }: GateView): RequirementView[] {
  return approval === null ? requirements : [...requirements, approval];
}

export function hasDrifted({ drift }: GateView): boolean {
  return drift === "subject-changed" || drift === "evidence-aged";
}

/** The reader can sign in it, somebody objects, or what they signed has changed. */
function concernsReader({ sign, objections, own }: RequirementView): boolean {
  return sign.length > 0 || objections.length > 0 || (own?.changes.length ?? 0) > 0;
}

function shownRequirement(requirement: RequirementView): ShownRequirement {
  const {
    blockers,
    waive,
    slots,
    votes,
    dependsOn,
    sign,
    speak,
    refusal,
    subjectDigest: _,
    ...rest
  } = requirement;
  return {
    ...rest,
    slots: slots.map(shownSlot),
    votes: votes.map(({ castBy, ...vote }) => ({
      ...vote,
      castBy: castBy.id === vote.person.id ? null : castBy,
    })),
    isOnAll: dependsOn === null,
    signable: sign.length === 0 && speak.length === 0 && refusal === null ? null : signable(requirement),
    messages: blockers.filter(({ code }) => code !== "slots-open").map(({ message }) => message),
    clearedBy: whoClear(blockers),
    // A waiver is a way out, not a way.
    waive: waive?.allowed === true || requirement.unsatisfiable ? waive : null,
  };
}

function shownSlot({ roles, count, meaning, source, filledBy }: RequirementView["slots"][number]): ShownSlot {
  const people = filledBy.map(({ voteId, person }) => ({ voteId, person }));
  return { roles, count, meaning, source, filledBy: people };
}

/** Whoever can clear one of them, each once. */
export function whoClear(blockers: RequirementView["blockers"]): Party[] {
  const people = blockers.flatMap(({ canBeClearedBy }) => canBeClearedBy);
  return [...new Map(people.map((person) => [person.id, person])).values()];
}
