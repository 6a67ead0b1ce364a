import type { Slot } from "@/lib/policy/model";

/** An approval (or a possible one): a person in the role in which they approve. */
export interface Edge {
  personId: string;
  /** Who acted; another person than `personId` where a delegate did. */
  actorId: string;
  role: string;
  /** null: not cast yet. */
  voteId: string | null;
  /** The person or the delegate is an author of the subject. */
  author: boolean;
  /** The person or the delegate belongs to an owning team that the subject covers. */
  owner: boolean;
}

/** One place of a slot: a slot with count 2 has two places. */
export interface Place {
  /** Index of the slot in its requirement's list. */
  slot: number;
  roles: readonly string[];
  allowAuthor: boolean;
  independent: boolean;
}

/** Slots that one source asks for; filled together, apart from other groups. */
export interface Group {
  source: string;
  places: readonly Place[];
}

/** Beyond this many approvals by delegates in one group the later ones are left out; the answer then errs towards unfilled. */
const delegatedBound = 8;

/** Turns lists of slots into groups of places, numbered over all lists. */
export function groupsOf(sources: readonly { source: string; slots: readonly Slot[] }[]): Group[] {
  let slot = -1;
  return sources.map(({ source, slots }) => ({
    source,
    places: slots.flatMap((each) => {
      slot += 1;
      const place: Place = {
        slot,
        roles: each.roles,
        allowAuthor: each.allowAuthor === true,
        independent: each.independentOf === "owning-team",
      };
      return Array.from({ length: each.count }, () => place);
    }),
  }));
}

/** Whether an approval may stand in a place. A delegate never approves own work nor the principal's, even where authors may. */
export function fits(edge: Edge, place: Place): boolean {
  if (!place.roles.includes(edge.role)) return false;
  if (edge.author && (!place.allowAuthor || isDelegated(edge))) return false;
  return !(place.independent && edge.owner);
}

/** Whether an approval may stand in any place of any group. */
export function fitsAny(edge: Edge, groups: readonly Group[]): boolean {
  return groups.some((group) => group.places.some((place) => fits(edge, place)));
}

/** Whether two acts have no human in common. */
export function areDifferentPeople(a: Edge, b: Edge): boolean {
  return ![a.personId, a.actorId].some((id) => id === b.personId || id === b.actorId);
}

/** Whether these approvals fill every group. */
export function coverable(groups: readonly Group[], edges: readonly Edge[]): boolean {
  return groups.every((group) => fillGroup(group.places, edges).every((edge) => edge !== null));
}

/**
 * A largest assignment of approvals to places, by place; null: empty. A person fills at most one place, and so does each of the two
 * people behind an approval by a delegate (they fill one together), which is why those are tried in and out.
 */
export function fillGroup(places: readonly Place[], edges: readonly Edge[]): (Edge | null)[] {
  const usable = edges.filter((edge) => places.some((place) => fits(edge, place)));
  const delegated = usable.filter(isDelegated).slice(0, delegatedBound);
  const direct = usable.filter((edge) => !isDelegated(edge));
  let best = matching(places, direct);
  for (let mask = 1; mask < 1 << delegated.length && best.includes(null); mask += 1) {
    const chosen = delegated.filter((_, index) => (mask >> index) % 2 === 1);
    const busy = chosen.flatMap((edge) => [edge.personId, edge.actorId]);
    if (new Set(busy).size < busy.length) continue;
    const found = matching(places, [...direct.filter((edge) => !busy.includes(edge.personId)), ...chosen]);
    if (count(found) > count(best)) best = found;
  }
  return best;
}

function isDelegated(edge: Edge): boolean {
  return edge.actorId !== edge.personId;
}

function count(filled: readonly (Edge | null)[]): number {
  return filled.filter((edge) => edge !== null).length;
}

/** Maximum bipartite matching of people to places by augmenting paths (Kuhn). */
function matching(places: readonly Place[], edges: readonly Edge[]): (Edge | null)[] {
  const filled: (Edge | null)[] = places.map(() => null);
  const placeOfPerson = new Map<string, number>();

  const augment = (index: number, place: Place, visited: Set<string>): boolean => {
    for (const edge of edges) {
      if (visited.has(edge.personId) || !fits(edge, place)) continue;
      visited.add(edge.personId);
      const taken = placeOfPerson.get(edge.personId);
      const other = taken === undefined ? undefined : places[taken];
      if (taken !== undefined && other !== undefined && !augment(taken, other, visited)) continue;
      filled[index] = edge;
      placeOfPerson.set(edge.personId, index);
      return true;
    }
    return false;
  };
  places.forEach((place, index) => augment(index, place, new Set()));
  return filled;
}
