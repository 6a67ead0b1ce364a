import { championRole } from "@/lib/releases/model";
import { workingDayMs, workingTime, type WorkingCalendar } from "@/lib/policy/working-time";
import { hoursIn, organisationHoursIn } from "@/lib/policy/working-hours-schema";
import { dueOf } from "./due";
import type { LoadedGates } from "./load-gates";
import type { Gate, Requirement, Stage, VoteFact } from "./model";
import { readFacts, type Reading, votesOn } from "./reading";
import type { Level } from "./reminder-levels";
import {
  clockLevelToReach,
  type ClockReading,
  countedFrom,
  type Holder,
  isEscalation,
  nextClockReminderAt,
  type Pause,
  readClock,
  type ReviewerClock,
} from "./reviewer-clock";
import { askedIn, unchangedSince } from "./subject";
import type { GateState } from "./state-model";
import type { Task } from "./tasks";

/** A requirement, or a gate's approval, that waits for a role. */
export interface WaitingClock extends ReviewerClock {
  gate: string;
  /** null: the gate's approval. */
  requirement: string | null;
  role: string;
  /** What reminders of it are kept by: asked anew, it begins anew. */
  about: string;
  /** Whoever could sign in the role now, delegates among them; ids. */
  people: string[];
  /** It has a time of its own, of which whoever could sign is reminded by that. */
  hasDue: boolean;
}

/** What waits for a role on a release, each with its clock. Behind a gate that passed nothing waits: what ran out there is owed. */
export function waitingClocks(
  loaded: LoadedGates,
  { states, tasks }: { states: readonly GateState[]; tasks: readonly Task[] },
): WaitingClock[] {
  const { facts, authority, at } = loaded;
  const asked = tasks.filter(({ kind }) => kind !== "look-again");
  if (authority.version.state !== "active" || asked.length === 0) return [];
  const reading = readFacts(facts, at);
  const calendarOf = calendarsIn(loaded);
  const places = new Map(asked.map((task) => [placeKey(task), task]));
  return [...places].flatMap(([key, first]): WaitingClock[] => {
    const stage = facts.stages.find((each) => each.gates.some((gate) => gate.key === first.gate));
    const gate = stage?.gates.find((each) => each.key === first.gate);
    const isPassed = states.some((each) => each.key === first.gate && each.status === "passed");
    if (stage === undefined || gate === undefined || isPassed) return [];
    const tasksHere = asked.filter((task) => placeKey(task) === key);
    return [clockOf(loaded, { reading, calendarOf, first, stage, gate, tasks: tasksHere })];
  });
}

interface Asked {
  reading: Reading;
  calendarOf: Calendars;
  first: Task;
  stage: Stage;
  gate: Gate;
  /** At the same place, in the same role. */
  tasks: readonly Task[];
}

function clockOf(
  loaded: LoadedGates,
  { reading, calendarOf, first, stage, gate, tasks }: Asked,
): WaitingClock {
  const { role, subjectDigest } = first;
  const requirement = gate.requirements.find(({ key }) => key === first.requirement) ?? null;
  const place = { reading, gate, requirement, role, subjectDigest };
  const since = Math.max(beganAt(loaded, stage.key), askedSince(place));
  const planned = { stage: stage.key, stages: loaded.facts.stages, schedule: loaded.authority.version };
  const dueAt = requirement === null ? null : (dueOf(requirement, planned)?.at ?? null);
  const principals = tasks.map(({ personId, onBehalfOf }) => onBehalfOf?.personId ?? personId);
  const on = requirement === null ? gate.key : `${gate.key}/${requirement.key}`;
  return {
    gate: gate.key,
    requirement: requirement?.key ?? null,
    role,
    about: `${on} ${role} ${new Date(since).toISOString()}`,
    people: [...new Set(tasks.map(({ personId }) => personId))].sort(),
    hasDue: dueAt !== null,
    since,
    pauses: pausesOn(place),
    holders: holdersBy(principals, calendarOf, { since, dueAt }),
  };
}

/** What is to be reminded of now, each with its level. */
export function clocksDue(
  clocks: readonly WaitingClock[],
  { rows }: Pick<LoadedGates, "rows">,
  now: number,
): { of: WaitingClock; level: Level }[] {
  return clocks.flatMap((of) => {
    const level = clockLevelToReach(of, { reached: reachedBy(of, rows), now });
    return level === null ? [] : [{ of, level }];
  });
}

