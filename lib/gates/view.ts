import type { Party, PersonFact } from "@/lib/policy/model";
import { type Due, dueOf } from "./due";
import type { LoadedGates } from "./load-gates";
import type { Requirement } from "./model";
import { readFacts } from "./reading";
import { lastReached, type Reminded } from "./running-out";
import type { GateState, RequirementState } from "./state-model";
import type { GateAnswer, RequirementAnswer } from "./schemas";
import { tasksIn } from "./tasks";
import { waitingClocks, type Waits, waitsOn } from "./waiting-clocks";

/** A gate's state as the API and pages give it: people by name, times as text, titles and due times from the template. */
export function gateAnswer(state: GateState, loaded: LoadedGates): GateAnswer {
  const clocks = waitingClocks(loaded, {
    states: [state],
    tasks: tasksIn(readFacts(loaded.facts, loaded.at), [state]),
  });
  const gate = loaded.facts.stages.flatMap((stage) => stage.gates).find((each) => each.key === state.key);
  const party = partyIn(loaded.authority.people);
  const titled = (requirement: RequirementState): RequirementAnswer => {
    const definition = gate?.requirements.find((each) => each.key === requirement.key);
    return requirementAnswer(requirement, {
      title: definition?.title ?? null,
      guidance: definition?.guidance ?? null,
      ...dueIn(loaded, { gate: state, requirement: definition }),
      waits: waitsOn(clocks, { gate: state.key, requirement: requirement.key }, loaded.at),
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

/** When a requirement of a gate is due, and the last reminder of that. */
export function dueIn(
  { facts, rows, authority }: LoadedGates,
  { gate, requirement }: { gate: Pick<GateState, "key" | "stage">; requirement: Requirement | undefined },
): { due: Due | null; reminded: Reminded | null } {
  const due =
    requirement === undefined
      ? null
      : dueOf(requirement, { stage: gate.stage, stages: facts.stages, schedule: authority.version });
  if (due === null || requirement === undefined) return { due: null, reminded: null };
  if (due.at === null) return { due, reminded: null };
  const about = `${gate.key}/${requirement.key}`;
  const last = lastReached(rows, { kind: "requirement", about, deadline: due.at });
  return { due, reminded: last === null ? null : { level: last.level, at: last.at } };
}

type Titled = Pick<RequirementAnswer, "title" | "guidance"> & ReturnType<typeof dueIn> & { waits: Waits[] };

function requirementAnswer(
  { changesAt: _, slots, votes, waivedUntil, ...rest }: RequirementState,
  { party, due, reminded, waits, ...titled }: Titled & { party: (id: string) => Party },
): RequirementAnswer {
  return {
    ...rest,
    ...titled,
    due: due === null ? null : { ...due, at: iso(due.at) },
    reminded: reminded === null ? null : { ...reminded, at: new Date(reminded.at).toISOString() },
    waits: waits.map(waitsAnswer),
    waivedUntil: iso(waivedUntil),
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

/** How long it has waited for a role, as answers say it. */
export function waitsAnswer({ since, pausedSince, ...rest }: Waits): RequirementAnswer["waits"][number] {
  return { ...rest, since: new Date(since).toISOString(), pausedSince: iso(pausedSince) };
}

function iso(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
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
