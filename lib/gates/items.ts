import { actsFor, blockersFor } from "@/lib/gates/explain";
import { finding, type Finding, type Question } from "@/lib/gates/finding";
import {
  areDifferentPeople,
  coverable,
  fillGroup,
  fitsAny,
  type Group,
  groupsOf,
  type Edge,
} from "@/lib/gates/matching";
import type { Requirement, WaiverFact } from "@/lib/gates/model";
import type { SlotState } from "@/lib/gates/state-model";
import { memoised, rolesFor, rowsAt, votesOn, type Reading } from "@/lib/gates/reading";
import { fills, type Candidate } from "@/lib/gates/smallest-set";
import { askedIn, authorsOf, authorsOfGate, changedSince, componentsCovered } from "@/lib/gates/subject";
import { edgeOf, tallyVotes, type Ballot, type Tally } from "@/lib/gates/votes";
import type { Slot } from "@/lib/policy/model";

type Votable = Question<Extract<Requirement, { kind: "item" }> | null>;

/** An item, or the gate's approval: slots filled by votes. */
export function evaluateVotes(question: Votable): Finding {
  const ballot = ballotFor(question);
  const tally = tallyVotes(ballot);
  const isFilled = canEverCount(question, ballot) && coverable(ballot.groups, tally.edges);
  const status = statusOf({ tally, isFilled, isWaived: question.waiver !== null });
  const slots = slotStates(question, ballot, tally);
  const unsatisfiable =
    !canEverCount(question, ballot) || !couldFill(ballot, tally, question.reading.holdersEver);
  const rest = {
    slots,
    votes: tally.votes,
    notes: notesOn(question, tally),
    times: tally.expiries,
    unsatisfiable,
  };
  if (status === "satisfied" || status === "waived") return finding(status, rest);
  const explained = {
    question,
    ballot,
    tally,
    status,
    unsatisfiable,
    isFilled,
    candidates: candidatesIn(ballot, tally, question.reading.holdersNow),
  };
  const acts = actsFor(explained);
  return finding(status, { ...rest, ...acts, blockers: blockersFor({ ...explained, slots }) });
}

/** Only the veto of a requirement that is not asked: what was objected to does not go away with a changed byte. */
export function hasVeto(question: Votable): boolean {
  return tallyVotes(ballotFor(question)).vetoes.length > 0;
}

/** What the votes on an item or an approval are counted against. */
export function ballotFor(question: Votable): Ballot {
  const { reading, stage, gate, requirement, subject } = question;
  const asked = requirement === null ? askedIn(reading, gate) : [requirement];
  return {
    reading,
    votes: votesOn(reading, gate.key, requirement?.key ?? null),
    subjectDigest: subject.digest,
    groups: placesOf(question),
    ...keptFrom(question),
    vetoRoles: rolesFor(reading, stage, "gate.veto"),
    validForMs: requirement === null ? gate.approval?.validForMs : requirement.validForMs,
    selfCertify: requirement?.selfCertify === true,
    changedSince: (at) => asked.some((each) => changedSince(reading, each, at)),
  };
}

type Placed = Pick<Votable, "reading" | "stage" | "gate" | "requirement">;

/** The places that an item or an approval has: what rights and tiers ask, whoever wrote what. */
export function placesOf(question: Placed): Group[] {
  return groupsOf(slotSources(question));
}

/** Who is kept from places that do not let them in. */
export function keptFrom({
  reading,
  gate,
  requirement,
}: Pick<Question, "reading" | "gate" | "requirement">): Pick<Ballot, "authors" | "owners"> {
  const [own] = reading.facts.components;
  // Of a release of one component everything is about that one.
  const covered =
    reading.facts.components.length === 1 && own !== undefined
      ? [own.key]
      : (requirement === null ? askedIn(reading, gate) : [requirement]).flatMap((each) => [
          ...componentsCovered(reading, each),
        ]);
  return {
    authors: requirement === null ? authorsOfGate(reading, gate) : authorsOf(reading, requirement),
    owners: memoised(reading, `owners\n${covered.join()}`, () => {
      const owning = reading.facts.components.filter(({ key }) => covered.includes(key));
      return new Set(owning.flatMap((component) => component.owningTeam));
    }),
  };
}

