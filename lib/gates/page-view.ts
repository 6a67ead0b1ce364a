import type { RequirementDesk, ReleaseGatesView } from "@/lib/gates/release-view";
import type { Gate, Requirement } from "@/lib/gates/model";
import { isMet } from "@/lib/gates/finding";
import { authorsOn, mayDismissWork, mayLiftVeto, objectionsOn } from "@/lib/gates/may-end-objection";
import type { GateView, OwnWord, RequirementView, SigningRole, SpeakingRole } from "@/lib/gates/page-model";
import type { RequirementAnswer } from "@/lib/gates/schemas";
import { toAbility } from "@/lib/policy/ability";
import type { Actor } from "@/lib/identity/actor";
import type { Party } from "@/lib/policy/model";
import { canOnRelease } from "@/lib/releases/authority";

export interface Viewing {
  view: ReleaseGatesView;
  actor: Actor;
}

type GateRead = ReleaseGatesView["gates"][number];

/** A gate as pages show it: its state, what the reader can do about it, and what they said before. */
export function gateView({ view, actor }: Viewing, state: GateRead): GateView {
  const gate = view.authority.template.parsed.stages
    .flatMap((stage) => stage.gates)
    .find((each) => each.key === state.key);
  const isPast = state.status === "passed" || state.status === "skipped";
  const viewOf = (shown: RequirementAnswer): RequirementView =>
    requirementView({ view, actor }, { gate, stage: state.stage, gateKey: state.key, shown, isPast });
  return {
    ...state,
    requirements: state.requirements.map(viewOf),
    approval: state.approval === null ? null : viewOf(state.approval),
  };
}

interface Shown {
  gate: Gate | undefined;
  gateKey: string;
  stage: string;
  shown: RequirementAnswer;
  isPast: boolean;
}

function requirementView(
  { view, actor }: Viewing,
  { gate, gateKey, stage, shown, isPast }: Shown,
): RequirementView {
  const { rows, authority } = view;
  const definition = gate?.requirements.find((each) => each.key === shown.key) ?? null;
  const desk = view.desks.find((each) => each.gate === gateKey && each.requirement === shown.key);
  const isOpen = authority.version.state === "active" && !isPast && shown.status !== "not-asked";
  const isHere = (each: { gate: string; requirement: string | null }): boolean =>
    each.gate === gateKey && each.requirement === shown.key;
  const authors = gate === undefined ? [] : authorsOn(view.reading, { gate, requirement: definition });
  const mayWaive = isOpen && shown.key !== null && !isMet(shown.status);
  const { subject, unblock: _unblock, least: _least, exact: _exact, votes, ...state } = shown;
  return {
    ...state,
    votes: votes.map(({ subjectDigest: _digest, ...vote }) => vote),
    parts: Object.keys(subject),
    ...(isOpen && desk !== undefined
      ? signingOf({ view, actor, shown, desk, definition })
      : { sign: [], refusal: null }),
    speak:
      isOpen && desk !== undefined && shown.kind !== "acknowledgement"
        ? desk.roles
            .filter(({ object }) => object.allowed)
            .map(({ role, onBehalfOf }) => ({ role, onBehalfOf }))
        : [],
    own: ownWord(view, desk),
    checks: definition?.kind === "check" ? attemptsOf(view, definition) : [],
    check:
      definition?.kind === "check"
        ? { name: definition.check, components: definition.components ?? null }
        : null,
    acknowledgements: rows.acknowledgements
      .filter(isHere)
      .map(({ role, personId, actorId, at, subjectDigest }) => ({
        role,
        person: partyOf(view, personId),
        castBy: actorId === personId ? null : partyOf(view, actorId).name,
        at: iso(at),
        current: subjectDigest === shown.subjectDigest,
      }))
      .toReversed(),
    waivers: rows.waivers.filter(isHere).map(({ reason, owner, expiresAt, subjectDigest }) => ({
      reason,
      owner: partyOf(view, owner),
      expiresAt: iso(expiresAt),
      current: subjectDigest === shown.subjectDigest && shown.status === "waived",
    })),
    dependsOn: definition?.dependsOn ?? null,
    controls: definition?.controls ?? [],
    objections: isOpen ? objectionsOf({ view, actor }, { shown, stage, authors }) : [],
    waive: mayWaive
      ? toAbility(canOnRelease(authority, actor, "requirement.waive", { stage, authors }), actor)
      : null,
  };
}

