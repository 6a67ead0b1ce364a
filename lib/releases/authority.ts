import type { Actor } from "@/lib/identity/actor";
import { notFound } from "@/lib/platform/errors";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { Subject } from "@/lib/platform/gathering";
import { isId } from "@/lib/platform/ids";
import { holdsNow } from "@/lib/platform/ranges";
import { canDecide } from "@/lib/policy/can";
import { decisionWords } from "@/lib/policy/decision-words";
import {
  holdingsOf,
  type Membership,
  notBefore,
  type PoolEntry,
  type RoleGrant,
} from "@/lib/policy/holdings";
import type { Decision, Holding, Party, PersonFact, RightsRow, Verdict } from "@/lib/policy/model";
import type { Rights, RightsContext } from "@/lib/policy/rights";
import { expandedShifts, recordedAt, rotaRows, type RotaRow, shiftsUntil } from "@/lib/policy/rota-rows";
import { visibleTo } from "@/lib/policy/visible";
import type { ReleaseRow, ReleaseVersionRow } from "./model";
import type { Template } from "./template-parse";
import { loadTemplate } from "./template-stages";

/** Which release, for whom, when. What the actor may not see is not found. */
export type ReleaseAsked = ({ slug: string } | { releaseId: string }) & { actor: Actor; now: Date };

export interface LoadedRelease {
  release: ReleaseRow;
  version: ReleaseVersionRow;
}

export interface ReleaseComponentRow {
  id: string;
  key: string;
  tier: number;
  ownerTeamId: string;
  /** Members of the owning team now. */
  owningTeam: string[];
  declaredFrom: string | null;
  /** Pinned at start; null before, and for a first release. */
  baseline: string | null;
  /** What users are served now. */
  live: string | null;
  candidate: string | null;
}

/** Everything by which a decision on a release is judged. */
export interface Authority extends LoadedRelease {
  /** When it was read; not before the latest change of who holds what. */
  now: Date;
  template: {
    id: string;
    key: string;
    version: number;
    title: string;
    /** The newest version that was published. */
    latest: number;
    parsed: Template;
  };
  /** Pinned by a release that has started, else the one in force; null before set-up. */
  rightsVersion: { id: string; version: number } | null;
  rights: Rights;
  components: ReleaseComponentRow[];
  /** Roles held on this release over all its time: assigned and in the role's pool. */
  holdings: Holding[];
  /** Epoch ms up to which shifts are among them; null: no rota is assigned. */
  shiftsUntil: number | null;
  /** Rotas by which roles are held now. */
  rotas: AssignedRota[];
  people: PersonFact[];
}

/** What of it a right is judged by. */
export type Deciding = Pick<Authority, "holdings" | "people" | "rights" | "now"> & {
  version: Pick<ReleaseVersionRow, "stage" | "exposurePercent">;
  components: readonly Pick<ReleaseComponentRow, "tier">[];
};

export interface AssignedRota {
  key: string;
  title: string;
  role: string;
}

export type DecisionContext = RightsContext & { authors?: readonly string[]; owningTeam?: readonly string[] };

/** The release and its state as it stands. */
export async function loadRelease(db: Reader, asked: ReleaseAsked): Promise<LoadedRelease> {
  const rows = await db.$queryRaw<LoadedRelease[]>(Prisma.sql`
    SELECT ${releaseColumns}, ${versionColumns}
    FROM releases r JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")}
    WHERE ${isAsked(asked)} AND ${visibleTo(asked.actor)}`);
  const row = rows[0];
  if (row === undefined) throw notFound("release");
  return withDates(row);
}

interface Head extends LoadedRelease {
  template: Omit<Authority["template"], "parsed">;
  rightsVersion: { id: string; version: number; rows: RightsRow[] } | null;
  components: ReleaseComponentRow[];
}

/** What an authority is made of, as the database wrote it down: whoever has the same text has the same authority. */
export interface AuthorityText {
  id: string;
  head: string;
  held: string;
}

/** Reads, under the caller's locks, all that a decision on a release is judged by. */
export async function loadAuthority(db: Reader, asked: ReleaseAsked): Promise<Authority> {
  const rows = await readRows<AuthorityText>(
    db,
    Prisma.sql`SELECT ${authorityColumns} ${authorityTables} WHERE ${isAsked(asked)} AND ${visibleTo(asked.actor)}`,
  );
  const row = rows[0];
  if (row === undefined) throw notFound("release");
  return readAuthority(db, row, asked.now);
}

/** The authority that a text says. */
export async function readAuthority(
  db: Reader,
  { head: text, held }: AuthorityText,
  now: Date,
): Promise<Authority> {
  const head = JSON.parse(text) as Head;
  const { rightsVersion, template, components } = head;
  const parsed = await loadTemplate(db, template.id);
  const { latest, ...holding } = readHoldings(JSON.parse(held) as HoldingParts, now.getTime());
  return {
    ...withDates(head),
    ...holding,
    now: new Date(latest),
    template: { ...template, parsed },
    rightsVersion: rightsVersion === null ? null : { id: rightsVersion.id, version: rightsVersion.version },
    rights: { organisation: rightsVersion?.rows ?? [], template: parsed.rights },
    components,
  };
}

