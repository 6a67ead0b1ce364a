import { evaluateDrill } from "@/lib/gates/drills";
import { evaluateAcknowledgement } from "@/lib/gates/acknowledgements";
import { evaluateBundle, evaluateCheck } from "@/lib/gates/checks";
import { courseOf, latestPassage, stageStates } from "@/lib/gates/course";
import { blocker } from "@/lib/gates/explain";
import { evaluateCriterion, evaluateSoak } from "@/lib/gates/exposed";
import { finding, isMet, isVeto, toState, type Finding, type Question } from "@/lib/gates/finding";
import { evaluateVotes, hasVeto, waiverNote } from "@/lib/gates/items";
import type { Gate, GateFacts, Requirement, StagePassage, WaiverFact } from "@/lib/gates/model";
import type { Blocker, GateState, GateStatus, RequirementState } from "@/lib/gates/state-model";
import {
  earliestAfter,
  partiesOf,
  peopleIn,
  placeOf,
  readFacts,
  rolesFor,
  rowsAt,
  votesOn,
  type Placed,
  type Reading,
} from "@/lib/gates/reading";
import { evaluateReview } from "@/lib/gates/reviews";
import { approvalSubjectOf, isAsked, subjectOf } from "@/lib/gates/subject";

/** The state of one gate at `now` (epoch ms), with reasons; throws where the release has no such gate. */
export function evaluateGate(facts: GateFacts, gateKey: string, now: number): GateState {
  return gateState(readFacts(facts, now), placeOf(facts, gateKey));
}

/** The states of all gates of a release, in the order of its stages. */
export function evaluateRelease(facts: GateFacts, now: number): GateState[] {
  const reading = readFacts(facts, now);
  return facts.stages.flatMap((stage) => stage.gates.map((gate) => gateState(reading, { gate, stage })));
}

/** As `evaluateGate`, where facts were read already. */
export function gateState(reading: Reading, placed: Placed): GateState {
  const { gate, stage } = placed;
  const requirements = gate.requirements.map((requirement) => requirementState(reading, placed, requirement));
  const approval = approvalState(reading, placed);
  const all = approval === null ? requirements : [...requirements, approval];
  const course = courseOf(reading, placed);
  const status = course ?? worst(all);
  const passage = status === "passed" ? latestPassage(reading, stage.key) : null;
  const drift = passage === null ? null : driftOf(reading, placed, passage, all);
  return {
    key: gate.key,
    stage: stage.key,
    status,
    drift,
    breakGlass: passage?.breakGlass ?? null,
    subjectDigest: approvalSubjectOf(reading, gate).digest,
    requirements,
    approval,
    ...explainGate({ reading, placed, status, drift, all }),
    unsatisfiable: requirements.filter((each) => each.unsatisfiable).flatMap(({ key }) => key ?? []),
    changesAt: earliestAfter(
      reading.now,
      all.map((each) => each.changesAt),
    ),
  };
}

function requirementState(
  reading: Reading,
  { gate, stage }: Placed,
  requirement: Requirement,
): RequirementState {
  const subject = subjectOf(reading, gate, requirement);
  const waiver = waiverFor(reading, gate, requirement, subject.digest);
  const question: Question<Requirement> = { reading, stage, gate, requirement, subject, waiver };
  if (!isAsked(reading, requirement.when) && !isVetoed(question))
    return toState(question, finding("not-asked"));
  const found = findingFor(question);
  return toState(question, requirement.kind === "item" ? found : underWaiver(found, waiver));
}

/** What was vetoed stays asked: a changed byte never takes away an objection. */
function isVetoed(question: Question<Requirement>): boolean {
  const { requirement } = question;
  return requirement.kind === "item" && hasVeto({ ...question, requirement });
}

