import type { GateView, RequirementView } from "@/lib/gates/page-model";
import type { Party } from "@/lib/policy/model";
import type { Smallest } from "./smallest-set";

/** What the page of all gates shows of one, and no more: it is sent to be drawn. */
export interface ShownGate
  extends Smallest, Pick<GateView, "key" | "title" | "drift" | "objective" | "purpose" | "unsatisfiable"> {
  requirements: ShownRequirement[];
  approval: ShownRequirement | null;
  /** Whether anybody is asked for anything now; what is done or comes later is opened by whoever wants to see it. */
  isAsked: boolean;
}

export interface ShownRequirement extends Omit<RequirementView, "blockers" | "waive"> {
  /** What stands against it, but for free places, which are listed. */
  messages: string[];
  clearedBy: Party[];
  /** Offered to those who may, and explained where nothing else can help; null: neither. */
  waive: RequirementView["waive"];
}

export function shownGate(gate: GateView, { isCurrent }: { isCurrent: boolean }): ShownGate {
  const { key, title, drift, objective, purpose, unsatisfiable, least, exact, status } = gate;
  return {
    key,
    title,
    status,
    drift,
    objective,
    purpose,
    unsatisfiable,
    least,
    exact,
    unblock: gate.unblock.map(({ message }) => ({ message })),
    requirements: gate.requirements.map(shownRequirement),
    approval: gate.approval === null ? null : shownRequirement(gate.approval),
    isAsked:
      isCurrent || gate.drift === "subject-changed" || gate.drift === "evidence-aged" || concernsReader(gate),
  };
}

/** The reader can sign or lift something in it, or what they signed has changed. */
function concernsReader({ requirements, approval }: GateView): boolean {
  const all = approval === null ? requirements : [...requirements, approval];
  return all.some(
    ({ sign, vetoes, own }) => sign.length > 0 || vetoes.length > 0 || (own?.changes.length ?? 0) > 0,
  );
}

function shownRequirement({ blockers, waive, ...requirement }: RequirementView): ShownRequirement {
  return {
    ...requirement,
    messages: blockers.filter(({ code }) => code !== "slots-open").map(({ message }) => message),
    clearedBy: whoClear(blockers),
    // A waiver is a way out, not a way.
    waive: waive?.allowed === true || requirement.unsatisfiable ? waive : null,
  };
}

/** Whoever can clear one of them, each once. */
export function whoClear(blockers: RequirementView["blockers"]): Party[] {
  const people = blockers.flatMap(({ canBeClearedBy }) => canBeClearedBy);
  return [...new Map(people.map((person) => [person.id, person])).values()];
}
