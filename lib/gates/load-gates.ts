import type { Actor } from "@/lib/identity/actor";
import type { Reauthenticate } from "@/lib/identity/confirmation-rules";
import { type Reader, readRows } from "@/lib/platform/db";
import { fieldError, notFound } from "@/lib/platform/errors";
import { emailKey } from "@/lib/platform/names";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { Party } from "@/lib/policy/model";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import { visibleTo } from "@/lib/policy/visible";
import {
  type Authority,
  authorityColumns,
  authorityTables,
  type AuthorityText,
  isAsked,
  readAuthority,
  type ReleaseAsked,
} from "@/lib/releases/authority";
import { episodeInterruptions, withEpisodes } from "@/lib/rollbacks/standing-episodes";
import { criterionFacts, criterionInterruptions } from "@/lib/metrics/standing";
import { loadDependencies } from "./load-dependencies";
import { reviewName } from "@/lib/reviews/occurrences";
import { gateRowsColumn, type GateRows, readGateRows } from "./load-facts";
import type { Gate, GateFacts, Requirement, Stage } from "./model";
import type { GateState, RequirementState } from "./state-model";

/** A release with all that its gates are computed from. */
export interface LoadedGates {
  authority: Authority;
  rows: GateRows;
  facts: GateFacts;
  /** Epoch ms at which the gates are computed: the clock, or the latest fact where the clock went back behind it. */
  at: number;
  /** Who may lift the organisation's hold; read only while one stands. */
  mayLiftAll: Party[];
  /** By component that is paused who may resume it. */
  mayResume: Record<string, Party[]>;
}

/** All that a release's gates are computed from, as the database wrote it down. */
export type GatesText = AuthorityText & { rows: string };

/** Reads it; inside a command call it under the release's lock. */
export async function loadGates(db: Reader, asked: ReleaseAsked): Promise<LoadedGates> {
  return readGates(db, await loadGatesText(db, asked), asked.now);
}

/** One statement. */
export async function loadGatesText(db: Reader, asked: ReleaseAsked): Promise<GatesText> {
  const [text] = await loadGatesTexts(db, {
    where: isAsked(asked),
    actor: asked.actor,
    now: asked.now,
    limit: 1,
  });
  if (text === undefined) throw notFound("release");
  return text;
}

/** The same of releases that a condition on `r` and its version `v` names and the actor sees: so many of them, by id. */
export function loadGatesTexts(
  db: Reader,
  { where, actor, now, limit }: { where: Prisma.Sql; actor: Actor; now: Date; limit: number },
): Promise<GatesText[]> {
  const sql = Prisma.sql`SELECT ${authorityColumns}, ${gateRowsColumn(now)} ${authorityTables}
    WHERE ${where} AND ${visibleTo(actor)} ORDER BY r.id LIMIT ${limit}`;
  return readRows<GatesText>(db, sql);
}

/** The facts that a text says, at a moment. */
export async function readGates(db: Reader, text: GatesText, now: Date): Promise<LoadedGates> {
  const authority = await readAuthority(db, text, now);
  const rows = readGateRows(text.rows);
  const { stages } = authority.template.parsed;
  const named = new Set(authority.people.map((person) => person.id));
  // Voters and authors may hold no role on the release, or none any more.
  const people = [...authority.people, ...rows.people.filter(({ id }) => !named.has(id))];
  const facts: GateFacts = {
    stages,
    rights: { organisation: [...authority.rights.organisation], template: [...authority.rights.template] },
    people,
    holdings: authority.holdings,
    shiftsUntil: authority.shiftsUntil,
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
    delegations: rows.delegations,
    passages: rows.passages,
    reviews: rows.reviews.map(({ series, original, ...outcome }) => ({
      ...outcome,
      review: reviewName({ series, original }),
    })),
    reviewPlans: rows.reviewPlans,
    obligations: rows.obligations,
    exposures: rows.exposures,
    drills: rows.drills,
    ...criteriaOf(rows),
    dependencies: await loadDependencies(db, stages),
  };
  return {
    authority: { ...authority, people },
    rows,
    facts,
    at: evaluationTime({ facts, rows }, authority.now.getTime()),
    ...(await whoMayGoOn(db, rows, now)),
  };
}

/** How the criteria stand for what was confirmed last; their breaches interrupt soaks as holds and pauses do. */
export function criteriaOf({
  criteria,
  tracks,
  exposures,
  episodes,
  interruptions,
}: Pick<GateRows, "criteria" | "tracks" | "exposures" | "episodes" | "interruptions">): Pick<
  GateFacts,
  "criteria" | "interruptions"
