import type { Reader } from "@/lib/platform/db";
import { fieldError, notFound } from "@/lib/platform/errors";
import { notBefore } from "@/lib/policy/holdings";
import { loadPeople } from "@/lib/identity/load-people";
import { type Authority, loadAuthority, type ReleaseAsked } from "@/lib/releases/authority";
import { loadDependencies } from "./load-dependencies";
import { type GateRows, loadGateRows } from "./load-facts";
import type { Gate, GateFacts, Requirement, Stage } from "./model";
import type { GateState, RequirementState } from "./state-model";

/** A release with all that its gates are computed from. */
export interface LoadedGates {
  authority: Authority;
  rows: GateRows;
  facts: GateFacts;
  /** Epoch ms at which the gates are computed: the clock, or the latest fact where the clock went back behind it. */
  at: number;
}

/** Reads it; inside a command call it under the release's lock. */
export async function loadGates(db: Reader, asked: ReleaseAsked): Promise<LoadedGates> {
  const authority = await loadAuthority(db, asked);
  const rows = await loadGateRows(db, authority.release.id);
  const { stages } = authority.template.parsed;
  const named = new Set(authority.people.map((person) => person.id));
  const missing = [...mentioned(rows)].filter((id) => !named.has(id));
  const people =
    missing.length === 0 ? authority.people : [...authority.people, ...(await loadPeople(db, missing))];
  const facts: GateFacts = {
    stages,
    rights: { organisation: [...authority.rights.organisation], template: [...authority.rights.template] },
    people,
    holdings: authority.holdings,
    components: rows.components.map(({ key, tier, owningTeam, baseline }) => ({
      key,
      tier,
      owningTeam,
      baseline,
    })),
    candidates: rows.candidates.map(({ setBy, authors, ...candidate }) => ({
      ...candidate,
      authors: [...new Set([...authors, setBy])],
    })),
    documents: rows.documents.map(({ kind, version, parts, author, from, to }) => ({
      kind,
      parts,
      authors: isTemplateDefault(kind, version) ? [] : [author],
      from,
      to,
    })),
    votes: rows.votes,
    acknowledgements: rows.acknowledgements,
    checks: rows.checks,
    waivers: rows.waivers,
    passages: rows.passages,
    dependencies: await loadDependencies(db, stages),
  };
  return { authority: { ...authority, people }, rows, facts, at: evaluationTime(facts, asked.now.getTime()) };
}

/** Voters and authors who hold no role on the release (any more). */
function mentioned(rows: GateRows): Set<string> {
  return new Set([
    ...rows.votes.flatMap((vote) => [vote.actorId, vote.principalId]),
    ...rows.acknowledgements.map((acknowledgement) => acknowledgement.personId),
    ...rows.candidates.flatMap((candidate) => [candidate.setBy, ...candidate.authors]),
    ...rows.documents.map((document) => document.author),
    ...rows.passages.map((passage) => passage.by),
    ...rows.holds.map((hold) => hold.placedBy),
  ]);
}

/** The first criteria and rollback plan come from the template, whose publishing was a decision of its own: nobody of the release wrote them. */
function isTemplateDefault(kind: string, version: number): boolean {
  return kind !== "plan" && version === 1;
}

/** A clock that went back must not make a veto or a revocation disappear: nothing recorded lies in the future. */
function evaluationTime(facts: GateFacts, now: number): number {
  return Math.max(
    notBefore(facts.holdings, now),
    ...facts.votes.map((vote) => Math.max(vote.at, vote.closed?.at ?? 0)),
    ...facts.candidates.map((candidate) => candidate.from),
    ...facts.documents.map((document) => document.from),
    ...facts.checks.map((check) => check.at),
    ...facts.acknowledgements.map((acknowledgement) => acknowledgement.at),
    ...facts.passages.map((passage) => passage.at),
    ...facts.waivers.map((waiver) => waiver.at),
  );
}

/** The gate of an address, and the requirement where it names one of that gate; a gate that the release does not have is not found. */
export function gateIn(
  { facts }: LoadedGates,
  gateKey: string,
  requirementKey: string | null,
): { gate: Gate; stage: Stage; requirement: Requirement | null } {
  for (const stage of facts.stages) {
    const gate = stage.gates.find((each) => each.key === gateKey);
    if (gate !== undefined)
      return {
        gate,
        stage,
        requirement: gate.requirements.find((each) => each.key === requirementKey) ?? null,
      };
  }
  throw notFound(`gate ${gateKey} in this release`);
}

/** A requirement's state in its gate; null is the gate's approval. */
export function stateOf(gate: GateState, requirementKey: string | null): RequirementState | null {
  if (requirementKey === null) return gate.approval;
  return gate.requirements.find((each) => each.key === requirementKey) ?? null;
}

/** What a signature in this role states, as the first slot for it words it. */
export function meaningOf(
  loaded: LoadedGates,
  on: { gate: string; requirement: string | null; role: string },
): string | null {
  const { gate, requirement } = gateIn(loaded, on.gate, on.requirement);
  const slots =
    requirement === null
      ? (gate.approval?.slots ?? [])
      : requirement.kind === "item"
        ? requirement.slots
        : [];
  return slots.find((slot) => slot.roles.includes(on.role) && slot.meaning !== undefined)?.meaning ?? null;
}

/** The versions of the policies by which a decision on the release is taken. */
export function policyOf({ template, rightsVersion }: Authority): {
  template: string;
  rights: string | null;
} {
  return {
    template: `${template.key}@${template.version}`,
    rights: rightsVersion === null ? null : String(rightsVersion.version),
  };
}

/** Refuses a role that the organisation does not have: a misspelt one is no role that somebody else holds. */
export async function assertRole(tx: Reader, { facts }: LoadedGates, role: string): Promise<void> {
  if (facts.holdings.some((holding) => holding.role === role)) return;
  if ((await tx.role.findUnique({ where: { key: role } })) === null)
    throw fieldError("/role", `There is no role ${role}.`, "the key of a role of the organisation");
}