/** When the next of them has to be reminded of; null: none. */
export function clocksRemindAt(
  clocks: readonly WaitingClock[],
  { rows }: Pick<LoadedGates, "rows">,
  now: number,
): number | null {
  const times = clocks.flatMap((of) => nextClockReminderAt(of, { reached: reachedBy(of, rows), now }) ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

/** Whoever could sign, and from the target on whoever drives the release; of what has a time of its own they are reminded by that. */
export function whomClockAsks(clock: WaitingClock, level: Level, reading: Reading): string[] {
  const champions = (reading.holdersNow.get(championRole) ?? []).map(({ id }) => id);
  if (!isEscalation(level)) return clock.people;
  return [...new Set(clock.hasDue ? champions : [...clock.people, ...champions])].sort();
}

/** How long a place has waited for a role, as pages and API say it. */
export interface Waits extends Omit<ClockReading, "personId"> {
  role: string;
  since: number;
}

/** Clocks are read at quarters of an hour, so that what is shown of a release stands for a while. */
const readEveryMs = 15 * 60_000;

/** The first moment at which a clock would be read otherwise; epoch ms. */
export function nextClockReading(at: number): number {
  return (Math.floor(at / readEveryMs) + 1) * readEveryMs;
}

export function waitsOn(
  clocks: readonly WaitingClock[],
  on: { gate: string; requirement: string | null },
  now: number,
): Waits[] {
  return clocks
    .filter(({ gate, requirement }) => gate === on.gate && requirement === on.requirement)
    .map((clock) => {
      const read = readClock(clock, Math.max(clock.since, Math.floor(now / readEveryMs) * readEveryMs));
      const { usedDays, targetDays } = read;
      const { pausedSince } = readClock(clock, now);
      return { role: clock.role, since: clock.since, usedDays, targetDays, pausedSince };
    });
}

/** What waits for a role as it is kept for figures: how long it has is told by the time at which they are read. Epoch ms. */
export interface KeptWait extends Pick<WaitingClock, "gate" | "requirement" | "role" | "since"> {
  countsFrom: number;
  pausedSince: number | null;
}

/** Of the stage that the release is in: for what can be signed early, further on, nobody waits yet. */
export function keptWaits(
  clocks: readonly WaitingClock[],
  { facts, authority, at }: Pick<LoadedGates, "facts" | "authority" | "at">,
): KeptWait[] {
  const stage = facts.stages.find(({ key }) => key === authority.version.stage);
  return clocks
    .filter((clock) => stage?.gates.some(({ key }) => key === clock.gate))
    .map((clock) => {
      const { gate, requirement, role, since } = clock;
      return { gate, requirement, role, since, ...countedFrom(clock, at) };
    });
}

function reachedBy({ about }: WaitingClock, { reminders }: LoadedGates["rows"]): number | null {
  const steps = reminders
    .filter((each) => each.kind === "waiting" && each.about === about)
    .map(({ step }) => step);
  return steps.length === 0 ? null : Math.max(...steps);
}

function placeKey({ gate, requirement, role }: Pick<Task, "gate" | "requirement" | "role">): string {
  return `${gate}\n${requirement ?? ""}\n${role}`;
}

type Calendars = ((personId: string) => WorkingCalendar) & { targetDays: number };

/** Somebody's own hours, else the organisation's; one object each, so that those who work alike are told alike. */
function calendarsIn({ rows }: Pick<LoadedGates, "rows">): Calendars {
  const general = organisationHoursIn(rows.hours.find(({ personId }) => personId === null)?.document);
  const own = new Map(rows.hours.map(({ personId, document }) => [personId, hoursIn(document)]));
  return Object.assign((personId: string): WorkingCalendar => own.get(personId) ?? general, {
    targetDays: general.targetDays,
  });
}

/** One for each calendar: by the same one all are due at the same time. */
function holdersBy(
  people: readonly string[],
  calendarOf: Calendars,
  { since, dueAt }: { since: number; dueAt: number | null },
): Holder[] {
  const byCalendar = new Map<WorkingCalendar, string>();
  for (const personId of people.toSorted())
    if (!byCalendar.has(calendarOf(personId))) byCalendar.set(calendarOf(personId), personId);
  return [...byCalendar].map(([calendar, personId]) => ({
    personId,
    calendar,
    targetDays:
      dueAt === null
        ? calendarOf.targetDays
        : workingTime(calendar, { from: since, to: dueAt }) / workingDayMs(calendar),
  }));
}

/** When the release came into a stage last; of the first one, when it started. */
function beganAt({ facts, authority, at }: LoadedGates, stage: string): number {
  const before = facts.stages[facts.stages.findIndex(({ key }) => key === stage) - 1]?.key;
  const entries = facts.passages
    .filter((passage) => (passage.kind === "reopened" ? passage.stage === stage : passage.stage === before))
    .map((passage) => passage.at)
    .filter((time) => time <= at);
  return Math.max(authority.release.startedAt?.getTime() ?? 0, ...entries);
}

interface Place {
  reading: Reading;
  gate: Gate;
  requirement: Requirement | null;
  role: string;
  subjectDigest: string;
}

/** Since when the role is asked for this content: its last change, or when what the role had given for it, or a waiver, ended. */
function askedSince({ reading, gate, requirement, role, subjectDigest }: Place): number {
  const { facts, now } = reading;
  const about = requirement === null ? askedIn(reading, gate) : [requirement];
  const keys = new Set(about.map(({ key }) => key));
  const validForMs = requirement === null ? gate.approval?.validForMs : requirement.validForMs;
  const votes = votesOn(reading, gate.key, requirement?.key ?? null).filter(
    (vote) => vote.vote !== "comment",
  );
  const ended = votes
    .filter((vote) => vote.role === role && vote.subjectDigest === subjectDigest && isApproval(vote))
    .flatMap((vote) => [
      nextOf(vote, votes)?.at ?? null,
      validForMs === undefined ? null : vote.at + validForMs,
    ]);
  const read = facts.acknowledgements
    .filter((each) => each.gate === gate.key && each.requirement === requirement?.key && each.role === role)
    .map((each) => (validForMs === undefined ? null : each.at + validForMs));
  const waived = facts.waivers
    .filter((waiver) => waiver.gate === gate.key && keys.has(waiver.requirement))
    .map((waiver) => (requirement === null ? waiver.at : waiver.expiresAt));
  const changed = about.map((each) => unchangedSince(reading, each));
  return Math.max(
    0,
    ...[...ended, ...read, ...waived, ...changed].filter(
      (time): time is number => time !== null && time <= now,
    ),
  );
}

/** While somebody's request for changes or veto on this very content stands, others are to act. */
function pausesOn({ reading, gate, requirement, subjectDigest }: Place): Pause[] {
  const votes = votesOn(reading, gate.key, requirement?.key ?? null).filter(
    (vote) => vote.vote !== "comment",
  );
  return votes
    .filter(
      (vote) =>
        (vote.vote === "needs-work" || vote.vote === "reject") && vote.subjectDigest === subjectDigest,
    )
    .map((vote) => {
      const ends = [vote.closed?.at, nextOf(vote, votes)?.at, ...lostBy(reading, vote)];
      const known = ends.filter((time): time is number => time !== undefined && time !== null);
      return { from: vote.at, to: known.length === 0 ? null : Math.min(...known) };
    });
}

/** What the same person said next in the same role. */
function nextOf(vote: VoteFact, votes: readonly VoteFact[]): VoteFact | undefined {
  return votes.find(
    (each) => each.role === vote.role && each.principalId === vote.principalId && each.order > vote.order,
  );
}

/** When somebody lost the role in which they voted, or was disabled: what they said counts no longer. */
function lostBy({ facts, people }: Reading, vote: VoteFact): (number | null | undefined)[] {
  const held = facts.holdings.filter(
    ({ role, personId, from, to }) =>
      role === vote.role && personId === vote.principalId && from <= vote.at && (to === null || to > vote.at),
  );
  const stands = held.some(({ to, ended }) => to === null || ended !== "revoked");
  return [
    stands ? null : held.map(({ to }) => to).at(-1),
    people.get(vote.principalId)?.disabledAt,
    people.get(vote.actorId)?.disabledAt,
  ];
}

function isApproval({ vote }: VoteFact): boolean {
  return vote === "approve" || vote === "not-applicable";
}