interface HoldingParts {
  assignments: RoleGrant[];
  pool: PoolEntry[];
  memberships: Membership[];
  rotas: RotaRow[];
  people: (PersonFact & { access: { from: number; to: number | null }[] })[];
}

type Held = Pick<Authority, "holdings" | "people" | "rotas" | "shiftsUntil"> & {
  /** The given moment, or that of the latest record where a clock that went back puts it behind that. */
  latest: number;
};

function readHoldings(parts: HoldingParts, now: number): Held {
  const { assignments, rotas } = parts;
  const people = parts.people.map(({ access: _access, ...person }) => person);
  const given = assignments.filter((each) => "rotaId" in each);
  const until = rotas.length === 0 ? null : shiftsUntil(now);
  const shifts = rotas.flatMap((rota) => {
    const since = given.flatMap((each) => (each.rotaId === rota.id ? each.from : []));
    return until === null ? [] : expandedShifts(rota, Math.min(...since), until);
  });
  const holdings = holdingsOf({ ...parts, shifts });
  const recorded = [...given.map(({ from }) => from), ...rotas.map(recordedAt)];
  return {
    people,
    holdings,
    shiftsUntil: until,
    rotas: given.flatMap(({ rotaId, role, to }) => {
      const rota = to === null ? rotas.find(({ id }) => id === rotaId) : undefined;
      return rota === undefined ? [] : [{ key: rota.key, title: rota.title, role }];
    }),
    latest: Math.max(notBefore(holdings, now), ...recorded),
  };
}

/** Epoch ms of a column, null where it is. */
export function ms(column: string): Prisma.Sql {
  return Prisma.sql`(extract(epoch FROM ${Prisma.raw(column)}) * 1000)::bigint`;
}

/** Epoch ms since when a person has no access level; null where they have one. */
export function disabledAt(alias: string): Prisma.Sql {
  const x = Prisma.raw(alias);
  return Prisma.sql`(SELECT CASE WHEN bool_or(${holdsNow("l")}) THEN NULL ELSE (extract(epoch FROM max(l.valid_to)) * 1000)::bigint END
    FROM access_levels l WHERE l.person_id = ${x}.id)`;
}

/**
 * Whether somebody may take a decision on a release, by the roles they hold on it. Only people decide.
 * The context defaults to the release's stage, exposure and the tiers of its components.
 */
