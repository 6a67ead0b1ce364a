import { isMet } from "@/lib/gates/finding";
import type { LoadedGates } from "@/lib/gates/load-gates";
import { mayAcknowledge, mayVoteIn } from "@/lib/gates/may-vote";
import type { Gate, GateState, Requirement, RequirementState, Stage } from "@/lib/gates/model";
import type { Ability, GateView, OwnWord, PartChange, RequirementView, SigningRole } from "@/lib/gates/page-model";
import type { Reading } from "@/lib/gates/reading";
import type { RequirementAnswer } from "@/lib/gates/schemas";
import { gateAnswer } from "@/lib/gates/view";
import type { Actor } from "@/lib/identity/actor";
import type { Party, Verdict } from "@/lib/policy/model";
import { canOnRelease } from "@/lib/releases/authority";

export interface Viewing {
  loaded: LoadedGates;
  reading: Reading;
  actor: Actor;
  /** Roles that the reader holds on the release now. */
  held: readonly string[];
}

/** A gate as pages show it: its state, what the reader can do about it, and what they said before. */
export function gateView(viewing: Viewing, { state, gate, stage }: { state: GateState; gate: Gate; stage: Stage }): GateView {
  const { loaded, actor } = viewing;
  const { facts, authority } = loaded;
  const answer = gateAnswer(state, { stages: facts.stages, people: authority.people });
  const viewOf = (shown: RequirementAnswer): RequirementView | null => {
    const own = shown.key === null ? state.approval : state.requirements.find((each) => each.key === shown.key);
    if (own === null || own === undefined) return null;
    return requirementView(viewing, { gate, stage, shown, state: own, isPast: state.status === "passed" || state.status === "skipped" });
  };
  return {
    ...answer,
    objective: gate.objective,
    purpose: gate.purpose ?? null,
    requirements: answer.requirements.flatMap((each) => viewOf(each) ?? []),
    approval: answer.approval === null ? null : viewOf(answer.approval),
    liftVeto: toAbility(canOnRelease(authority, actor, "veto.lift", { stage: stage.key })),
  };
}

export function toAbility(verdict: Verdict): Ability {
  return verdict.allowed ? { allowed: true } : { allowed: false, reason: verdict.reason, whoMay: verdict.whoMay };
}

interface Shown {
  gate: Gate;
  stage: Stage;
  shown: RequirementAnswer;
  state: RequirementState;
  isPast: boolean;
}

function requirementView(viewing: Viewing, at: Shown): RequirementView {
  const { loaded, actor, held } = viewing;
  const { gate, stage, shown, state, isPast } = at;
  const definition = gate.requirements.find((each) => each.key === state.key) ?? null;
  const isActive = loaded.authority.version.state === "active" && !isPast && state.status !== "not-asked";
  const signing = isActive ? signingOf(viewing, at, definition) : { sign: [], refusal: null };
  const isVotable = state.kind === "item" || state.kind === "approval";
  const mayWaive = isActive && state.key !== null && !isMet(state.status);
  return {
    ...shown,
    ...signing,
    speak: isActive && isVotable ? [...held] : [],
    own: actor.kind === "person" ? ownWord(viewing, at, actor.id) : null,
    checks: definition?.kind === "check" ? attemptsOf(viewing, definition) : [],
    acknowledgements: acknowledgementsOf(viewing, at),
    waivers: waiversOf(viewing, at),
    dependsOn: definition?.dependsOn ?? null,
    controls: definition?.controls ?? [],
    waive: mayWaive ? toAbility(canOnRelease(loaded.authority, actor, "requirement.waive", { stage: stage.key })) : null,
  };
}

/** In which roles the reader's signature would count now; where none, the first reason. */
function signingOf(viewing: Viewing, { gate, state }: Shown, definition: Requirement | null): Pick<RequirementView, "sign" | "refusal"> {
  const { loaded, reading, actor, held } = viewing;
  if (actor.kind !== "person" || state.status === "satisfied") return { sign: [], refusal: null };
  const asked = definition?.kind === "acknowledgement" ? definition.roles : state.slots.flatMap((slot) => slot.roles);
  const roles = [...new Set(asked)].filter((role) => held.includes(role) && !hasSigned(state, role, actor.id) && !hasAcknowledged(viewing, { gate, state, role, personId: actor.id }));
  const verdicts = roles.map((role) => {
    const on = { gate: gate.key, role, subjectDigest: state.subjectDigest };
    const verdict =
      definition?.kind === "acknowledgement"
        ? mayAcknowledge({ ...on, facts: loaded.facts, requirement: definition.key, personId: actor.id, now: loaded.at })
        : mayVoteIn(reading, { ...on, requirement: state.key, vote: "approve", actorId: actor.id, principalId: actor.id, reason: null });
    return { role, verdict };
  });
  const sign = verdicts.filter(({ verdict }) => verdict.allowed).map(({ role }): SigningRole => ({ role, meaning: meaningFor(state, role) }));
  if (sign.length > 0) return { sign, refusal: null };
  const refused = verdicts.map(({ verdict }) => verdict).find((verdict) => !verdict.allowed);
  return { sign, refusal: refused === undefined || refused.allowed ? null : { reason: refused.reason, whoMay: refused.whoMay } };
}