/** The approval of the gate; null where nobody is asked for one and nobody spoke. */
function approvalState(reading: Reading, { gate, stage }: Placed): RequirementState | null {
  const isSilent = votesOn(reading, gate.key, null).length === 0;
  if (gate.approval === undefined && isSilent && rowsAt(reading, stage, "gate.approve").length === 0)
    return null;
  const question: Question<null> = {
    reading,
    stage,
    gate,
    requirement: null,
    subject: approvalSubjectOf(reading, gate),
    waiver: null,
  };
  return toState(question, evaluateVotes(question));
}

/** One evaluator for each kind. A new kind of requirement begins here. */
function findingFor(question: Question<Requirement>): Finding {
  const { requirement } = question;
  switch (requirement.kind) {
    case "item":
      return evaluateVotes({ ...question, requirement });
    case "check":
      return evaluateCheck({ ...question, requirement });
    case "acknowledgement":
      return evaluateAcknowledgement({ ...question, requirement });
    case "bundle":
      return evaluateBundle({ ...question, requirement });
    case "dependency":
      return evaluateDependency({ ...question, requirement });
    case "review":
      return evaluateReview({ ...question, requirement });
    case "soak":
      return evaluateSoak({ ...question, requirement });
    case "criterion":
      return evaluateCriterion({ ...question, requirement });
    case "drill":
      return evaluateDrill({ ...question, requirement });
  }
}

function evaluateDependency(question: Question<Extract<Requirement, { kind: "dependency" }>>): Finding {
  const { reading, gate, requirement } = question;
  const other = requirement.component ?? requirement.release ?? "the other side";
  const reached = reading.facts.dependencies[`${gate.key}/${requirement.key}`] ?? "unknown";
  if (reached === "reached") return finding("satisfied");
  if (reached === "rolled-back")
    return waiting(question, "blocked", "dependency-rolled-back", `${other} was rolled back.`);
  return waiting(
    question,
    "open",
    "dependency-not-reached",
    `${other} has not reached ${requirement.stage}.`,
  );
}

/** Nothing that people can sign here makes it met. */
function waiting(
  question: Question,
  status: "open" | "blocked",
  code: Blocker["code"],
  message: string,
): Finding {
  const requirement = question.requirement?.key ?? null;
  return finding(status, {
    blockers: [blocker(question, code, message, [])],
    unblock: [{ act: "wait", requirement, role: null, people: [], message }],
  });
}

function underWaiver(found: Finding, waiver: WaiverFact | null): Finding {
  if (waiver === null || found.status === "satisfied") return found;
  const { times, notes, slots, votes, unsatisfiable } = found;
  const note = waiverNote(waiver);
  return finding("waived", { times, slots, votes, unsatisfiable, notes: [...notes, note] });
}

/** The waiver that covers this content now; of several the one that lasts longest. */
function waiverFor(
  reading: Reading,
  gate: Gate,
  requirement: Requirement,
  digest: string,
): WaiverFact | null {
  const covering = reading.facts.waivers.filter(
    (waiver) =>
      waiver.gate === gate.key &&
      waiver.requirement === requirement.key &&
      waiver.subjectDigest === digest &&
      waiver.at <= reading.now &&
      (reading.ageless || reading.now < waiver.expiresAt),
  );
  return covering.reduce<WaiverFact | null>(
    (a, b) => (a === null || b.expiresAt > a.expiresAt ? b : a),
    null,
  );
}

const precedence = ["blocked", "stale", "needs-work", "open"] as const;

function worst(all: readonly RequirementState[]): GateStatus {
  return precedence.find((status) => all.some((each) => each.status === status)) ?? "ready";
}

/** How a passed gate differs from the moment it passed. A waiver granted since is no change of subject. */
function driftOf(
  reading: Reading,
  placed: Placed,
  passage: StagePassage,
  all: readonly RequirementState[],
): GateState["drift"] {
  const { digest } = approvalSubjectOf(reading, placed.gate, passage.at);
  if (passage.gates[placed.gate.key] !== digest) return "subject-changed";
  return all.some((each) => isAged(reading, placed, each)) ? "evidence-aged" : "none";
}

