import { gateState } from "./evaluate";
import { isMet } from "./finding";
import { mayVoteIn } from "./may-vote";
import type { GateFacts, Stage } from "./model";
import type { GateState, RequirementState } from "./state-model";
import { delegationsOf, readFacts, type Reading } from "./reading";

/** What one person is asked to do on a gate. */
export interface Task {
  personId: string;
  /** For whom, where it is not for themselves, and when the delegation ends (epoch ms). */
  onBehalfOf: { personId: string; until: number } | null;
  role: string;
  gate: string;
  /** null: the gate's approval. */
  requirement: string | null;
  /** sign: a free place to fill; acknowledge; look-again: their objection was raised on an earlier content. */
  kind: "sign" | "acknowledge" | "look-again";
  subjectDigest: string;
  /** Epoch ms since when it waits: the content's last change, or what else last made it due. */
  since: number;
}

/**
 * Who is asked for what, as the gates stand: everybody who could fill a place that is free, not only the fewest who would do.
 * A request for changes takes nobody's task away.
 */
export function tasksOf(facts: GateFacts, now: number): Task[] {
  const reading = readFacts(facts, now);
  const states = facts.stages.flatMap((stage) =>
    stage.gates.map((gate) => gateState(reading, { gate, stage })),
  );
  return tasksIn(reading, states);
}

/** The same where gates were evaluated already: of those gates. */
export function tasksIn(reading: Reading, states: readonly GateState[]): Task[] {
  const { stages } = reading.facts;
  return states.flatMap((state) => {
    const stage = stages.find(({ key }) => key === state.stage);
    return stage === undefined ? [] : tasksAt(reading, state, stage);
  });
}

function tasksAt(reading: Reading, gate: GateState, stage: Stage): Task[] {
  const since = sinceOf(reading, stage);
  return openIn(gate).flatMap((requirement) => [
    ...toSign(reading, gate, requirement, since),
    ...toAcknowledge(reading, gate, requirement, since),
    ...toLookAgain(reading, gate, requirement),
  ]);
}

/** What of a gate is asked and not met, its approval last. */
export function openIn(gate: GateState): RequirementState[] {
  if (gate.status === "skipped" || gate.status === "upcoming") return [];
  if (gate.status === "passed" && gate.drift !== "evidence-aged") return [];
  const all = gate.approval === null ? gate.requirements : [...gate.requirements, gate.approval];
  return all.filter(({ status }) => !isMet(status));
}

function toSign(reading: Reading, gate: GateState, requirement: RequirementState, since: number): Task[] {
  if (requirement.kind !== "item" && requirement.kind !== "approval") return [];
  const approvals = requirement.votes.filter(standsAsApproval);
  const signed = new Set(approvals.map((vote) => vote.principalId));
  // A person and whoever they act for fill one place together: who acted for one does not act for another.
  const engaged = new Set(approvals.flatMap((vote) => [vote.principalId, vote.actorId]));
  const free = requirement.slots.filter((slot) => slot.filledBy.length < slot.count);
  const roles = [...new Set(free.flatMap((slot) => slot.roles))];
  const tasks = new Map<string, Task>();
  for (const role of roles) {
    for (const { id: principalId } of reading.holdersNow.get(role) ?? []) {
      if (signed.has(principalId)) continue;
      for (const actor of actorsFor(reading, principalId, role)) {
        const { personId: actorId, onBehalfOf } = actor;
        const key = `${actorId} ${principalId}`;
        if (tasks.has(key) || (onBehalfOf !== null && engaged.has(actorId))) continue;
        const { key: on, subjectDigest } = requirement;
        const asked = {
          gate: gate.key,
          requirement: on,
          role,
          vote: "approve" as const,
          actorId,
          principalId,
        };
        if (!mayVoteIn(reading, { ...asked, subjectDigest, reason: null }).allowed) continue;
        tasks.set(key, {
          ...actor,
          role,
          gate: gate.key,
          requirement: on,
          kind: "sign",
          subjectDigest,
          since,
        });
      }
    }
  }
  return [...tasks.values()];
}

function toAcknowledge(
  reading: Reading,
  gate: GateState,
  requirement: RequirementState,
  since: number,
): Task[] {
  return requirement.unblock.flatMap((act): Task[] => {
    const { role } = act;
    if (act.act !== "acknowledge" || role === null) return [];
    const holders = reading.holdersNow.get(role) ?? [];
    return holders
      .flatMap(({ id }) => actorsFor(reading, id, role))
      .map((actor) => ({
        ...actor,
        role,
        gate: gate.key,
        requirement: requirement.key,
        kind: "acknowledge",
        subjectDigest: requirement.subjectDigest,
        since,
      }));
  });
}

/** An objection survives a change of content; whoever raised it is asked to look at the new one. */
function toLookAgain(reading: Reading, gate: GateState, requirement: RequirementState): Task[] {
  return requirement.votes
    .filter((vote) => vote.state === "carried")
    .flatMap((vote) =>
      actorsFor(reading, vote.principalId, vote.role).map((actor) => ({
        ...actor,
        role: vote.role,
        gate: gate.key,
        requirement: requirement.key,
        kind: "look-again",
        subjectDigest: requirement.subjectDigest,
        since: vote.at,
      })),
    );
}

/** Somebody asked in a role, who stays asked, and those who may act for them now. */
function actorsFor(
  reading: Reading,
  principalId: string,
  role: string,
): Pick<Task, "personId" | "onBehalfOf">[] {
  return [
    { personId: principalId, onBehalfOf: null },
    ...delegationsOf(reading, principalId, role).map(({ delegateId, to }) => ({
      personId: delegateId,
      onBehalfOf: { personId: principalId, until: to },
    })),
  ];
}

function standsAsApproval({ vote, state }: RequirementState["votes"][number]): boolean {
  return (
    (vote === "approve" || vote === "not-applicable") &&
    (state === "current" || state === "revived" || state === "unconfirmed")
  );
}

/** The last change of content, or of the release's course, before now. */
function sinceOf(reading: Reading, stage: Stage): number {
  const { facts, now } = reading;
  const stageBefore = facts.stages[facts.stages.indexOf(stage) - 1]?.key;
  const times = [
    ...facts.candidates.map((candidate) => candidate.from),
    ...facts.documents.map((document) => document.from),
    ...facts.passages.filter((passage) => passage.stage === stageBefore).map((passage) => passage.at),
  ].filter((time) => time <= now);
  return times.length === 0 ? now : Math.max(...times);
}
