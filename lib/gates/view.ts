import type { Party, PersonFact } from "@/lib/policy/model";
import type { Stage } from "./model";
import type { GateState, RequirementState } from "./state-model";
import type { GateAnswer, RequirementAnswer } from "./schemas";

/** A gate's state as the API and pages give it: people by name, times as text, titles from the template. */
export function gateAnswer(
  state: GateState,
  { stages, people }: { stages: readonly Stage[]; people: readonly PersonFact[] },
): GateAnswer {
  const gate = stages.flatMap((stage) => stage.gates).find((each) => each.key === state.key);
  const party = partyIn(people);
  const titled = (requirement: RequirementState): RequirementAnswer => {
    const definition = gate?.requirements.find((each) => each.key === requirement.key);
    return requirementAnswer(requirement, {
      title: definition?.title ?? null,
      guidance: definition?.guidance ?? null,
      party,
    });
  };
  return {
    key: state.key,
    title: gate?.title ?? state.key,
    stage: state.stage,
    status: state.status,
    drift: state.drift,
    breakGlass: state.breakGlass,
    subjectDigest: state.subjectDigest,
    requirements: state.requirements.map(titled),
    approval: state.approval === null ? null : titled(state.approval),
    blockers: state.blockers,
    unblock: state.unblock,
    least: state.least,
    exact: state.exact,
    unsatisfiable: state.unsatisfiable,
    changesAt: state.changesAt === null ? null : new Date(state.changesAt).toISOString(),
  };
}

function requirementAnswer(
  { changesAt: _, slots, votes, ...rest }: RequirementState,
  { title, guidance, party }: { title: string | null; guidance: string | null; party: (id: string) => Party },
): RequirementAnswer {
  return {
    ...rest,
    title,
    guidance,
    slots: slots.map((slot) => ({
      ...slot,
      filledBy: slot.filledBy.map(({ personId, ...filled }) => ({ ...filled, person: party(personId) })),
    })),
    votes: votes.map(({ principalId, actorId, at, ...vote }) => ({
      ...vote,
      person: party(principalId),
      castBy: party(actorId),
      at: new Date(at).toISOString(),
    })),
  };
}

function partyIn(people: readonly PersonFact[]): (id: string) => Party {
  const known = new Map(people.map((person) => [person.id, person]));
  return (id) => {
    const person = known.get(id);
    return person === undefined
      ? { id, email: "", name: "somebody no longer here" }
      : { id: person.id, email: person.email, name: person.name };
  };
}
