import { championRole } from "@/lib/releases/model";
import { dueOf } from "./due";
import { isMet } from "./finding";
import type { LoadedGates } from "./load-gates";
import type { WaiverFact } from "./model";
import { readFacts } from "./reading";
import { levelToReach, nextReminderAt, type Level, type ReminderKind, type Term } from "./reminder-levels";
import { owedOn } from "./owed";
import type { GateState, RequirementState } from "./state-model";
import { tasksOf } from "./tasks";

/** A reminder that was sent, as pages and API say it; epoch ms. */
export interface Reminded {
  level: string;
  at: number;
}

/** Something of a release that runs out or has to be met by a time, and is still open. */
export interface RunningOut extends Term {
  kind: ReminderKind;
  /** What it is, within the release: `gate/requirement`, or an id. */
  about: string;
  /** null, both: it is the release's. */
  gate: string | null;
  requirement: string | null;
  /** Ids of whom it waits for; null: whoever can meet the requirement. */
  people: string[] | null;
  /** Of the requirement. */
  state: RequirementState | null;
  /** The last level reached, and when; null: none. */
  reached: Reached | null;
}

type Reached = LoadedGates["rows"]["reminders"][number];

/**
 * All of a release that runs out. Nothing is planned ahead: what was met, moved or dropped has no level that could come due, and what
 * stays open goes on whatever ended before it.
 */
export function runningOut(loaded: LoadedGates, states: readonly GateState[]): RunningOut[] {
  const isActive = loaded.authority.version.state === "active";
  const gates = isActive ? states.filter(({ status }) => status !== "skipped") : [];
  const all = [...gates.flatMap((gate) => openIn(loaded, gate)), ...owedIn(loaded, states)];
  return all.map((open) => ({ ...open, reached: lastReached(loaded.rows, open) }));
}

/** Waivers that run out or have, of which their owner was reminded: they wait for the owner. */
export function waiversRunningOut(loaded: LoadedGates, states: readonly GateState[]): RemindedWaiver[] {
  return runningOut(loaded, states).flatMap((each) => {
    const { kind, reached, gate, requirement, state } = each;
    const isReminded = kind === "waiver" && reached !== null;
    return isReminded && gate !== null && requirement !== null && state !== null
      ? [{ ...each, reached, gate, requirement, state }]
      : [];
  });
}

export interface RemindedWaiver extends RunningOut {
  gate: string;
  requirement: string;
  state: RequirementState;
  reached: Reached;
}

/** What is to be reminded of now, each with its level. */
export function remindersDue(all: readonly RunningOut[], now: number): { of: RunningOut; level: Level }[] {
  return all.flatMap((of) => {
    const level = levelToReach(of, { reached: of.reached?.step ?? null, now });
    return level === null ? [] : [{ of, level }];
  });
}

/** When the next of it has to be reminded of; null: none. */
export function remindAt(all: readonly RunningOut[], now: number): number | null {
  const times = all.map((each) => nextReminderAt(each, { reached: each.reached?.step ?? null, now }));
  return times.length === 0 ? null : Math.min(...times);
}

/** The last level that was reached for a deadline; null: none. */
export function lastReached(
  { reminders }: Pick<LoadedGates["rows"], "reminders">,
  { kind, about, deadline }: Pick<RunningOut, "kind" | "about" | "deadline">,
): Reached | null {
  return (
    reminders.find(
      (each) => each.kind === kind && each.about === about && each.deadline === Math.trunc(deadline),
    ) ?? null
  );
}

type Open = Omit<RunningOut, "reached">;

/** What was taken over, and evidence that ran out after its gate had passed; it goes on when the release has ended. */
function owedIn(loaded: LoadedGates, states: readonly GateState[]): Open[] {
  return (
    owedOn(loaded, states)
      // Evidence of which no record tells when it ran out would have another deadline at each look.
      .filter(({ kind, dueAt }) => kind !== "evidence" || dueAt < loaded.at)
      .map(({ id, at, dueAt, waitingOn }) => ({
        kind: "obligation",
        about: id,
        from: at,
        deadline: dueAt,
        gate: null,
        requirement: null,
        state: null,
        people: waitingOn.map((person) => person.id),
      }))
  );
}

function openIn(loaded: LoadedGates, gate: GateState): Open[] {
  const { facts, authority, rows, at } = loaded;
  const definitions = facts.stages.flatMap(({ gates }) => gates).find(({ key }) => key === gate.key);
  return gate.requirements.flatMap((state): Open[] => {
    const requirement = definitions?.requirements.find(({ key }) => key === state.key);
    if (requirement === undefined || state.status === "not-asked" || state.status === "satisfied") return [];
    const place = { gate: gate.key, requirement: requirement.key, state };
    const waiver = lastWaiver(rows.waivers, { ...place, subjectDigest: state.subjectDigest, at });
    const due = dueOf(requirement, { stage: gate.stage, stages: facts.stages, schedule: authority.version });
    // What ran out after its gate had passed is owed.
    const isAsked = gate.status !== "passed";
    return [
      ...(waiver === null || !(isAsked || state.status === "waived")
        ? []
        : [
            {
              ...place,
              kind: "waiver" as const,
              about: waiver.id,
              from: waiver.at,
              deadline: waiver.expiresAt,
              people: [waiver.owner],
            },
          ]),
      ...(due === null || due.at === null || isMet(state.status) || !isAsked
        ? []
        : [
            {
              ...place,
              kind: "requirement" as const,
              about: `${gate.key}/${requirement.key}`,
              from: authority.release.startedAt?.getTime() ?? at,
              deadline: due.at,
              people: null,
            },
          ]),
    ];
  });
}

/** Of those for the present content the one that lasts longest, run out or not. */
function lastWaiver(
  waivers: readonly WaiverFact[],
  {
    gate,
    requirement,
    subjectDigest,
    at,
  }: { gate: string; requirement: string; subjectDigest: string; at: number },
): WaiverFact | null {
  return waivers
    .filter(
      (each) =>
        each.gate === gate &&
        each.requirement === requirement &&
        each.subjectDigest === subjectDigest &&
        each.at <= at,
    )
    .reduce<WaiverFact | null>((a, b) => (a === null || b.expiresAt > a.expiresAt ? b : a), null);
}

/** Whom to ask: its owner, or those who can sign or else clear it; where none of them is here any more, the champions. Ids. */
export function whoIsAsked(loaded: LoadedGates): (open: RunningOut) => string[] {
  const { facts, authority, at } = loaded;
  const reading = readFacts(facts, at);
  const tasks = tasksOf(facts, at);
  const isHere = (id: string) =>
    authority.people.some(
      (person) => person.id === id && (person.disabledAt === null || person.disabledAt > at),
    );
  return ({ people, gate, requirement, state }) => {
    const signers = tasks.filter((task) => task.gate === gate && task.requirement === requirement);
    const clearing = (state?.blockers ?? []).flatMap(({ canBeClearedBy }) =>
      canBeClearedBy.map(({ id }) => id),
    );
    const able = signers.length > 0 ? signers.map(({ personId }) => personId) : clearing;
    const here = [...new Set(people ?? able)].filter(isHere).sort();
    return here.length > 0 ? here : (reading.holdersNow.get(championRole) ?? []).map(({ id }) => id);
  };
}
