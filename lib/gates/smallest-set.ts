import {
  areDifferentPeople,
  coverable,
  fillGroup,
  fits,
  type Edge,
  type Group,
  type Place,
} from "@/lib/gates/matching";

/** A vote that somebody could cast now. */
export interface Candidate {
  act: "approve" | "not-applicable";
  edge: Edge;
}

export interface VotesNeeded {
  groups: readonly Group[];
  /** Approvals that count already. */
  base: readonly Edge[];
  /** "Not applicable" by one person, which a second one of the role would make count. */
  unconfirmed: readonly Edge[];
  /** In the order in which ties are decided. */
  candidates: readonly Candidate[];
}

export interface Found {
  chosen: Candidate[];
  /** false: the bound was reached; one way, from which nothing can be left out, but perhaps not the smallest. */
  exact: boolean;
}

/** Partial sets looked at for one requirement before the search gives up being exact; about half a second. */
export const searchBound = 20_000;

/**
 * The fewest votes that fill every group; null where no set of them can. First a set from which nothing can be left out; if it is as
 * small as each group alone demands it is the answer, otherwise all smaller sizes are searched.
 */
export function smallestSet(needed: VotesNeeded, bound = searchBound): Found | null {
  if (!fills(needed, needed.candidates)) return null;
  const candidates = withoutSurplus(needed);
  const greedy = leaveOut(needed, usedIn(needed, candidates));
  // What takes one vote cannot take none: with nothing chosen it was not full.
  const least = greedy.length <= 1 ? greedy.length : demand(needed, [], candidates);
  const budget = { left: bound };
  for (let size = least; size < greedy.length; size += 1) {
    const chosen = search({ needed, candidates, size, budget });
    if (chosen !== null) return { chosen, exact: true };
    if (budget.left <= 0) return { chosen: greedy, exact: false };
  }
  return { chosen: greedy, exact: true };
}

/** Whether these further votes fill every group. */
export function fills(needed: VotesNeeded, chosen: readonly Candidate[]): boolean {
  return coverable(needed.groups, edgesWith(needed, chosen));
}

function edgesWith({ base, unconfirmed }: VotesNeeded, chosen: readonly Candidate[]): Edge[] {
  const seconds = chosen.filter(({ act }) => act === "not-applicable");
  const confirmed = unconfirmed.filter((edge) =>
    seconds.some((other) => other.edge.role === edge.role && areDifferentPeople(edge, other.edge)),
  );
  return [...base, ...confirmed, ...chosen.map(({ edge }) => edge)];
}

/** Those that some group's assignment of all of them uses. */
function usedIn(needed: VotesNeeded, candidates: readonly Candidate[]): Candidate[] {
  const edges = edgesWith(needed, candidates);
  const used = new Set(needed.groups.flatMap((group) => fillGroup(group.places, edges)));
  return candidates.filter(({ act, edge }) => act === "not-applicable" || used.has(edge));
}

/** Leaves out one vote after the other, last first, where the rest still fills. */
function leaveOut(needed: VotesNeeded, candidates: readonly Candidate[]): Candidate[] {
  let kept = [...candidates];
  for (const candidate of candidates.toReversed()) {
    const rest = kept.filter((each) => each !== candidate);
    if (fills(needed, rest)) kept = rest;
  }
  return kept;
}

interface Search {
  needed: VotesNeeded;
  candidates: readonly Candidate[];
  size: number;
  budget: { left: number };
}

/** The first set of exactly this size in the order of candidates; a branch ends where some group alone would ask for more. */
function search({ needed, candidates, size, budget }: Search): Candidate[] | null {
  const visit = (from: number, chosen: readonly Candidate[]): Candidate[] | null => {
    budget.left -= 1;
    if (budget.left < 0) return null;
    if (chosen.length === size) return fills(needed, chosen) ? [...chosen] : null;
    const rest = candidates.slice(from);
    if (demand(needed, chosen, rest) > size - chosen.length) return null;
    for (const [offset, next] of rest.entries()) {
      if (chosen.some(({ edge }) => edge.personId === next.edge.personId && edge.role === next.edge.role))
        continue;
      const found = visit(from + offset + 1, [...chosen, next]);
      if (found !== null || budget.left < 0) return found;
      if (demand(needed, chosen, rest.slice(offset + 1)) > size - chosen.length) return null;
    }
    return null;
  };
  return visit(0, []);
}

/** How many of the remaining votes the most demanding group needs, were it alone; never more than the truth. */
function demand(needed: VotesNeeded, chosen: readonly Candidate[], rest: readonly Candidate[]): number {
  const hasSecond = rest.some(({ act }) => act === "not-applicable");
  const free = [...edgesWith(needed, chosen), ...(hasSecond ? needed.unconfirmed : [])];
  const priced = rest.map(({ edge }) => edge);
  return Math.max(0, ...needed.groups.map((group) => cheapestFill(group.places, free, priced)));
}