function hasSigned(state: RequirementState, role: string, personId: string): boolean {
  return state.votes.some((vote) => vote.principalId === personId && vote.role === role && vote.vote === "approve" && (vote.state === "current" || vote.state === "revived"));
}

function hasAcknowledged({ loaded }: Viewing, { gate, state, role, personId }: { gate: Gate; state: RequirementState; role: string; personId: string }): boolean {
  return (
    state.kind === "acknowledgement" &&
    state.blockers.every((blocker) => !blocker.message.startsWith(`${role} `)) &&
    loaded.rows.acknowledgements.some(
      (each) => each.gate === gate.key && each.requirement === state.key && each.role === role && each.personId === personId && each.subjectDigest === state.subjectDigest,
    )
  );
}

function meaningFor(state: RequirementState, role: string): string | null {
  return state.slots.find((slot) => slot.roles.includes(role) && slot.meaning !== null)?.meaning ?? null;
}

function ownWord({ loaded }: Viewing, { gate, state }: Shown, personId: string): OwnWord | null {
  const { rows } = loaded;
  const isHere = (each: { gate: string; requirement: string | null }): boolean => each.gate === gate.key && each.requirement === state.key;
  const vote = rows.votes.findLast((each) => isHere(each) && each.principalId === personId && each.vote !== "comment");
  const acknowledgement = rows.acknowledgements.findLast((each) => isHere(each) && each.personId === personId);
  const said = vote ?? (acknowledgement === undefined ? undefined : { ...acknowledgement, vote: "acknowledged" });
  if (said === undefined) return null;
  const then = rows.candidates.filter((each) => each.from <= said.at && (each.to === null || said.at < each.to));
  return {
    role: said.role,
    vote: said.vote,
    at: new Date(said.at).toISOString(),
    changed: partChanges(said.subject, state.subject),
    candidates: Object.fromEntries(then.map((each) => [each.component, each.digest])),
  };
}

/** Parts whose digest differs between two subjects. */
export function partChanges(before: Record<string, string | null>, after: Record<string, string | null>): PartChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((part) => ({ part, before: before[part] ?? null, after: after[part] ?? null }))
    .filter((change) => change.before !== change.after);
}

function attemptsOf({ loaded }: Viewing, definition: Extract<Requirement, { kind: "check" }>): RequirementView["checks"] {
  const current = new Set(loaded.rows.candidates.filter((each) => each.to === null).map((each) => each.digest));
  return loaded.rows.checks
    .filter((each) => each.name === definition.check && (definition.components?.includes(each.component) ?? true))
    .map(({ id, component, status, bundleDigest, summary, url, evidence, reportedBy, at }) => ({
      id,
      component,
      status,
      bundleDigest,
      current: current.has(bundleDigest),
      summary,
      url,
      evidence,
      reportedBy,
      at: new Date(at).toISOString(),
    }))
    .reverse();
}

function acknowledgementsOf({ loaded }: Viewing, { gate, state }: Shown): RequirementView["acknowledgements"] {
  return loaded.rows.acknowledgements
    .filter((each) => each.gate === gate.key && each.requirement === state.key)
    .map(({ role, personId, at, subjectDigest }) => ({
      role,
      person: partyOf(loaded, personId),
      at: new Date(at).toISOString(),
      current: subjectDigest === state.subjectDigest,
    }))
    .reverse();
}

function waiversOf({ loaded }: Viewing, { gate, state }: Shown): RequirementView["waivers"] {
  return loaded.rows.waivers
    .filter((each) => each.gate === gate.key && each.requirement === state.key)
    .map(({ reason, owner, expiresAt, subjectDigest }) => ({
      reason,
      owner: partyOf(loaded, owner),
      expiresAt: new Date(expiresAt).toISOString(),
      current: subjectDigest === state.subjectDigest && loaded.at < expiresAt,
    }));
}

export function partyOf({ authority }: LoadedGates, id: string): Party {
  const person = authority.people.find((each) => each.id === id);
  return person === undefined ? { id, email: "", name: "somebody no longer here" } : { id, email: person.email, name: person.name };
}
