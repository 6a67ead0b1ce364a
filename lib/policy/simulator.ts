import { type Edge, fillGroup, fits, type Group, type Place } from "@/lib/gates/matching";
import { mostOf } from "./quorum";

/** What something takes that people decide or sign. */
export interface Asked {
  /** None at all: nothing could ever fill it. */
  groups: readonly Group[];
  /** each: every group must be filled; any: one person in one place suffices, as for stopping. */
  joint: "each" | "any";
  authors: ReadonlySet<string>;
  owners: ReadonlySet<string>;
  /** Approvals that count although whoever gave them holds the role no more, until that person leaves. */
  given?: readonly Edge[] | undefined;
  /** Another way, whatever the groups ask: more than half of those who hold this role, without the one of them whose veto it is about. */
  orMostOf?: string | undefined;
}

/** A role that somebody holds. */
export interface Held {
  personId: string;
  role: string;
}

/** A release, or the organisation itself: who holds which role in it, and what is asked of them. */
export interface Scope<Question extends Asked = Asked> {
  held: readonly Held[];
  asked: readonly Question[];
}

/** Whether something can be decided, and whose leaving alone would end that; ids in order. */
export interface Outlook {
  isPossible: boolean;
  hangsOn: string[];
}

/** What is taken away, to see what then cannot be decided. */
export interface Taken {
  /** Who leaves, with all that they hold and gave. */
  people: ReadonlySet<string>;
  /** Roles that nobody holds any more. */
  roles: ReadonlySet<string>;
  /** What beside that ends, such as a shift that does not cover an hour. */
  isAway?: ((held: Held) => boolean) | undefined;
}

export interface Change<Question extends Asked = Asked> {
  asked: Question;
  before: Outlook;
  after: Outlook;
}

type Holders = ReadonlyMap<string, ReadonlySet<string>>;

const fine: Outlook = { isPossible: true, hangsOn: [] };
const impossible: Outlook = { isPossible: false, hangsOn: [] };
const nothing: Taken = { people: new Set(), roles: new Set() };

/** How things stand in a scope, for each thing asked in order. */
export function outlooksOf({ held, asked }: Scope): Outlook[] {
  const holders = holdersOf(held);
  return asked.map((each) => outlookOf(each, holders, nothing));
}

/**
 * What differs once something is taken away: what became impossible, or hangs on one person it did not hang on. Only what names a
 * role of which a holding ends, or was given by who leaves, is computed anew; everything else has the same people as before.
 * @param before `outlooksOf` the same scope
 */
export function changesIn<Question extends Asked>(
  { held, asked }: Scope<Question>,
  before: readonly Outlook[],
  taken: Taken,
): Change<Question>[] {
  const lost = new Set<string>();
  for (const each of held) if (isLost(each, taken)) lost.add(each.role);
  const touched = asked.filter((each) => isTouched(each, lost, taken));
  if (touched.length === 0) return [];
  const holders = holdersOf(held.filter((each) => !isLost(each, taken)));
  return asked.flatMap((each, index) => {
    const was = before[index];
    if (was?.isPossible !== true || !isTouched(each, lost, taken)) return [];
    const after = outlookOf(each, holders, taken);
    const isWorse = !after.isPossible || after.hangsOn.some((id) => !was.hangsOn.includes(id));
    return isWorse ? [{ asked: each, before: was, after }] : [];
  });
}

function outlookOf(asked: Asked, holders: Holders, taken: Taken): Outlook {
  const byGroups = outlookOfGroups(asked, holders, taken);
  if (asked.orMostOf === undefined) return byGroups;
  const own = holders.get(asked.orMostOf) ?? new Set();
  if (isMostWithoutOne(own.size - 1)) return fine;
  if (!isMostWithoutOne(own.size)) return byGroups;
  // Either way is possible: whoever leaves and ends both.
  const hangsOn = byGroups.isPossible ? byGroups.hangsOn.filter((id) => own.has(id)) : [...own].sort();
  return { isPossible: true, hangsOn };
}

function isMostWithoutOne(holders: number): boolean {
  return holders - 1 >= mostOf(holders);
}

