import { listOr, objectOf, titleOf, type Finding, type Question } from "@/lib/gates/finding";
import { areDifferentPeople, fits, fitsAny, type Edge } from "@/lib/gates/matching";
import type { Act, Blocker, EffectiveVote, SlotState } from "@/lib/gates/state-model";
import {
  eachOnce,
  holdsNow,
  partiesOf,
  peopleFor,
  peopleIn,
  rolesFor,
  withDelegates,
} from "@/lib/gates/reading";
import { shiftWords } from "@/lib/gates/shift-words";
import { authorsOf } from "@/lib/gates/subject";
import { fills, smallestSet, type Candidate, type VotesNeeded } from "@/lib/gates/smallest-set";
import { edgeOf, type Ballot, type Tally } from "@/lib/gates/votes";
import type { Party } from "@/lib/policy/model";

interface Unmet {
  question: Question;
  ballot: Ballot;
  tally: Tally;
  status: Finding["status"];
  /** Those eligible now or later could never fill the slots. */
  unsatisfiable: boolean;
  /** Slots are filled; only objections stand in the way. */
  isFilled: boolean;
  /** Votes that people could cast now. */
  candidates: readonly Candidate[];
}

/** What stands in the way of a requirement that people sign, and who could clear it. */
export function blockersFor(unmet: Unmet & { slots: readonly SlotState[] }): Blocker[] {
  const { question, tally, status, unsatisfiable, isFilled } = unmet;
  const objections = [
    ...tally.vetoes.map((vote) => objectionBlocker(unmet, vote, "veto")),
    ...(question.waiver === null
      ? tally.needsWork.map((vote) => objectionBlocker(unmet, vote, "needs-work"))
      : []),
  ];
  if (isFilled || question.waiver !== null) return objections;
  if (unsatisfiable) return [...objections, unsatisfiableBlocker(question)];
  if (status === "stale") return [...objections, staleBlocker(unmet)];
  return [...objections, ...slotBlockers(unmet)];
}

/** The smallest set of acts that would satisfy the requirement: one for each objection, and the fewest new votes. */
export function actsFor(unmet: Unmet): Pick<Finding, "unblock" | "least" | "exact"> {
  const { question, tally } = unmet;
  const objections = question.waiver === null ? [...tally.vetoes, ...tally.needsWork] : tally.vetoes;
  const plain = clearing(unmet, objections, false);
  if (question.waiver !== null)
    return { unblock: plain.map(({ act }) => act), least: plain.length, exact: true };
  const first = withVotes(unmet, plain);
  if (plain.length === 0 || tally.unconfirmed.length === 0 || first === null)
    return first ?? outOfReach(unmet, plain);
  // An objector may also be the second person who says "not applicable", and so make another vote needless.
  const second = withVotes(unmet, clearing(unmet, objections, true));
  return second !== null && second.unblock.length < first.unblock.length ? second : first;
}

interface Clearing {
  act: Act;
  /** The objector's vote, where clearing it also approves. */
  candidate: Candidate | null;
}

/** One act for each objection: the objector approves where eligible, and otherwise withdraws. */
function clearing(
  { question, ballot, tally }: Unmet,
  objections: readonly EffectiveVote[],
  maySecond: boolean,
): Clearing[] {
  const { reading } = question;
  return objections.map((vote) => {
    const { principalId, role } = vote;
    const edge = edgeOf({ principalId, actorId: principalId, role }, ballot);
    const people = withDelegates(reading, [{ personId: principalId, role }]);
    const name = people[0]?.name ?? principalId;
    if (!holdsNow(reading, principalId, role) || !fitsAny(edge, ballot.groups))
      return { act: withdrawal({ question, ballot }, vote, name), candidate: null };
    const seconds =
      maySecond && tally.unconfirmed.some((other) => other.role === role && areDifferentPeople(edge, other));
    const act = seconds ? "not-applicable" : "approve";
    const message = `${name} (${role}) looks again and ${seconds ? "confirms that it does not apply" : "approves"}, which also ends the objection.`;
    return { act: { act, requirement: keyOf(question), role, people, message }, candidate: { act, edge } };
  });
}

function withdrawal(
  { question, ballot }: Pick<Unmet, "question" | "ballot">,
  vote: EffectiveVote,
  name: string,
): Act {
  const { reading } = question;
  const { principalId, role } = vote;
  const mayLift = vote.vote === "reject" && whoLifts(question, ballot, vote).length > 0;
  const message = `${name} (${role}) withdraws the objection${mayLift ? ", or it is lifted" : ""}.`;
  return {
    act: "withdraw",
    requirement: keyOf(question),
    role,
    people: withDelegates(reading, [{ personId: principalId, role }]),
    message,
  };
}

