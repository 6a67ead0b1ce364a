import type { Actor } from "@/lib/identity/actor";
import { byEmail, canDecide, isEnabled, toParty } from "./can";
import { decisionWords } from "./decision-words";
import type { Decision, Holding, PersonFact, RightsRow, Verdict } from "./model";
import type { RightsContext } from "./rights";

export interface TeamFact {
  id: string;
  key: string;
  members: { id: string; personId: string; lead: boolean }[];
}

export interface PoolFact {
  id: string;
  role: string;
  personId: string | null;
  teamId: string | null;
}

/** What holds now of the organisation, as far as decision rights need it. */
export interface Organisation {
  now: Date;
  /** Admins, and those with a place in a team or a pool. */
  people: PersonFact[];
  admins: PersonFact[];
  teams: TeamFact[];
  roles: { key: string; title: string }[];
  pool: PoolFact[];
  /** The table in force; null until set-up gave one. */
  rights: { id: string; version: number; digest: string; rows: RightsRow[] } | null;
  /** Roles held where no release is asked about: by the pool alone. */
  holdings: Holding[];
}

/** Whether somebody may take a decision that is about no release, by the organisation's table and the pools. Only people decide. */
export function canInOrganisation(
  organisation: Organisation,
  actor: Actor,
  decision: Decision,
  context: RightsContext & { authors?: readonly string[]; owningTeam?: readonly string[] } = {},
): Verdict {
  const { people, holdings, rights, now } = organisation;
  if (rights === null) return notSetUp(organisation);
  const { authors, owningTeam, ...about } = context;
  const verdict = canDecide({
    decision,
    actorPersonId: actor.kind === "person" ? actor.id : null,
    holdings,
    people,
    rights: { organisation: rights.rows, template: [] },
    context: about,
    authors,
    owningTeam,
    now: now.getTime(),
  });
  if (verdict.allowed || actor.kind === "person") return verdict;
  return {
    ...verdict,
    rule: "people-only",
    reason: `“${decisionWords(decision)}” is decided by people, never by a machine.`,
  };
}

/** Before there is a table of rights nobody decides anything. */
function notSetUp({ admins }: Organisation): Verdict {
  return {
    allowed: false,
    rule: "no-right",
    reason: "The workspace is not set up yet: who may decide what is not agreed. An admin goes on at /setup.",
    whoMay: named(admins),
  };
}

/** Acts of administration, which carry no decision right: the access level admin, or the set-up of a new workspace. */
export function byAdmin(organisation: Organisation, actor: Actor, what: string): Verdict {
  if (actor.kind === "system" && actor.job === "set-up") return allowed("set-up");
  const admin = actor.kind === "person" && organisation.admins.some(({ id }) => id === actor.id);
  if (admin) return allowed("admin");
  return {
    allowed: false,
    rule: "access-level",
    reason: `${what} takes the access level admin.`,
    whoMay: named(organisation.admins),
  };
}

/**
 * What makes rights: by the table's own row for it; while there is no table, by whoever sets the organisation up. A change counts as
 * loosening unless it is proved to tighten.
 */
export function byRightsChange(
  organisation: Organisation,
  actor: Actor,
  { loosening }: { loosening: boolean } = { loosening: true },
): Verdict {
  if (organisation.rights === null)
    return byAdmin(organisation, actor, "The organisation's first table of rights");
  return canInOrganisation(organisation, actor, "rights.change", { loosening });
}

/** Changing a pool, the members of a team that is in one, or a rota: by the leads of those teams; where there is none, by rights.change. */
export function byLeads(
  organisation: Organisation,
  actor: Actor,
  teams: readonly TeamFact[],
  what = decisionWords("pool.change"),
): Verdict {
  const leads = leadsOf(organisation, teams);
  if (leads.length === 0) return byRightsChange(organisation, actor);
  const setUp = actor.kind === "system" && actor.job === "set-up" && organisation.rights === null;
  if (setUp) return allowed("set-up");
  if (actor.kind !== "person") {
    return {
      allowed: false,
      rule: "people-only",
      reason: `“${what}” is decided by people, never by a machine.`,
      whoMay: named(leads),
    };
  }
  const grant = teams
    .flatMap(({ members }) => members)
    .find(({ lead, personId }) => lead && personId === actor.id);
  if (grant !== undefined && leads.some(({ id }) => id === actor.id))
    return { ...allowed("team-lead"), grant: [grant.id] };
  return {
    allowed: false,
    rule: "not-a-holder",
    reason: `“${what}” is decided by the leads of ${teams.map(({ key }) => key).join(", ")}.`,
    whoMay: named(leads),
  };
}

