import { courseOf } from "@/lib/gates/course";
import { gateState } from "@/lib/gates/evaluate";
import { isMet, listOr, type Question } from "@/lib/gates/finding";
import { ballotFor, candidatesIn } from "@/lib/gates/items";
import { fits, fitsAny } from "@/lib/gates/matching";
import type { GateFacts, Requirement, VoteKind } from "@/lib/gates/model";
import {
  delegationNow,
  eachOnce,
  holdsNow,
  partiesOf,
  peopleIn,
  placeOf,
  readFacts,
  signersIn,
  withDelegates,
  type Placed,
  type Reading,
} from "@/lib/gates/reading";
import { approvalSubjectOf, isAsked, subjectOf } from "@/lib/gates/subject";
import { edgeOf, holdsSlot, tallyVotes, type Ballot } from "@/lib/gates/votes";
import { isEnabled } from "@/lib/policy/can";
import { covers } from "@/lib/policy/holdings";
import type { Holding, Party } from "@/lib/policy/model";

export type VoteRule =
  | "gate-skipped"
  | "gate-upcoming"
  | "not-votable"
  | "not-a-holder"
  | "no-slot"
  | "separation-of-duties"
  | "subject-changed"
  | "requirements-open"
  | "reason-required";

export type VoteVerdict =
  | { allowed: true; rule: "holds-role"; role: string; grant: string[] }
  | { allowed: false; rule: VoteRule; reason: string; whoMay: Party[]; field?: string };

export interface VoteQuestion {
  facts: GateFacts;
  gate: string;
  /** null: the gate's approval. */
  requirement: string | null;
  role: string;
  vote: VoteKind;
  /** null: nobody, or a machine; neither signs. */
  actorId: string | null;
  /** On whose behalf; the actor themselves where nobody is represented. */
  principalId: string;
  subjectDigest: string;
  reason: string | null;
  now: number;
}

/** Whether a vote may be cast now, by which grant; otherwise the first rule that refuses. Command and page both ask it. */
export function mayVote(question: VoteQuestion): VoteVerdict {
  return mayVoteIn(readFacts(question.facts, question.now), question);
}

/** As `mayVote`, where facts were read already: a page asks it for many buttons. */
export function mayVoteIn(reading: Reading, question: Omit<VoteQuestion, "facts" | "now">): VoteVerdict {
  const { actorId } = question;
  const placed = placeOf(reading.facts, question.gate);
  const asked = questionOf(reading, placed, question.requirement);
  if (asked === null) return refuse("not-votable", "This requirement is not decided by votes.", []);
  const ballot = ballotFor(asked);
  const byCourse = refuseByCourse(reading, placed, asked, question.vote);
  if (byCourse !== null) return byCourse;
  if (actorId === null) return notAHolder(reading, { ...question, actorId: question.principalId });
  const act = { ...question, actorId };
  const isApproval = question.vote === "approve" || question.vote === "not-applicable";
  const refusal =
    refuseByHolder(reading, ballot, act) ??
    (isApproval ? refuseApproval(reading, ballot, act) : null) ??
    refuseByDigest(ballot, act) ??
    (isApproval && question.requirement === null ? refuseEarly(reading, placed) : null) ??
    refuseWithoutReason(act);
  return refusal ?? { allowed: true, rule: "holds-role", role: act.role, grant: grantOf(reading, act) };
}

/** Whether a person, or a delegate on their behalf, may acknowledge a requirement in a role now. */
export function mayAcknowledge(question: {
  facts: GateFacts;
  gate: string;
  requirement: string;
  role: string;
  /** null: nobody, or a machine. */
  actorId: string | null;
  /** On whose behalf; the actor themselves where nobody is represented. */
  principalId: string;
  subjectDigest: string;
  now: number;
}): VoteVerdict {
  const reading = readFacts(question.facts, question.now);
  const placed = placeOf(question.facts, question.gate);
  const requirement = placed.gate.requirements.find(({ key }) => key === question.requirement);
  if (requirement?.kind !== "acknowledgement")
    return refuse("not-votable", "This requirement is not one to acknowledge.", []);
  const status = courseOf(reading, placed);
  if (status === "skipped") return refuse("gate-skipped", "The stage was skipped.", []);
  if (status === "upcoming") return refuse("gate-upcoming", "An earlier stage has to pass first.", []);
  const { role, principalId } = question;
  const act = { role, principalId, actorId: question.actorId ?? principalId };
  if (question.actorId === null || !holdsNow(reading, principalId, role) || !mayActFor(reading, act))
    return notAHolder(reading, act);
  if (!requirement.roles.includes(role))
    return refuse(
      "no-slot",
      `${listOr(requirement.roles)} acknowledge this.`,
      peopleIn(reading, requirement.roles),
    );
  if (question.subjectDigest !== subjectOf(reading, placed.gate, requirement).digest) return subjectChanged();
  return {
    allowed: true,
    rule: "holds-role",
    role,
    grant: grantOf(reading, act),
  };
}

type Asked = Pick<VoteQuestion, "role" | "vote" | "principalId" | "subjectDigest" | "reason"> & {
  actorId: string;
};
type Votable = Question<Extract<Requirement, { kind: "item" }> | null>;