/**
 * Whether those who hold the roles could fill it, by the matching that counts approvals at the gate. Whoever fills no place in one
 * largest matching can leave without a change, so that only those in it are tried out.
 */
function outlookOfGroups(asked: Asked, holders: Holders, taken: Taken): Outlook {
  if (asked.joint === "any") return outlookOfAny(asked, holders);
  if (asked.groups.length === 0) return impossible;
  const hangsOn = new Set<string>();
  for (const group of asked.groups) {
    if (hasRoom(group, asked, holders)) continue;
    const edges = edgesIn(group, asked, holders, taken);
    const filled = fillGroup(group.places, edges);
    if (filled.includes(null)) return impossible;
    const humans = new Set(filled.flatMap((edge) => (edge === null ? [] : [edge.personId, edge.actorId])));
    for (const id of humans) {
      const others = edges.filter(({ personId, actorId }) => personId !== id && actorId !== id);
      if (fillGroup(group.places, others).includes(null)) hangsOn.add(id);
    }
  }
  return hangsOn.size === 0 ? fine : { isPossible: true, hangsOn: [...hangsOn].sort() };
}

function outlookOfAny(asked: Asked, holders: Holders): Outlook {
  const able = new Set<string>();
  for (const { places } of asked.groups)
    for (const place of places) {
      addAble(able, place, { asked, holders, enough: 2 });
      if (able.size > 1) return fine;
    }
  return able.size === 0 ? impossible : { isPossible: true, hangsOn: [...able] };
}

/** Each place of a group of n has n + 1 people who could fill it: then it is filled whoever is placed first and whoever leaves. */
function hasRoom({ places }: Group, asked: Asked, holders: Holders): boolean {
  const enough = places.length + 1;
  return places.every((place, index) => {
    if (places[index - 1] === place) return true;
    const able = new Set<string>();
    addAble(able, place, { asked, holders, enough });
    return able.size >= enough;
  });
}

/** Adds who could fill a place, until there are enough. */
function addAble(
  able: Set<string>,
  place: Place,
  { asked, holders, enough }: { asked: Asked; holders: Holders; enough: number },
): void {
  for (const role of place.roles)
    for (const id of holders.get(role) ?? []) {
      if (!place.allowAuthor && asked.authors.has(id)) continue;
      if (place.independent && asked.owners.has(id)) continue;
      able.add(id);
      if (able.size >= enough) return;
    }
}

function edgesIn({ places }: Group, asked: Asked, holders: Holders, taken: Taken): Edge[] {
  const roles = new Set(places.flatMap((place) => place.roles));
  const given = (asked.given ?? []).filter((edge) => !isGone(edge, taken));
  const could = [...roles].flatMap((role) =>
    [...(holders.get(role) ?? [])].map((personId): Edge => ({
      personId,
      actorId: personId,
      role,
      voteId: null,
      author: asked.authors.has(personId),
      owner: asked.owners.has(personId),
    })),
  );
  return [...could, ...given].filter((edge) => places.some((place) => fits(edge, place)));
}

/** By leaving, and with the role: what was given in a role that nobody is to hold does not count. */
function isGone({ personId, actorId, role }: Edge, { people, roles }: Taken): boolean {
  return people.has(personId) || people.has(actorId) || roles.has(role);
}

function isLost(held: Held, { people, roles, isAway }: Taken): boolean {
  return people.has(held.personId) || roles.has(held.role) || isAway?.(held) === true;
}

function isTouched(asked: Asked, lost: ReadonlySet<string>, taken: Taken): boolean {
  return (
    asked.groups.some(({ places }) => places.some(({ roles }) => roles.some((role) => lost.has(role)))) ||
    asked.given?.some((edge) => isGone(edge, taken)) === true ||
    (asked.orMostOf !== undefined && lost.has(asked.orMostOf))
  );
}

function holdersOf(held: readonly Held[]): Holders {
  const holders = new Map<string, Set<string>>();
  for (const { role, personId } of held) {
    const known = holders.get(role);
    if (known === undefined) holders.set(role, new Set([personId]));
    else known.add(personId);
  }
  return holders;
}