/** Votes that people could cast now (or, with later holders, ever) and that would fill a place; ties go by role, then address. */
export function candidatesIn(ballot: Ballot, tally: Tally, holders: Reading["holdersNow"]): Candidate[] {
  const roles = [
    ...new Set(ballot.groups.flatMap((group) => group.places.flatMap((place) => place.roles))),
  ].sort();
  return roles.flatMap((role) => {
    const edges = (holders.get(role) ?? [])
      .map((person) => edgeOf({ principalId: person.id, actorId: person.id, role }, ballot))
      .filter((edge) => fitsAny(edge, ballot.groups));
    const waiting = tally.unconfirmed.filter((edge) => edge.role === role);
    const seconds = edges.filter((edge) => waiting.some((other) => areDifferentPeople(edge, other)));
    const approvals = edges.filter((edge) => !tally.edges.some((other) => isSameVoter(edge, other)));
    return [
      ...seconds.map((edge): Candidate => ({ act: "not-applicable", edge })),
      ...approvals.map((edge): Candidate => ({ act: "approve", edge })),
    ];
  });
}

function isSameVoter(a: Edge, b: Edge): boolean {
  return a.personId === b.personId && a.actorId === b.actorId && a.role === b.role;
}

function couldFill(ballot: Ballot, tally: Tally, holders: Reading["holdersNow"]): boolean {
  const candidates = candidatesIn(ballot, tally, holders);
  return fills(
    { groups: ballot.groups, base: tally.edges, unconfirmed: tally.unconfirmed, candidates },
    candidates,
  );
}

/** An item that asks nobody is never satisfied; a gate without an approval needs none. */
function canEverCount({ requirement }: Votable, ballot: Ballot): boolean {
  return requirement === null || ballot.groups.some((group) => group.places.length > 0);
}

/** The first that applies. A waiver covers everything but a veto. */
function statusOf({
  tally,
  isFilled,
  isWaived,
}: {
  tally: Tally;
  isFilled: boolean;
  isWaived: boolean;
}): Finding["status"] {
  if (tally.vetoes.length > 0) return "blocked";
  if (isFilled && tally.needsWork.length === 0) return "satisfied";
  if (isWaived) return "waived";
  if (tally.needsWork.length > 0) return "needs-work";
  return !tally.hasCurrent && tally.outdated.length > 0 ? "stale" : "open";
}

/** The template's own slots, and those that rights rows of organisation and template add; each source is a group. */
function slotSources({ reading, stage, gate, requirement }: Placed): {
  source: string;
  slots: readonly Slot[];
}[] {
  const own = requirement === null ? gate.approval?.slots : requirement.slots;
  const decision = requirement === null ? "gate.approve" : "requirement.sign";
  const sources = [{ source: "template", slots: own ?? [] }, ...rowsAt(reading, stage, decision)];
  return sources.filter(({ slots }) => slots.length > 0);
}

function slotStates(question: Votable, ballot: Ballot, tally: Tally): SlotState[] {
  const filled = ballot.groups.flatMap((group) =>
    fillGroup(group.places, tally.edges).map((edge, index) => ({ edge, slot: group.places[index]?.slot })),
  );
  const slots = slotSources(question).flatMap(({ source, slots: own }, group) =>
    own.map((slot) => ({ source, slot, group })),
  );
  return slots.map(({ source, slot, group }, index) => ({
    roles: slot.roles,
    count: slot.count,
    meaning: slot.meaning ?? null,
    source,
    group,
    filledBy: filled.flatMap(({ edge, slot: at }) =>
      edge === null || edge.voteId === null || at !== index
        ? []
        : [{ personId: edge.personId, role: edge.role, voteId: edge.voteId }],
    ),
  }));
}

export function waiverNote({ reason }: WaiverFact): string {
  return `Waived because: ${reason}`;
}

function notesOn({ reading, waiver }: Votable, tally: Tally): string[] {
  const nameOf = (id: string): string => reading.people.get(id)?.name ?? id;
  const counted = new Set(tally.edges.map((edge) => edge.voteId));
  return [
    ...(waiver === null ? [] : [waiverNote(waiver)]),
    ...tally.votes
      .filter((vote) => vote.vote === "not-applicable" && counted.has(vote.id))
      .map((vote) => `Not applicable, says ${nameOf(vote.principalId)} (${vote.role}): ${vote.reason ?? ""}`),
    ...tally.votes
      .filter((vote) => vote.state === "revived")
      .map(
        (vote) =>
          `${nameOf(vote.principalId)} (${vote.role}) signed this very content before; the signature counts again.`,
      ),
    ...[...tally.vetoes, ...tally.needsWork]
      .filter((vote) => vote.state === "carried")
      .map(
        (vote) =>
          `The objection of ${nameOf(vote.principalId)} (${vote.role}) was raised on an earlier subject; they are asked to look again.`,
      ),
  ];
}