/** Unmet only because time went by: with nothing running out it would be met. */
function isAged(reading: Reading, placed: Placed, state: RequirementState): boolean {
  if (reading.ageless || isMet(state.status)) return false;
  const ageless: Reading = { ...reading, ageless: true };
  const requirement = placed.gate.requirements.find(({ key }) => key === state.key);
  const then =
    requirement === undefined
      ? approvalState(ageless, placed)
      : requirementState(ageless, placed, requirement);
  return then !== null && isMet(then.status);
}

interface GateQuestion {
  reading: Reading;
  placed: Placed;
  status: GateStatus;
  drift: GateState["drift"];
  all: readonly RequirementState[];
}

type Explanation = Pick<GateState, "blockers" | "unblock" | "least" | "exact">;

function explainGate({ reading, placed, status, drift, all }: GateQuestion): Explanation {
  if (status === "skipped") return { blockers: [], unblock: [], least: 0, exact: true };
  if (status === "upcoming") return explainUpcoming(reading, placed);
  if (drift === "none") return explainVetoes(all);
  if (drift === "subject-changed") return explainDrift(reading, placed, all);
  const open =
    drift === "evidence-aged"
      ? all.filter((each) => isAged(reading, placed, each))
      : all.filter((each) => !isMet(each.status));
  const explained = sumOf(open);
  if (drift === null) return explained;
  const people = [
    ...new Set(open.flatMap((each) => each.unblock.flatMap((act) => act.people.map(({ id }) => id)))),
  ];
  const message = `“${placed.gate.title}” passed, but some of its evidence has run out since.`;
  const vetoes = explainVetoes(all).blockers.filter((each) => !explained.blockers.includes(each));
  const aged: Blocker = {
    code: "drift",
    requirement: null,
    message,
    canBeClearedBy: partiesOf(reading, people),
  };
  return { ...explained, blockers: [aged, ...explained.blockers, ...vetoes] };
}

/** The acts for a gate are those for its requirements, then its approval's. */
function sumOf(open: readonly RequirementState[]): Explanation {
  return {
    blockers: open.flatMap((each) => each.blockers),
    unblock: open.flatMap((each) => each.unblock),
    least: open.reduce<number | null>(
      (sum, each) => (sum === null || each.least === null ? null : sum + each.least),
      0,
    ),
    exact: open.every((each) => each.exact),
  };
}

function explainUpcoming(reading: Reading, { gate, stage }: Placed): Explanation {
  const states = stageStates(reading);
  const before = reading.facts.stages.find(({ key }) => !states.has(key)) ?? stage;
  const message = `“${gate.title}” is signed once the stage ${before.title} is passed.`;
  return {
    blockers: [
      {
        code: "stage-upcoming",
        requirement: null,
        message,
        canBeClearedBy: peopleIn(reading, rolesFor(reading, before, "stage.advance")),
      },
    ],
    unblock: [{ act: "wait", requirement: null, role: null, people: [], message }],
    least: null,
    exact: true,
  };
}

/** A gate that passed is stopped by nothing but a veto raised since. */
function explainVetoes(all: readonly RequirementState[]): Explanation {
  const vetoed = all.filter((each) => each.blockers.some(isVeto));
  const explained = sumOf(vetoed);
  return { ...explained, blockers: explained.blockers.filter(isVeto) };
}

function explainDrift(
  reading: Reading,
  { gate, stage }: Placed,
  all: readonly RequirementState[],
): Explanation {
  const message = `“${gate.title}” passed with other content than what it covers now.`;
  const people = peopleIn(reading, rolesFor(reading, stage, "stage.reopen"));
  return {
    blockers: [
      { code: "drift", requirement: null, message, canBeClearedBy: people },
      ...explainVetoes(all).blockers,
    ],
    unblock: [],
    least: null,
    exact: true,
  };
}
