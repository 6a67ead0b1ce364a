import { coverable, type Edge, fillGroup, fits, fitsAny, type Group, groupsOf } from "@/lib/gates/matching";
import { byEmail, isEnabled, toParty } from "./can";
import { covers } from "./holdings";
import type { Party, QuorumQuestion } from "./model";

/** Somebody's approval of a pending decision; `role` null: in whichever of their roles it is asked for. */
export interface Approval {
  personId: string;
  role: string | null;
}

/** Free places of one slot, and who could fill one now. */
export interface MissingPlaces {
  source: string;
  roles: string[];
  count: number;
  whoMay: Party[];
}

/** Who fills a place, in which role and by which grant. */
export interface Counted {
  personId: string;
  role: string;
  grant: string[];
}

export interface QuorumState {
  isFilled: boolean;
  missing: MissingPlaces[];
  counted: Counted[];
  /** Ids of those whose approval would bring it on, by whichever way. */
  waits: string[];
  /** Nobody else's approval would fill it: too few people hold the roles, or they are authors. */
  isOutOfReach: boolean;
}

/** How far approvals fill what is asked: of several ways the one that they fill, or that is nearest. */
export function quorumState(question: QuorumQuestion, approvals: readonly Approval[]): QuorumState {
  const ways = waysOf(question).map((way) => stateOfWay(way, approvals));
  const within = ways.filter(({ isOutOfReach }) => !isOutOfReach);
  const nearest = [...(within.length > 0 ? within : ways)].sort((a, b) => placesLeft(a) - placesLeft(b));
  const [told = stateOfWay(question, approvals)] = nearest;
  return {
    ...told,
    waits: [...new Set(ways.flatMap(({ waits }) => waits))].sort(),
    isOutOfReach: within.length === 0,
  };
}

/** What is asked one way after the other. */
function waysOf({ or, ...question }: QuorumQuestion): QuorumQuestion[] {
  return or === undefined ? [question] : [question, { ...question, rows: or }];
}

function placesLeft({ isFilled, missing }: QuorumState): number {
  return isFilled ? -1 : missing.reduce((sum, { count }) => sum + count, 0);
}

/**
 * How far approvals fill what the rows ask for, by who holds which role at that moment: each row is a group that must be filled, and
 * a person fills at most one place in each. Computed anew each time; no approval is bound to a place.
 */
function stateOfWay(question: QuorumQuestion, approvals: readonly Approval[]): QuorumState {
  const groups = groupsOf(question.rows);
  const cast = approvals.flatMap((approval) => edgesOf(question, approval));
  const everybody = question.people.flatMap(({ id }) => edgesOf(question, { personId: id, role: null }));
  const filled = groups.map((group) => fillGroup(group.places, cast));
  const missing = groups.flatMap((group, index) =>
    missingIn({ question, group, filled: filled[index] ?? [], cast, everybody }),
  );
  return {
    isFilled: groups.length > 0 && filled.every((places) => places.every((edge) => edge !== null)),
    missing,
    waits: missing.flatMap(({ whoMay }) => whoMay.map(({ id }) => id)),
    counted: countedIn(question, filled.flat()),
    isOutOfReach: !coverable(groups, everybody),
  };
}

/** A place that somebody could fill, in that role where one is named, by which grant; null: none at all. */
export function placeOf(question: QuorumQuestion, approval: Approval): Counted | null {
  const groups = waysOf(question).flatMap(({ rows }) => groupsOf(rows));
  const edge = edgesOf(question, approval).find((each) => fitsAny(each, groups));
  return edge === undefined ? null : (countedIn(question, [edge])[0] ?? null);
}

/** Whether somebody has a place in it at all. */
export function hasPlace(question: QuorumQuestion, approval: Approval): boolean {
  return placeOf(question, approval) !== null;
}

function edgesOf({ holdings, people, authors, owningTeam, now }: QuorumQuestion, by: Approval): Edge[] {
  const person = people.find(({ id }) => id === by.personId);
  if (person === undefined || !isEnabled(person, now)) return [];
  const roles = holdings
    .filter((each) => each.personId === by.personId && covers(each, now))
    .map(({ role }) => role)
    .filter((role) => by.role === null || by.role === role);
  return [...new Set(roles)].map((role) => ({
    personId: by.personId,
    actorId: by.personId,
    role,
    voteId: null,
    author: authors.includes(by.personId),
    owner: owningTeam.includes(by.personId),
  }));
}

interface Asked {
  question: QuorumQuestion;
  group: Group;
  filled: readonly (Edge | null)[];
  cast: readonly Edge[];
  everybody: readonly Edge[];
}

function missingIn({ question, group, filled, cast, everybody }: Asked): MissingPlaces[] {
  const free = group.places.filter((_, index) => filled[index] === null);
  const count = filled.filter((edge) => edge !== null).length;
  const silent = everybody.filter((edge) => !cast.some(({ personId }) => personId === edge.personId));
  return [...new Set(free)].map((place) => ({
    source: group.source,
    roles: [...place.roles],
    count: free.filter((each) => each === place).length,
    // A matching may move others, so that somebody fills it who could not stand in this very place.
    whoMay: partiesOf(
      question,
      silent.filter(
        (edge) =>
          fits(edge, place) ||
          fillGroup(group.places, [...cast, edge]).filter((each) => each !== null).length > count,
      ),
    ),
  }));
}

function partiesOf({ people }: QuorumQuestion, edges: readonly Edge[]): Party[] {
  const ids = new Set(edges.map(({ personId }) => personId));
  return people
    .filter(({ id }) => ids.has(id))
    .sort(byEmail)
    .map(toParty);
}

function countedIn({ holdings, now }: QuorumQuestion, edges: readonly (Edge | null)[]): Counted[] {
  const counted = new Map<string, Counted>();
  for (const edge of edges) {
    if (edge === null) continue;
    const { personId, role } = edge;
    const held = holdings.find(
      (each) => each.personId === personId && each.role === role && covers(each, now),
    );
    counted.set(`${personId} ${role}`, { personId, role, grant: held?.grant ?? [] });
  }
  return [...counted.values()];
}

/** As the API names people: by name and address. */
export function shownMissing({ roles, count, whoMay }: MissingPlaces) {
  return { roles, count, whoMay: whoMay.map(({ name, email }) => ({ name, email })) };
}