/** Ending one is the raiser's, or a right. */
function objectionsOf(
  { view, actor }: Viewing,
  { shown, stage, authors }: Pick<Shown, "shown" | "stage"> & { authors: readonly string[] },
): RequirementView["objections"] {
  const { authority } = view;
  const definition = authority.template.parsed.stages.find(({ key }) => key === stage);
  if (definition === undefined) return [];
  const kinds = objectionsOn(view.reading, shown, definition);
  return shown.votes.flatMap(({ id, person, role }) => {
    const kind = kinds.get(id);
    if (kind === undefined) return [];
    const verdict =
      kind === "veto"
        ? mayLiftVeto(authority, actor, { stage, veto: { principalId: person.id, role }, authors })
        : mayDismissWork(authority, actor, { stage, authors });
    return [{ vote: id, kind, by: person.name, end: toAbility(verdict, actor) }];
  });
}

interface Signing extends Viewing {
  shown: RequirementAnswer;
  desk: RequirementDesk;
  definition: Requirement | null;
}

/** In which of the asked roles the reader's signature would count now; where none, the first reason. */
function signingOf({
  view,
  actor,
  shown,
  desk,
  definition,
}: Signing): Pick<RequirementView, "sign" | "refusal"> {
  if (actor.kind !== "person" || isMet(shown.status)) return { sign: [], refusal: null };
  const isAcknowledgement = definition?.kind === "acknowledgement";
  const asked = isAcknowledgement ? definition.roles : shown.slots.flatMap((slot) => slot.roles);
  const isDone = ({ role, onBehalfOf }: SpeakingRole): boolean =>
    isAcknowledgement
      ? acknowledgedRoles(view, shown, desk).includes(role)
      : signedRoles(shown, onBehalfOf?.id ?? actor.id).includes(role);
  const verdicts = desk.roles
    .filter((each) => asked.includes(each.role) && !isDone(each))
    .map(({ role, onBehalfOf, approve, acknowledge }) => ({
      role,
      onBehalfOf,
      verdict: isAcknowledgement ? (acknowledge ?? approve) : approve,
    }));
  const sign = verdicts
    .filter(({ verdict }) => verdict.allowed)
    .map(({ role, onBehalfOf }): SigningRole => ({ role, onBehalfOf, meaning: meaningFor(shown, role) }));
  const refused = verdicts.map(({ verdict }) => verdict).find((verdict) => !verdict.allowed);
  const refusal =
    sign.length > 0 || refused === undefined || refused.allowed
      ? null
      : { reason: refused.reason, whoMay: refused.whoMay };
  return { sign, refusal };
}

function signedRoles(shown: RequirementAnswer, personId: string): string[] {
  const own = shown.votes.filter(
    (vote) =>
      vote.person.id === personId &&
      vote.vote === "approve" &&
      (vote.state === "current" || vote.state === "revived"),
  );
  return own.map(({ role }) => role);
}

/** Anybody's acknowledgement of this very content does for its role. */
function acknowledgedRoles(
  { rows }: ReleaseGatesView,
  shown: RequirementAnswer,
  { gate, requirement }: RequirementDesk,
): string[] {
  return rows.acknowledgements
    .filter(
      (each) =>
        each.gate === gate && each.requirement === requirement && each.subjectDigest === shown.subjectDigest,
    )
    .map(({ role }) => role);
}

function meaningFor(shown: RequirementAnswer, role: string): string | null {
  return shown.slots.find((slot) => slot.roles.includes(role) && slot.meaning !== null)?.meaning ?? null;
}

function ownWord({ rows }: ReleaseGatesView, desk: RequirementDesk | undefined): OwnWord | null {
  const last = desk?.last ?? null;
  if (last === null) return null;
  const then = rows.candidates.filter(
    (each) => each.from <= last.at && (each.to === null || last.at < each.to),
  );
  return {
    vote: last.vote,
    at: last.at,
    changes: last.changes,
    candidates: Object.fromEntries(then.map((each) => [each.component, each.digest])),
  };
}

function attemptsOf(
  { rows }: ReleaseGatesView,
  definition: Extract<Requirement, { kind: "check" }>,
): RequirementView["checks"] {
  const current = new Set(rows.candidates.filter((each) => each.to === null).map((each) => each.digest));
  return rows.checks
    .filter(
      (each) => each.name === definition.check && (definition.components?.includes(each.component) ?? true),
    )
    .map(({ id, component, status, bundleDigest, summary, url, evidence, reportedBy, at }) => ({
      id,
      component,
      status,
      bundleDigest,
      summary,
      url,
      evidence,
      reportedBy,
      current: current.has(bundleDigest),
      at: iso(at),
    }))
    .toReversed();
}

export function partyOf({ authority }: Pick<ReleaseGatesView, "authority">, id: string): Party {
  const person = authority.people.find((each) => each.id === id);
  return person === undefined
    ? { id, email: "", name: "somebody no longer here" }
    : { id: person.id, email: person.email, name: person.name };
}

export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