export function canOnRelease(
  authority: Deciding,
  actor: Actor,
  decision: Decision,
  context: DecisionContext = {},
): Verdict {
  const { holdings, people, rights, now } = authority;
  const { authors, owningTeam, ...given } = context;
  const verdict = canDecide({
    decision,
    actorPersonId: actor.kind === "person" ? actor.id : null,
    holdings,
    people,
    rights,
    context: { ...contextOn(authority), ...given },
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

/** What conditions of rows are judged by where nothing else is given: how the release stands. */
export function contextOn({ version, components }: Pick<Deciding, "version" | "components">): RightsContext {
  return {
    stage: version.stage ?? undefined,
    exposure: version.exposurePercent,
    tier: components.map((each) => each.tier),
  };
}

/** Candidates by component. */
export function candidatesOf({ components }: Authority): Record<string, string | null> {
  return Object.fromEntries(components.map(({ key, candidate }) => [key, candidate]));
}

/** What those who take a decision together agree on: with the release's state, so that what moved meanwhile is agreed anew. */
export function onRelease({ release, version }: Authority, of: Record<string, unknown>): Subject {
  return { releaseId: release.id, of: { ...of, version: version.id } };
}

/** The people who may take a decision on a release now. */
export function whoMayOnRelease(authority: Authority, decision: Decision): Party[] {
  const verdict = canOnRelease(authority, { kind: "system", job: "explain" }, decision);
  return verdict.allowed ? [] : verdict.whoMay;
}

const releaseColumns = Prisma.sql`jsonb_build_object('id', r.id, 'slug', r.slug, 'title', r.title, 'restricted', r.restricted,
  'createdBy', r.created_by, 'createdAt', r.created_at, 'startedAt', r.started_at,
  'templateVersionId', r.template_version_id, 'rightsVersionId', r.rights_version_id) AS release`;

const versionColumns = Prisma.sql`jsonb_build_object('id', v.id, 'state', v.state, 'stage', v.stage_key,
  'exposurePercent', v.exposure_percent, 'targetDate', v.target_date, 'plannedDays', v.planned_days,
  'rollback', (SELECT b.state FROM rollbacks b WHERE b.release_id = r.id AND b.mode = 'real' AND b.ended_at IS NULL)) AS version`;

/** The release, its rights, and who held which role on it when. */
export const authorityColumns = Prisma.sql`r.id::text AS id,
  (SELECT jsonb_build_object('release', x.release, 'version', x.version,
    'template', jsonb_build_object('id', t.id, 'key', t.key, 'version', t.version, 'title', t.title,
      'latest', (SELECT max(n.version) FROM template_versions n WHERE n.key = t.key)),
    'rightsVersion', (SELECT jsonb_build_object('id', g.id, 'version', g.version, 'rows', g.document->'rights') FROM rights_versions g
      WHERE g.id = r.rights_version_id OR (r.rights_version_id IS NULL AND ${holdsNow("g")}) LIMIT 1),
    'components', (SELECT COALESCE(jsonb_agg(jsonb_build_object(
        'id', c.id, 'key', c.key, 'tier', cv.tier, 'ownerTeamId', cv.owner_team_id, 'declaredFrom', rc.declared_from, 'baseline', rc.baseline_digest,
        'owningTeam', (SELECT COALESCE(jsonb_agg(m.person_id ORDER BY m.id), '[]') FROM team_members m WHERE m.team_id = cv.owner_team_id AND ${holdsNow("m")}),
        'live', (SELECT l.digest FROM live_digests l WHERE l.component_id = c.id AND ${holdsNow("l")}),
        'candidate', (SELECT k.digest FROM candidates k WHERE k.release_id = r.id AND k.component_id = c.id AND ${holdsNow("k")})
      ) ORDER BY c.key), '[]')
      FROM release_components rc JOIN components c ON c.id = rc.component_id
      JOIN component_versions cv ON cv.component_id = c.id AND ${holdsNow("cv")}
      WHERE rc.release_id = r.id))::text FROM (SELECT ${releaseColumns}, ${versionColumns}) x) AS head,
  (WITH a AS MATERIALIZED (SELECT * FROM role_assignments WHERE release_id = r.id),
    p AS MATERIALIZED (SELECT * FROM pool_entries WHERE role_key IN (SELECT role_key FROM a)),
    m AS MATERIALIZED (SELECT * FROM team_members WHERE team_id IN (SELECT team_id FROM a UNION SELECT team_id FROM p))
    SELECT jsonb_build_object(
      'assignments', (SELECT COALESCE(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', a.id, 'role', a.role_key, 'personId', a.person_id, 'teamId', a.team_id, 'rotaId', a.rota_id))
        || jsonb_build_object('from', ${ms("a.valid_from")}, 'to', ${ms("a.valid_to")}, 'ended', a.ended) ORDER BY a.id), '[]') FROM a),
      'pool', (SELECT COALESCE(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', p.id, 'role', p.role_key, 'personId', p.person_id, 'teamId', p.team_id))
        || jsonb_build_object('from', ${ms("p.valid_from")}, 'to', ${ms("p.valid_to")}) ORDER BY p.id), '[]') FROM p),
      'memberships', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', m.id, 'teamId', m.team_id, 'personId', m.person_id,
        'from', ${ms("m.valid_from")}, 'to', ${ms("m.valid_to")}) ORDER BY m.id), '[]') FROM m),
      'rotas', ${rotaRows(Prisma.sql`x.id IN (SELECT rota_id FROM a)`)},
      'people', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', x.id, 'email', x.email, 'name', x.name, 'disabledAt', ${disabledAt("x")},
        'access', (SELECT COALESCE(jsonb_agg(jsonb_build_object('from', ${ms("l.valid_from")}, 'to', ${ms("l.valid_to")}) ORDER BY l.valid_from, l.id), '[]') FROM access_levels l WHERE l.person_id = x.id)) ORDER BY x.email), '[]')
        FROM people x WHERE x.id IN (SELECT person_id FROM a UNION SELECT person_id FROM p UNION SELECT person_id FROM m
          UNION SELECT unnest(w.people) FROM rota_versions w WHERE w.rota_id IN (SELECT rota_id FROM a))))::text) AS held`;

export const authorityTables = Prisma.sql`FROM releases r
  JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")}
  JOIN template_versions t ON t.id = r.template_version_id`;

export function isAsked(asked: ReleaseAsked): Prisma.Sql {
  if ("slug" in asked) return Prisma.sql`r.slug = ${asked.slug}`;
  return isId(asked.releaseId) ? Prisma.sql`r.id = ${asked.releaseId}::uuid` : Prisma.sql`FALSE`;
}

/** JSON carries times as text. */
function withDates({ release, version }: LoadedRelease): LoadedRelease {
  const { createdAt, startedAt } = release;
  return {
    version,
    release: {
      ...release,
      createdAt: new Date(createdAt),
      startedAt: startedAt === null ? null : new Date(startedAt),
    },
  };
}