function questionOf(reading: Reading, { gate, stage }: Placed, key: string | null): Votable | null {
  if (key === null)
    return {
      reading,
      stage,
      gate,
      requirement: null,
      subject: approvalSubjectOf(reading, gate),
      waiver: null,
    };
  const requirement = gate.requirements.find((each) => each.key === key);
  if (requirement?.kind !== "item") return null;
  return { reading, stage, gate, requirement, subject: subjectOf(reading, gate, requirement), waiver: null };
}

/** What was said can always be taken back or commented on; objections may also come before a gate's time. */
function refuseByCourse(
  reading: Reading,
  placed: Placed,
  { requirement }: Votable,
  vote: VoteKind,
): VoteVerdict | null {
  if (vote === "comment" || vote === "withdraw") return null;
  const status = courseOf(reading, placed);
  if (status === "skipped")
    return refuse("gate-skipped", "The stage was skipped; nothing is signed there.", []);
  if (vote === "needs-work" || vote === "reject") return null;
  if (status === "upcoming")
    return refuse("gate-upcoming", "This gate is signed once the stages before it are passed.", []);
  if (requirement !== null && !isAsked(reading, requirement.when))
    return refuse("not-votable", "This requirement is not asked for this content.", []);
  return null;
}

function refuseByHolder(reading: Reading, ballot: Ballot, act: Asked): VoteVerdict | null {
  const { role, vote, principalId } = act;
  // Somebody whose shift ended can still take back what stands from it.
  const takesBack =
    vote === "withdraw" &&
    tallyVotes(ballot).votes.some(
      (each) => each.principalId === principalId && each.role === role && each.state !== "revoked",
    );
  if (mayActFor(reading, act) && (holdsNow(reading, principalId, role) || takesBack)) return null;
  return notAHolder(reading, act);
}

type Acting = Pick<Asked, "role" | "actorId" | "principalId">;

/** Somebody enabled, for themselves or by a delegation that runs. */
function mayActFor(reading: Reading, act: Acting): boolean {
  const actor = reading.people.get(act.actorId);
  if (actor === undefined || !isEnabled(actor, reading.now)) return false;
  return act.actorId === act.principalId || delegationNow(reading, act) !== null;
}

function notAHolder(reading: Reading, act: Acting): VoteVerdict {
  const { role, actorId, principalId } = act;
  const lacksDelegation = actorId !== principalId && holdsNow(reading, principalId, role);
  const reason = lacksDelegation
    ? `No delegation of the role ${role} by ${reading.people.get(principalId)?.name ?? "them"} to you runs now.`
    : `Only those who hold the role ${role} now, or their delegates, may sign in it.`;
  return refuse("not-a-holder", reason, withDelegates(reading, signersIn(reading, role)));
}

function refuseApproval(
  reading: Reading,
  ballot: Ballot,
  { role, actorId, principalId }: Asked,
): VoteVerdict | null {
  const able = candidatesIn(ballot, { ...tallyVotes(ballot), edges: [] }, reading.holdersNow).map(
    ({ edge }) => edge,
  );
  if (!holdsSlot(role, ballot.groups)) {
    const people = partiesOf(
      reading,
      able.map(({ personId }) => personId),
    );
    return refuse(
      "no-slot",
      `The role ${role} has no slot here; a comment, needs-work or reject can be given.`,
      people,
    );
  }
  if (fitsAny(edgeOf({ principalId, actorId, role }, ballot), ballot.groups)) return null;
  // Who could fill a place that this role could, in whichever role.
  const places = ballot.groups.flatMap((group) => group.places.filter((place) => place.roles.includes(role)));
  const people = partiesOf(
    reading,
    able.filter((edge) => places.some((place) => fits(edge, place))).map(({ personId }) => personId),
  );
  return refuse(
    "separation-of-duties",
    "Authors of what is signed, and the owning team where independence is asked, cannot fill this slot.",
    people,
  );
}

function refuseByDigest(ballot: Ballot, { subjectDigest }: Asked): VoteVerdict | null {
  return subjectDigest === ballot.subjectDigest ? null : subjectChanged();
}

function subjectChanged(): VoteVerdict {
  return {
    ...refuse("subject-changed", "The content has changed since it was shown; look at it again.", []),
    field: "/subjectDigest",
  };
}

function refuseEarly(reading: Reading, placed: Placed): VoteVerdict | null {
  if (placed.gate.approval?.when === "any") return null;
  const open = gateState(reading, placed).requirements.filter(({ status }) => !isMet(status));
  if (open.length === 0) return null;
  const people = open.flatMap((each) => each.blockers.flatMap((blocker) => blocker.canBeClearedBy));
  const names = open.flatMap(({ key }) => key ?? []).join(", ");
  return refuse("requirements-open", `The approval waits for ${names}.`, eachOnce(people));
}

function refuseWithoutReason({ vote, reason }: Asked): VoteVerdict | null {
  if (vote === "approve" || (reason !== null && reason.trim() !== "")) return null;
  return { ...refuse("reason-required", `A reason is needed for ${vote}.`, []), field: "/reason" };
}

function grantOf(reading: Reading, { role, actorId, principalId }: Acting): string[] {
  const held = reading.facts.holdings.find(
    (each: Holding) => each.personId === principalId && each.role === role && covers(each, reading.now),
  );
  const delegation = actorId === principalId ? null : delegationNow(reading, { actorId, principalId, role });
  return [...(held?.grant ?? []), ...(delegation === null ? [] : [delegation.id])];
}

function refuse(rule: VoteRule, reason: string, whoMay: Party[]): VoteVerdict & { allowed: false } {
  return { allowed: false, rule, reason, whoMay };
}