/** Where people are interchangeable, no more of them are kept than there are places: more can never be of use. */
function withoutSurplus({ groups, base, unconfirmed, candidates }: VotesNeeded): Candidate[] {
  const places = groups.reduce((sum, group) => sum + group.places.length, 0);
  const known = new Set([...base, ...unconfirmed].flatMap((edge) => [edge.personId, edge.actorId]));
  const acts = new Map<string, string[]>();
  for (const { act, edge } of candidates) {
    const kind = [act, edge.role, edge.author, edge.owner].join();
    acts.set(edge.personId, [...(acts.get(edge.personId) ?? []), kind]);
  }
  const seen = new Map<string, Set<string>>();
  return candidates.filter(({ edge }) => {
    if (known.has(edge.personId)) return true;
    const likeness = acts.get(edge.personId)?.join(";") ?? "";
    const alike = seen.get(likeness) ?? new Set<string>();
    seen.set(likeness, alike);
    if (alike.size < places) alike.add(edge.personId);
    return alike.has(edge.personId);
  });
}

const impossible = 1_000_000;

/** The least number of priced approvals in a full assignment of one group (Hungarian method); infinite where there is none. */
function cheapestFill(places: readonly Place[], free: readonly Edge[], priced: readonly Edge[]): number {
  const people = [...new Set([...free, ...priced].map((edge) => edge.personId))];
  if (people.length < places.length) return Number.POSITIVE_INFINITY;
  const column = new Map(people.map((id, index) => [id, index]));
  const costs = places.map((place) => {
    const row = new Array<number>(people.length).fill(impossible);
    for (const edge of priced) if (fits(edge, place)) row[column.get(edge.personId) ?? 0] = 1;
    for (const edge of free) if (fits(edge, place)) row[column.get(edge.personId) ?? 0] = 0;
    return row;
  });
  const cost = assign(costs, people.length);
  return cost >= impossible ? Number.POSITIVE_INFINITY : cost;
}

/** Cost of the cheapest assignment of rows to distinct columns; there are at least as many columns as rows. */
function assign(costs: readonly (readonly number[])[], columns: number): number {
  const rowPotential = new Array<number>(costs.length + 1).fill(0);
  const columnPotential = new Array<number>(columns + 1).fill(0);
  const rowOf = new Array<number>(columns + 1).fill(0);
  for (let row = 1; row <= costs.length; row += 1) {
    const before = cheapestPath({ costs, columns, row, rowPotential, columnPotential, rowOf });
    for (let at = before.end; at !== 0; at = before.previous[at] ?? 0)
      rowOf[at] = rowOf[before.previous[at] ?? 0] ?? 0;
  }
  return rowOf.reduce(
    (sum, row, column) =>
      column === 0 || row === 0 ? sum : sum + (costs[row - 1]?.[column - 1] ?? impossible),
    0,
  );
}

interface Path {
  costs: readonly (readonly number[])[];
  columns: number;
  row: number;
  rowPotential: number[];
  columnPotential: number[];
  rowOf: number[];
}

/** Shortest augmenting path from a row to a free column; moves the potentials along. Column 0 stands for the new row itself. */
function cheapestPath({ costs, columns, row, rowPotential, columnPotential, rowOf }: Path): {
  end: number;
  previous: number[];
} {
  const slack = new Array<number>(columns + 1).fill(Number.POSITIVE_INFINITY);
  const previous = new Array<number>(columns + 1).fill(0);
  const done = new Array<boolean>(columns + 1).fill(false);
  rowOf[0] = row;
  let end = 0;
  while (rowOf[end] !== 0) {
    done[end] = true;
    const at = rowOf[end] ?? 0;
    let next = 0;
    let delta = Number.POSITIVE_INFINITY;
    for (let column = 1; column <= columns; column += 1) {
      if (done[column]) continue;
      const reduced =
        (costs[at - 1]?.[column - 1] ?? impossible) -
        (rowPotential[at] ?? 0) -
        (columnPotential[column] ?? 0);
      if (reduced < (slack[column] ?? 0)) {
        slack[column] = reduced;
        previous[column] = end;
      }
      if ((slack[column] ?? 0) < delta) {
        delta = slack[column] ?? 0;
        next = column;
      }
    }
    for (let column = 0; column <= columns; column += 1) {
      if (done[column]) {
        rowPotential[rowOf[column] ?? 0] = (rowPotential[rowOf[column] ?? 0] ?? 0) + delta;
        columnPotential[column] = (columnPotential[column] ?? 0) - delta;
      } else slack[column] = (slack[column] ?? 0) - delta;
    }
    end = next;
  }
  return { end, previous };
}
