import { areDifferentPeople, fitsAny, type Edge, type Group } from "@/lib/gates/matching";
import type { VoteFact } from "@/lib/gates/model";
import type { EffectiveVote } from "@/lib/gates/state-model";
import { stillCounts, type Reading } from "@/lib/gates/reading";

/** What votes on a requirement (or on a gate's approval) are counted against. */
export interface Ballot {
  reading: Reading;
  votes: readonly VoteFact[];
  subjectDigest: string;
  groups: readonly Group[];
  authors: ReadonlySet<string>;
  /** Members of the owning teams that the subject covers. */
  owners: ReadonlySet<string>;
  vetoRoles: readonly string[];
  validForMs: number | undefined;
  selfCertify: boolean;
  /** Whether the subject had another content at some time after an instant. */
  changedSince: (at: number) => boolean;
}

export interface Tally {
  /** One for each person and role, withdrawn ones left out. */
  votes: EffectiveVote[];
  /** Approvals that count. */
  edges: Edge[];
  /** "Not applicable" that waits for a second person of its role. */
  unconfirmed: Edge[];
  vetoes: EffectiveVote[];
  needsWork: EffectiveVote[];
  /** Approvals for an older subject or past their time, by people who could give them anew. */
  outdated: EffectiveVote[];
  /** Whether any approval of a role with a slot is for the current subject. */
  hasCurrent: boolean;
  /** When approvals for the current subject run out. */
  expiries: number[];
}

interface Resolved {
  vote: VoteFact;
  state: EffectiveVote["state"];
}

type Positive = Resolved & { edges: Edge[]; notApplicable: Edge[] };