/** Changing the members of a team: an act of administration, but a decision once roles are held by way of it. */
export function mayChangeTeam(organisation: Organisation, actor: Actor, team: TeamFact): Verdict {
  if (isInPool(organisation, team)) return byLeads(organisation, actor, [team]);
  return byAdminOrLead(organisation, actor, { team, what: "Changing a team that is in no pool" });
}

/** Changing the pool of a role: by the leads of the teams that are in it. */
export function mayChangePool(organisation: Organisation, actor: Actor, role: string): Verdict {
  return byLeads(organisation, actor, poolOwners(organisation, role).teams);
}

/** The teams in a role's pool, and their leads, who change it; without a lead it is changed by whoever may change the rights. */
export function poolOwners(
  organisation: Organisation,
  role: string,
): { teams: TeamFact[]; leads: PersonFact[] } {
  const ids = new Set(organisation.pool.filter((entry) => entry.role === role).map(({ teamId }) => teamId));
  const teams = organisation.teams.filter(({ id }) => ids.has(id));
  return { teams, leads: leadsOf(organisation, teams) };
}

/**
 * Nobody brings themselves into a pool, by name or by a team they are in; but who sets the workspace up, while there is no
 * table of rights and so no role decides anything. Null where the caller gains nothing.
 */
export function ownGain(
  actor: Actor,
  gained: { people: readonly string[]; teams: readonly TeamFact[]; opener: string | null },
): Verdict | null {
  if (actor.kind !== "person") return null;
  const byTeam = gained.teams.find(({ members }) => members.some(({ personId }) => personId === actor.id));
  if (!gained.people.includes(actor.id) && byTeam === undefined) return null;
  if (gained.opener === actor.id && actor.access === "admin") return allowed("set-up");
  const reason =
    byTeam === undefined
      ? "Nobody adds themselves to a pool."
      : `Nobody adds themselves to a pool, and you are in the team ${byTeam.key}.`;
  return { allowed: false, rule: "separation-of-duties", reason, whoMay: [] };
}

/** What belongs to a team and carries no right, such as its machines: an admin or one of its leads. */
export function byAdminOrLead(
  organisation: Organisation,
  actor: Actor,
  { team, what }: { team: TeamFact; what: string },
): Verdict {
  const verdict = byAdmin(organisation, actor, what);
  if (verdict.allowed) return verdict;
  const reason = `${what} takes a lead of ${team.key} or the access level admin.`;
  const whoMay = named([...organisation.admins, ...leadsOf(organisation, [team])]);
  return byOwnLead(organisation, actor, [team]) ?? { ...verdict, reason, whoMay };
}

function byOwnLead(organisation: Organisation, actor: Actor, teams: readonly TeamFact[]): Verdict | null {
  if (actor.kind !== "person" || leadsOf(organisation, teams).every(({ id }) => id !== actor.id)) return null;
  return byLeads(organisation, actor, teams);
}

/** Whether roles are held by way of a team. */
export function isInPool({ pool }: Organisation, team: { id: string }): boolean {
  return pool.some(({ teamId }) => teamId === team.id);
}

function leadsOf({ people, now }: Organisation, teams: readonly TeamFact[]): PersonFact[] {
  const ids = new Set(
    teams.flatMap(({ members }) => members.filter(({ lead }) => lead).map(({ personId }) => personId)),
  );
  return people.filter((person) => ids.has(person.id) && isEnabled(person, now.getTime()));
}

function named(people: readonly PersonFact[]) {
  const distinct = [...new Map(people.map((person) => [person.id, person])).values()];
  return distinct.sort(byEmail).map(toParty);
}

function allowed(rule: string): Verdict & { allowed: true } {
  return { allowed: true, rule, role: null, grant: [] };
}