function withVotes(
  unmet: Unmet,
  cleared: readonly Clearing[],
): Pick<Finding, "unblock" | "least" | "exact"> | null {
  const { ballot, tally, candidates, question } = unmet;
  const given = cleared.flatMap(({ candidate }) => candidate ?? []);
  const isGiven = (edge: Edge): boolean =>
    given.some((each) => each.edge.personId === edge.personId && each.edge.role === edge.role);
  const seconded = tally.unconfirmed.filter((edge) =>
    given.some(
      (each) =>
        each.act === "not-applicable" && each.edge.role === edge.role && areDifferentPeople(edge, each.edge),
    ),
  );
  const needed: VotesNeeded = {
    groups: ballot.groups,
    base: [...tally.edges, ...given.map(({ edge }) => edge), ...seconded],
    unconfirmed: tally.unconfirmed.filter((edge) => !seconded.includes(edge)),
    candidates: candidates.filter(({ edge }) => !isGiven(edge)),
  };
  if (ballot.groups.length === 0 && question.requirement !== null) return null;
  const found = smallestSet(needed);
  if (found === null) return null;
  const votes = found.chosen.map((candidate) => voteAct(unmet, needed, found.chosen, candidate));
  const unblock = [...cleared.map(({ act }) => act), ...votes];
  return { unblock, least: unblock.length, exact: found.exact };
}

/** One vote of the set, with everybody who could cast it in its place; the one found comes first. */
function voteAct(
  { question, ballot }: Unmet,
  needed: VotesNeeded,
  chosen: readonly Candidate[],
  candidate: Candidate,
): Act {
  const { act, edge } = candidate;
  const engaged = new Set(
    [...needed.base, ...needed.unconfirmed, ...chosen.map((each) => each.edge)].flatMap((each) => [
      each.personId,
      each.actorId,
    ]),
  );
  const isAlike = (other: Edge): boolean =>
    !engaged.has(other.personId) && other.author === edge.author && other.owner === edge.owner;
  const rest = chosen.filter((each) => each !== candidate);
  const others = needed.candidates.filter(
    (other) =>
      other.act === act &&
      other.edge.role === edge.role &&
      !chosen.some((each) => each.edge.personId === other.edge.personId) &&
      (isAlike(other.edge) || fills(needed, [...rest, other])),
  );
  const people = [edge, ...others.map((other) => other.edge)].flatMap(({ personId }) =>
    partiesOf(question.reading, [personId]),
  );
  const who =
    people.length === 1
      ? (people[0]?.name ?? edge.personId)
      : `one of ${listOr(people.map(({ name }) => name))}`;
  const what = act === "approve" ? "approves" : "confirms that it does not apply:";
  return {
    act,
    requirement: keyOf(question),
    role: edge.role,
    people: eachOnce([
      ...people,
      ...signersOf(
        question,
        ballot,
        [edge, ...others.map((other) => other.edge)],
        (each) => !engaged.has(each.actorId),
      ),
    ]),
    message: `${who} (${edge.role}) ${what} ${objectOf(question)}.`,
  };
}

/** No set of votes is enough: a waiver where nothing else can, or waiting for those who will hold a role. */
function outOfReach(
  { question, unsatisfiable }: Unmet,
  cleared: readonly Clearing[],
): Pick<Finding, "unblock" | "least" | "exact"> {
  const unblock = cleared.map(({ act }) => act);
  if (!unsatisfiable) {
    const message = `${titleOf(question)} waits for people who will hold its roles later.`;
    return {
      unblock: [...unblock, { act: "wait", requirement: keyOf(question), role: null, people: [], message }],
      least: null,
      exact: true,
    };
  }
  return { unblock: [...unblock, ...waiverActs(question)], least: null, exact: true };
}

/** A waiver, where the requirement can never be met by those eligible and somebody may grant one. */
export function waiverActs(question: Question): Act[] {
  const { reading, stage, requirement } = question;
  if (requirement === null) return [];
  const authors = authorsOf(reading, requirement);
  const people = peopleFor(reading, { stage, decision: "requirement.waive", authors });
  if (people.length === 0) return [];
  return [
    {
      act: "waive",
      requirement: requirement.key,
      role: null,
      people,
      message: `${titleOf(question)} is waived, with a reason and an expiry.`,
    },
  ];
}