/** Counts votes: who approves, who objects, whose vote no longer counts and why. */
export function tallyVotes(ballot: Ballot): Tally {
  const heard = ballot.votes.filter((vote) => vote.vote !== "comment");
  const series = [...groupBy(heard, (vote) => `${vote.role}\n${vote.principalId}`)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const resolved = series.flatMap(([, votes]) => resolve(votes, ballot) ?? []);
  const objections = resolved
    .filter(({ vote, state }) => isObjection(vote) && state !== "revoked")
    .map(toEffective);
  const approvals = resolved.filter(({ vote }) => isPositive(vote)).map((each) => withEdges(each, ballot));
  const confirmed = approvals.map((each) => confirm(each, approvals, ballot));
  const states = new Map(confirmed.map((each) => [each.vote.id, each.state]));
  const effective = resolved.map((each) =>
    toEffective({ ...each, state: states.get(each.vote.id) ?? each.state }),
  );
  const withSlot = effective.filter((vote) => isPositive(vote) && holdsSlot(vote.role, ballot.groups));
  const kindOf = (vote: EffectiveVote) =>
    objectionKind(vote, { vetoRoles: ballot.vetoRoles, isAsked: holdsSlot(vote.role, ballot.groups) });
  return {
    votes: effective,
    edges: confirmed.filter(({ state }) => counts(state)).flatMap(({ edges }) => edges),
    unconfirmed: confirmed.filter(({ state }) => state === "unconfirmed").flatMap(({ edges }) => edges),
    vetoes: objections.filter((vote) => kindOf(vote) === "veto"),
    needsWork: objections.filter((vote) => kindOf(vote) === "needs-work"),
    outdated: withSlot.filter(({ state }) => state === "stale" || state === "expired"),
    hasCurrent: withSlot.some(({ state }) => counts(state) || state === "unconfirmed"),
    expiries: expiriesOf(heard, ballot),
  };
}

/** What a standing objection does: a veto blocks, a request for work keeps it from being satisfied; null: it is a comment. */
export function objectionKind(
  { vote, role }: { vote: string; role: string },
  { vetoRoles, isAsked }: { vetoRoles: readonly string[]; isAsked: boolean },
): "veto" | "needs-work" | null {
  if (vote === "reject" && vetoRoles.includes(role)) return "veto";
  return isAsked && (vote === "reject" || vote === "needs-work") ? "needs-work" : null;
}

/** Whether a role may fill a place of some group. */
export function holdsSlot(role: string, groups: readonly Group[]): boolean {
  return groups.some((group) => group.places.some((place) => place.roles.includes(role)));
}

/** An approval as the matching sees it. */
export function edgeOf(
  act: { principalId: string; actorId: string; role: string; id?: string },
  ballot: Pick<Ballot, "authors" | "owners">,
): Edge {
  return {
    personId: act.principalId,
    actorId: act.actorId,
    role: act.role,
    voteId: act.id ?? null,
    author: ballot.authors.has(act.principalId) || ballot.authors.has(act.actorId),
    owner: ballot.owners.has(act.principalId) || ballot.owners.has(act.actorId),
  };
}

/** The vote of one person in one role that is in effect, oldest vote first; null: none, or withdrawn. */
function resolve(votes: readonly VoteFact[], ballot: Ballot): Resolved | null {
  const { reading, subjectDigest } = ballot;
  const standing = votes.filter((vote) => vote.vote === "withdraw" || stillCounts(reading, vote));
  const last = standing.at(-1);
  const newest = votes.at(-1);
  if (last === undefined) return newest === undefined ? null : { vote: newest, state: "revoked" };
  if (last.vote === "withdraw")
    return newest === last || newest === undefined ? null : { vote: newest, state: "revoked" };
  if (isObjection(last)) return objection(last, ballot);
  // An approval does not come back from behind a later objection or withdrawal, even one whose right is gone.
  const settled = votes.findLastIndex((vote) => !isPositive(vote));
  const open = votes.slice(settled + 1).filter((vote) => standing.includes(vote));
  const current = open.findLast((vote) => vote.subjectDigest === subjectDigest);
  if (current !== undefined) return { vote: current, state: stateOf(current, ballot) };
  const earlier = standing.findLast((vote) => vote.subjectDigest === subjectDigest);
  const objected = earlier !== undefined && isObjection(earlier) ? objection(earlier, ballot) : null;
  if (objected !== null) return objected;
  return open.length === 0 ? { vote: last, state: "revoked" } : { vote: last, state: "stale" };
}

/** An objection stands whatever its subject, until lifted, dismissed, or replaced by that person. */
function objection(vote: VoteFact, { reading, subjectDigest }: Ballot): Resolved | null {
  if (vote.closed !== null && vote.closed.at <= reading.now) return null;
  return { vote, state: vote.subjectDigest === subjectDigest ? "current" : "carried" };
}

function stateOf(vote: VoteFact, { reading, validForMs, changedSince }: Ballot): EffectiveVote["state"] {
  if (!reading.ageless && validForMs !== undefined && reading.now >= vote.at + validForMs) return "expired";
  return changedSince(vote.at) ? "revived" : "current";
}

/** All approvals of the unbroken series count as edges, so that a delegate's vote never takes away the principal's own. */
function withEdges(each: Resolved, ballot: Ballot): Positive {
  if (!counts(each.state)) return { ...each, edges: [], notApplicable: [] };
  const { vote } = each;
  const own = ballot.votes.filter(
    (other) => other.principalId === vote.principalId && other.role === vote.role && other.vote !== "comment",
  );
  const settled = own.findLastIndex((other) => !isPositive(other));
  const series = own
    .slice(settled + 1)
    .filter(
      (other) =>
        other.subjectDigest === ballot.subjectDigest &&
        stillCounts(ballot.reading, other) &&
        stateOf(other, ballot) !== "expired",
    );
  const toEdges = (kind: VoteFact["vote"]): Edge[] => {
    const byActor = new Map(
      series.filter((other) => other.vote === kind).map((other) => [other.actorId, edgeOf(other, ballot)]),
    );
    return [...byActor.values()];
  };
  return { ...each, edges: toEdges(vote.vote), notApplicable: toEdges("not-applicable") };
}

/** "Not applicable" takes a second person of the role; what an author says counts only where a slot allows authors. */
function confirm(each: Positive, all: readonly Positive[], ballot: Ballot): Positive {
  if (!counts(each.state)) return each;
  const edges = each.edges.filter(
    (edge) => fitsAny(edge, ballot.groups) || !holdsSlot(edge.role, ballot.groups),
  );
  if (edges.length === 0) return { ...each, state: "author" };
  if (each.vote.vote !== "not-applicable" || ballot.selfCertify) return { ...each, edges };
  const second = (edge: Edge): boolean =>
    all.some(
      (other) =>
        other.vote.role === each.vote.role &&
        other.notApplicable.some(
          (theirs) => areDifferentPeople(edge, theirs) && fitsAny(theirs, ballot.groups),
        ),
    );
  const seconded = edges.filter(second);
  return seconded.length > 0 ? { ...each, edges: seconded } : { ...each, edges, state: "unconfirmed" };
}

function expiriesOf(votes: readonly VoteFact[], { subjectDigest, validForMs }: Ballot): number[] {
  if (validForMs === undefined) return [];
  return votes
    .filter((vote) => isPositive(vote) && vote.subjectDigest === subjectDigest)
    .map((vote) => vote.at + validForMs);
}

function counts(state: EffectiveVote["state"]): boolean {
  return state === "current" || state === "revived";
}

function isObjection(vote: Pick<VoteFact, "vote">): boolean {
  return vote.vote === "needs-work" || vote.vote === "reject";
}

function isPositive(vote: Pick<VoteFact, "vote">): boolean {
  return vote.vote === "approve" || vote.vote === "not-applicable";
}

function toEffective({ vote, state }: Resolved): EffectiveVote {
  const { id, role, principalId, actorId, at, subjectDigest, reason } = vote;
  return { id, role, vote: vote.vote, principalId, actorId, at, subjectDigest, reason, state };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