> {
  if (criteria === null) return { interruptions };
  const candidate = exposedIn({ exposures });
  return {
    criteria: withEpisodes(criterionFacts(criteria, tracks, candidate), episodes, candidate),
    interruptions: [
      ...interruptions,
      ...criterionInterruptions(criteria, tracks, candidate),
      ...episodeInterruptions(episodes, candidate),
    ],
  };
}

/** Digest of what was confirmed to be exposed last; null: nothing was. */
export function exposedIn({ exposures }: Pick<GateRows, "exposures">): string | null {
  return exposures.findLast(({ kind }) => kind === "confirmed")?.candidate ?? null;
}

/** By the organisation's own table and pools, which a release's facts do not hold; read only while it or a component is stopped. */
async function whoMayGoOn(
  db: Reader,
  { holds, components }: GateRows,
  now: Date,
): Promise<Pick<LoadedGates, "mayLiftAll" | "mayResume">> {
  const paused = components.filter(({ key }) => holds.some(({ component }) => component === key));
  const isHeld = holds.some(({ isOrganisation }) => isOrganisation);
  if (!isHeld && paused.length === 0) return { mayLiftAll: [], mayResume: {} };
  const organisation = await loadOrganisation(db, now);
  const whoMay = (decision: "hold.lift" | "component.resume", about: { tier?: number } = {}): Party[] => {
    const verdict = canInOrganisation(organisation, { kind: "system", job: "explain" }, decision, about);
    return verdict.allowed ? [] : verdict.whoMay;
  };
  return {
    mayLiftAll: isHeld ? whoMay("hold.lift") : [],
    mayResume: Object.fromEntries(paused.map(({ key, tier }) => [key, whoMay("component.resume", { tier })])),
  };
}

/** The first criteria and rollback plan come from the template, whose publishing was a decision of its own: nobody of the release wrote them. */
export function isTemplateDefault(kind: string, version: number): boolean {
  return kind !== "plan" && version === 1;
}

/** A clock that went back must not make a veto or a revocation disappear: nothing recorded lies in the future. */
function evaluationTime({ facts, rows }: Pick<LoadedGates, "facts" | "rows">, now: number): number {
  return Math.max(
    now,
    ...facts.votes.map((vote) => Math.max(vote.at, vote.closed?.at ?? 0)),
    ...facts.candidates.map((candidate) => candidate.from),
    ...facts.documents.map((document) => document.from),
    ...facts.checks.map((check) => check.at),
    ...facts.acknowledgements.map((acknowledgement) => acknowledgement.at),
    ...facts.passages.map((passage) => passage.at),
    ...facts.waivers.map((waiver) => waiver.at),
    ...rows.reviews.map((outcome) => outcome.at),
    ...rows.obligations.map(({ at, closure }) => Math.max(at, closure?.at ?? 0)),
    ...rows.exposures.map(({ at }) => at),
    ...rows.interruptions.map(({ from, to }) => Math.max(from, to ?? 0)),
    rows.pause?.at ?? 0,
    ...rows.drills.map(({ at }) => at),
    ...(facts.delegations ?? []).map(({ to, ended }) => (ended === "revoked" ? to : 0)),
  );
}

/** The gate of an address, and the requirement where it names one of that gate; a gate that the release does not have is not found. */
export function gateIn(
  { facts }: Pick<LoadedGates, "facts">,
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

/** How often the release's template asks signers to show anew who they are. */
export function reauthenticationOf({ authority }: Pick<LoadedGates, "authority">): Reauthenticate {
  return authority.template.parsed.signature.reauthenticate;
}

/** On whose behalf somebody acts: their own where they name nobody; null: no person acts. */
export async function principalOf(
  tx: Reader,
  { actor, onBehalfOf }: { actor: Actor; onBehalfOf: string | undefined },
): Promise<string | null> {
  if (onBehalfOf === undefined) return actor.kind === "person" ? actor.id : null;
  const principal = await tx.person.findUnique({ where: { email: emailKey(onBehalfOf) } });
  if (principal === null) throw fieldError("/onBehalfOf", `nobody here has the address ${onBehalfOf}`);
  return principal.id;
}

/** Refuses a role that the organisation does not have: a misspelt one is no role that somebody else holds. */
export async function assertRole(tx: Reader, { facts }: LoadedGates, role: string): Promise<void> {
  if (facts.holdings.some((holding) => holding.role === role)) return;
  if ((await tx.role.findUnique({ where: { key: role } })) === null)
    throw fieldError("/role", `There is no role ${role}.`, "the key of a role of the organisation");
}