function objectionBlocker(
  { question, ballot }: Unmet,
  vote: EffectiveVote,
  code: "veto" | "needs-work",
): Blocker {
  const { reading, stage } = question;
  const others =
    code === "veto"
      ? whoLifts(question, ballot, vote)
      : peopleFor(reading, { stage, decision: "needs-work.dismiss", authors: ballot.authors });
  const able = partiesOf(reading, [vote.principalId, ...others.map(({ id }) => id)]);
  const raisers = withDelegates(reading, [{ personId: vote.principalId, role: vote.role }]);
  const clearers = eachOnce([...able, ...raisers]);
  const name = reading.people.get(vote.principalId)?.name ?? vote.principalId;
  const said = code === "veto" ? "vetoed" : "asks for more work on";
  const earlier = vote.subjectDigest === ballot.subjectDigest ? "" : ", raised on an earlier subject";
  return blocker(
    question,
    code,
    `${name} (${vote.role}) ${said} ${objectOf(question)}${earlier}: ${vote.reason ?? "no reason given"}`,
    clearers,
  );
}

/** Holders of the right, and of the veto's own role, of whom more than half may together; authors of what it is about apart. */
function whoLifts({ reading, stage }: Question, { authors }: Ballot, veto: EffectiveVote): Party[] {
  const byRight = peopleFor(reading, { stage, decision: "veto.lift", authors });
  const holders = peopleIn(reading, [veto.role]);
  const others = holders.filter(({ id }) => id !== veto.principalId && !authors.has(id));
  return others.length * 2 > holders.length ? [...byRight, ...others] : byRight;
}

/** Also for requirements that roles acknowledge. */
export function unsatisfiableBlocker(question: Question): Blocker {
  const { reading, stage } = question;
  const roles = [
    ...rolesFor(reading, stage, "role.assign"),
    ...(question.requirement === null ? [] : rolesFor(reading, stage, "requirement.waive")),
  ];
  const message = `${titleOf(question)} can never be signed by the people who hold its roles: there are too few, or they are authors.`;
  return blocker(question, "unsatisfiable", message, peopleIn(reading, roles));
}

function staleBlocker({ question, ballot, tally, candidates }: Unmet): Blocker {
  const names = tally.outdated.map(
    (vote) => question.reading.people.get(vote.principalId)?.name ?? vote.principalId,
  );
  const why = tally.outdated.every(({ state }) => state === "expired")
    ? "has run out"
    : "was for an earlier subject or has run out";
  const message = `${titleOf(question)} must be signed again: what ${listAnd([...new Set(names)])} signed ${why}.`;
  const able = candidates.map(({ edge }) => edge);
  return blocker(question, "stale-votes", message, signersOf(question, ballot, able));
}

/** One for each slot that a largest assignment leaves short. */
function slotBlockers({
  question,
  ballot,
  tally,
  candidates,
  slots,
}: Unmet & { slots: readonly SlotState[] }): Blocker[] {
  const actors = new Map(tally.edges.map((edge) => [edge.voteId, edge.actorId]));
  return slots.flatMap((slot, index) => {
    const missing = slot.count - slot.filledBy.length;
    if (missing <= 0) return [];
    const place = ballot.groups.flatMap((group) => group.places).find((each) => each.slot === index);
    const engaged = new Set(
      slots
        .filter((each) => each.group === slot.group)
        .flatMap((each) =>
          each.filledBy.flatMap(({ personId, voteId }) => [personId, actors.get(voteId) ?? personId]),
        ),
    );
    const fitsHere = (edge: Edge): boolean => place !== undefined && fits(edge, place);
    const able = candidates.map(({ edge }) => edge).filter(fitsHere);
    const free = able.filter(({ personId }) => !engaged.has(personId));
    const asked = slot.source === "organisation" ? " (asked by the organisation)" : "";
    const shifts = shiftWords(question.reading, slot.roles);
    const message = `${titleOf(question)} waits for ${missing} ${missing === 1 ? "approval" : "approvals"} by ${listOr(slot.roles)}${asked}.${shifts}`;
    const people = signersOf(
      question,
      ballot,
      free.length > 0 ? free : able,
      (edge) => fitsHere(edge) && !engaged.has(edge.actorId),
    );
    return [blocker(question, "slots-open", message, people)];
  });
}

/** Those who could cast these votes, and who could on their behalf: neither may have a hand in the content. */
function signersOf(
  { reading }: Question,
  ballot: Ballot,
  edges: readonly Edge[],
  isOf: (edge: Edge) => boolean = () => true,
): Party[] {
  return withDelegates(reading, edges, (act) => {
    const edge = edgeOf(act, ballot);
    return fitsAny(edge, ballot.groups) && isOf(edge);
  });
}

export function blocker(
  question: Question,
  code: Blocker["code"],
  message: string,
  canBeClearedBy: Blocker["canBeClearedBy"],
): Blocker {
  return { code, requirement: keyOf(question), message, canBeClearedBy };
}

function keyOf({ requirement }: Question): string | null {
  return requirement?.key ?? null;
}

function listAnd(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}
