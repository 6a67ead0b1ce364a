import {
  areDifferentPeople,
  coverable,
  type Edge,
  fillGroup,
  fits,
  fitsAny,
  type Group,
  groupsOf,
} from "@/lib/gates/matching";
import { byEmail, isEnabled, toParty } from "./can";
import { covers } from "./holdings";
import type { DelegationFact, Party, QuorumQuestion } from "./model";

/** Somebody's approval of a pending decision; `role` null: in whichever of their roles it is asked for. */
export interface Approval {
  /** For whom it counts. */
  personId: string;
  role: string | null;
  /** The delegate who said it for them, and when (epoch ms); absent: they said it themselves. */
  delegate?: { id: string; at: number } | undefined;
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
  /** Absent: themselves. */
  delegateId?: string;
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
  const delegates = runningNow(question).flatMap(({ principalId, delegateId, role }) =>
    edgesOf(question, { personId: principalId, role, delegate: { id: delegateId, at: question.now } }),
  );
  const filled = groups.map((group) => fillGroup(group.places, cast));
  const missing = groups.flatMap((group, index) =>
    missingIn({
      question,
      group,
      filled: filled[index] ?? [],
      cast,
      everybody: [...everybody, ...delegates],
    }),
  );
  return {
    isFilled: groups.length > 0 && filled.every((places) => places.every((edge) => edge !== null)),
    missing,
    waits: missing.flatMap(({ whoMay }) => whoMay.map(({ id }) => id)),
    counted: countedIn(question, filled.flat()),
    // A delegate's approval takes the principal's place: with it nothing can be filled that could not be without.
    isOutOfReach: !coverable(groups, everybody),
  };
}

/** How many are more than half. */
export function mostOf(holders: number): number {
  return Math.floor(holders / 2) + 1;
}

/** A place that somebody could fill, in that role where one is named, by which grant; null: none at all. */
export function placeOf(question: QuorumQuestion, approval: Approval): Counted | null {
  const groups = waysOf(question).flatMap(({ rows }) => groupsOf(rows));
  const edge = edgesOf(question, approval).find((each) => fitsAny(each, groups));
  return edge === undefined ? null : (countedIn(question, [edge])[0] ?? null);
}

/** Those that count: what a delegate said counts while what they were given was not taken back. */
export function standing(question: QuorumQuestion, approvals: readonly Approval[]): Approval[] {
  return approvals.filter(
    (approval) => approval.delegate === undefined || edgesOf(question, approval).length > 0,
  );
}

/** Whether somebody has a place in it at all. */
export function hasPlace(question: QuorumQuestion, approval: Approval): boolean {
  return placeOf(question, approval) !== null;
}

/** The roles that somebody holds now and speaks in; through a delegate those that were delegated when that spoke, and not taken back. */
function edgesOf(question: QuorumQuestion, by: Approval): Edge[] {
  const { holdings, people, authors, owningTeam, now } = question;
  const { personId, delegate } = by;
  const actorId = delegate?.id ?? personId;
  const both = [...new Set([personId, actorId])];
  const isThere = both.every((id) => people.some((person) => person.id === id && isEnabled(person, now)));
  if (!isThere) return [];
  const roles = holdings
    .filter((each) => each.personId === personId && covers(each, now))
    .map(({ role }) => role)
    .filter((role) => by.role === null || by.role === role)
    .filter((role) => delegate === undefined || delegationOf(question, { ...by, role }) !== undefined);
  return [...new Set(roles)].map((role) => ({
    personId,
    actorId,
    role,
    voteId: null,
    author: both.some((id) => authors.includes(id)),
    owner: both.some((id) => owningTeam.includes(id)),
  }));
}

/** The delegation under which a delegate spoke: by time what was said under it stands, by revocation it stops counting. */
function delegationOf(
  { delegations = [], now }: QuorumQuestion,
  { personId, role, delegate }: Approval,
): DelegationFact | undefined {
  return delegations.find(
    (each) =>
      each.principalId === personId &&
      each.delegateId === delegate?.id &&
      each.role === role &&
      covers(each, delegate.at) &&
      (each.to > now || each.ended === "time"),
  );
}

/** By which somebody may speak for another now. */
function runningNow({ delegations = [], now }: QuorumQuestion): DelegationFact[] {
  return delegations.filter((each) => each.isHidden !== true && covers(each, now));
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
          (fits(edge, place) && cast.every((other) => areDifferentPeople(edge, other))) ||
          fillGroup(group.places, [...cast, edge]).filter((each) => each !== null).length > count,
      ),
    ),
  }));
}

/** By address, who speaks for themselves before who speaks for another. */
function partiesOf({ people }: QuorumQuestion, edges: readonly Edge[]): Party[] {
  const known = new Map(people.map((person) => [person.id, person]));
  const parties = edges.flatMap(({ personId, actorId }): Party[] => {
    const [actor, principal] = [known.get(actorId), known.get(personId)];
    if (actor === undefined || principal === undefined) return [];
    const { email, name } = principal;
    return [{ ...toParty(actor), ...(actor !== principal && { onBehalfOf: { email, name } }) }];
  });
  const each = new Map(parties.map((party) => [`${party.id} ${party.onBehalfOf?.email ?? ""}`, party]));
  const sorted = [...each.values()].sort(byEmail);
  const isOwn = ({ onBehalfOf }: Party) => onBehalfOf === undefined;
  return [...sorted.filter(isOwn), ...sorted.filter((party) => !isOwn(party))];
}

function countedIn(question: QuorumQuestion, edges: readonly (Edge | null)[]): Counted[] {
  const { holdings, now, delegations = [] } = question;
  const counted = new Map<string, Counted>();
  for (const edge of edges) {
    if (edge === null) continue;
    const { personId, actorId, role } = edge;
    const held = holdings.find(
      (each) => each.personId === personId && each.role === role && covers(each, now),
    );
    const given = delegations.findLast(
      (each) =>
        each.principalId === personId &&
        each.delegateId === actorId &&
        each.role === role &&
        each.from <= now &&
        (each.to > now || each.ended === "time"),
    );
    counted.set(`${personId} ${role}`, {
      personId,
      role,
      ...(actorId !== personId && { delegateId: actorId }),
      grant: [...(held?.grant ?? []), ...(actorId !== personId && given !== undefined ? [given.id] : [])],
    });
  }
  return [...counted.values()];
}

/** As the API names people: by name and address, delegates with whom they may speak for. */
export function shownMissing({ roles, count, whoMay }: MissingPlaces) {
  const named = ({ name, email, onBehalfOf }: Party) => ({ name, email, ...(onBehalfOf && { onBehalfOf }) });
  return { roles, count, whoMay: whoMay.map(named) };
}
