import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { covers } from "@/lib/policy/holdings";
import type { RightsRow } from "@/lib/policy/model";
import type { Organisation } from "@/lib/policy/organisation";
import type { Span } from "@/lib/policy/rota";
import { expandedShifts, rotaRows, type RotaRow, shiftsUntil } from "@/lib/policy/rota-rows";
import type { Held } from "@/lib/policy/simulator";
import { visibleTo } from "@/lib/policy/visible";
import { ms } from "@/lib/releases/authority";
import type { ReleaseState } from "@/lib/releases/model";
import { loadTemplate } from "@/lib/releases/template-stages";
import { isTemplateDefault } from "./load-gates";
import type {
  CandidateFact,
  ComponentFact,
  DocumentFact,
  GateFacts,
  StagePassage,
  WaiverFact,
} from "./model";
import { earliestAfter, readFacts, type Reading } from "./reading";

interface ReleaseRow {
  id: string;
  slug: string;
  title: string;
  state: ReleaseState;
  stage: string | null;
  exposurePercent: number;
  templateVersionId: string;
  /** null: there is no table. */
  rightsVersionId: string | null;
}

/** A draft or a release in flight with who holds its roles and who wrote what: by what it is told what nobody could decide. */
export interface OpenRelease extends ReleaseRow {
  /** Its facts without people, votes, checks and acknowledgements. */
  reading: Reading;
  /** Who decides now, and who can sign now or later: by what has no end, and by what has a time of its own. */
  held: { now: Held[]; ever: Held[]; open: Held[]; dated: (Held & Span)[] };
  /** Roles of which somebody's time ran out: what they signed stands although they could not sign now. */
  timed: ReadonlySet<string>;
  /** Ids of the rotas that fill roles of it. */
  rotas: ReadonlySet<string>;
  /** The next instant (epoch ms) at which it is otherwise with no new fact. */
  changesAt: number | null;
}

type Row<T> = T & { release: string };

/** Who is assigned with no end: what is not closed holds, whatever the clock says. */
interface Assigned {
  role: string;
  people: string[] | null;
  teams: string[] | null;
}

/** Of a time of its own, past or to come. */
interface Dated {
  role: string;
  /** One of the two. */
  personId: string | null;
  teamId: string | null;
  from: number;
  to: number;
  ended: "time" | "revoked" | null;
}

/** Whoever is on shift. */
interface OnRota {
  role: string;
  rotaId: string;
  from: number;
}

interface Rows {
  releases: ReleaseRow[];
  rights: { id: string; rows: RightsRow[] }[];
  assigned: Row<Assigned>[];
  dated: Row<Dated>[];
  onRotas: Row<OnRota>[];
  rotas: RotaRow[];
  components: Row<Omit<ComponentFact, "owningTeam"> & { team: string }>[];
  candidates: Row<CandidateFact & { setBy: string }>[];
  documents: Row<Omit<DocumentFact, "authors"> & { version: number; author: string }>[];
  passages: Row<Omit<StagePassage, "gates">>[];
  waivers: Row<WaiverFact>[];
}

interface Asked {
  actor: Actor;
  now: Date;
  /** Slug; absent: all of them. */
  release?: string | undefined;
}

/** All of them that the actor sees, as the database wrote them down: in one statement, not release by release. */
export async function loadOpenReleasesText(db: Reader, asked: Asked): Promise<string> {
  const found = await readRows<{ rows: string }>(db, statement(asked));
  return found[0]?.rows ?? "null";
}

/** The releases that a text says, by slug. */
export async function readOpenReleases(
  db: Reader,
  text: string,
  organisation: Organisation,
): Promise<OpenRelease[]> {
  const rows = JSON.parse(text) as Rows;
  const toFacts = factsBy(rows, organisation);
  const assigned = byRelease(rows.assigned);
  const onRotas = byRelease(rows.onRotas);
  const dated = byRelease([...rows.dated, ...shiftsOf(rows, organisation.now.getTime())]);
  const eligible = eligibleIn(organisation);
  const now = organisation.now.getTime();
  const all: OpenRelease[] = [];
  for (const release of rows.releases) {
    const template = await loadTemplate(db, release.templateVersionId);
    const facts = toFacts(release, template);
    const timed = dated(release.id);
    all.push({
      ...release,
      reading: readFacts(facts, momentOf(facts, now)),
      held: heldBy({ assigned: assigned(release.id), dated: timed }, eligible, now),
      rotas: new Set(onRotas(release.id).map(({ rotaId }) => rotaId)),
      timed: new Set(timed.filter(({ ended }) => ended === "time").map(({ role }) => role)),
      changesAt: earliestAfter(now, [
        ...timed.flatMap(({ from, to }) => [from, to]),
        ...facts.waivers.map(({ expiresAt }) => expiresAt),
      ]),
    });
  }
  return all;
}

/** Shifts are times of their own like any other. */
function shiftsOf({ onRotas, rotas }: Rows, now: number): Row<Dated>[] {
  const known = new Map(rotas.map((rota) => [rota.id, rota]));
  return onRotas.flatMap(({ release, role, rotaId, from }) => {
    const rota = known.get(rotaId);
    const shifts = rota === undefined ? [] : expandedShifts(rota, Math.min(from, now), shiftsUntil(now));
    return shifts.map(({ personId, from, to }) => ({
      release,
      role,
      personId,
      teamId: null,
      from,
      to,
      ended: "time" as const,
    }));
  });
}

function factsBy(
  rows: Rows,
  { teams }: Organisation,
): (release: ReleaseRow, template: Pick<GateFacts, "stages"> & { rights: RightsRow[] }) => GateFacts {
  const rights = new Map(rows.rights.map((each) => [each.id, each.rows]));
  const members = new Map(teams.map((team) => [team.id, team.members.map(({ personId }) => personId)]));
  const components = byRelease(rows.components);
  const candidates = byRelease(rows.candidates);
  const documents = byRelease(rows.documents);
  const passages = byRelease(rows.passages);
  const waivers = byRelease(rows.waivers);
  return ({ id, rightsVersionId }, template) => ({
    stages: template.stages,
    rights: { organisation: rights.get(rightsVersionId ?? "") ?? [], template: template.rights },
    people: [],
    holdings: [],
    components: components(id).map(({ team, ...component }) => ({
      ...component,
      owningTeam: members.get(team) ?? [],
    })),
    candidates: candidates(id).map(({ setBy, ...each }) => ({ ...each, authors: [...each.authors, setBy] })),
    documents: documents(id).map(({ version, author, ...each }) => ({
      ...each,
      authors: isTemplateDefault(each.kind, version) ? [] : [author],
    })),
    votes: [],
    acknowledgements: [],
    checks: [],
    waivers: waivers(id),
    passages: passages(id).map((each) => ({ ...each, gates: {} })),
    dependencies: {},
  });
}

/** A clock that went back hides nothing that is recorded. */
function momentOf({ candidates, documents, passages, waivers }: GateFacts, now: number): number {
  return [
    ...[...candidates, ...documents].map(({ from }) => from),
    ...[...passages, ...waivers].map(({ at }) => at),
  ].reduce((latest, at) => Math.max(latest, at), now);
}

interface Eligible {
  /** Roles in whose pools somebody stands, by person. */
  roles: ReadonlyMap<string, ReadonlySet<string>>;
  members: ReadonlyMap<string, readonly string[]>;
}

function eligibleIn({ holdings, teams }: Organisation): Eligible {
  const roles = new Map<string, Set<string>>();
  for (const { personId, role } of holdings) {
    const known = roles.get(personId);
    if (known === undefined) roles.set(personId, new Set([role]));
    else known.add(role);
  }
  const members = new Map(teams.map((team) => [team.id, team.members.map(({ personId }) => personId)]));
  return { roles, members };
}

/** While assigned, by themselves or by team, and in the role's pool. */
function heldBy(
  { assigned, dated }: { assigned: readonly Assigned[]; dated: readonly Dated[] },
  { roles, members }: Eligible,
  now: number,
): OpenRelease["held"] {
  const reached = (role: string, people: readonly string[], teams: readonly string[]): Held[] =>
    [...people, ...teams.flatMap((team) => members.get(team) ?? [])]
      .filter((personId) => roles.get(personId)?.has(role) === true)
      .map((personId) => ({ personId, role }));
  const open = assigned.flatMap(({ role, people, teams }) => reached(role, people ?? [], teams ?? []));
  const ahead = dated
    .filter(({ to }) => to > now)
    .flatMap(({ role, personId, teamId, from, to }) =>
      reached(role, personId === null ? [] : [personId], teamId === null ? [] : [teamId]).map((held) => ({
        ...held,
        from,
        to,
      })),
    );
  return {
    now: [...open, ...ahead.filter((each) => covers(each, now))],
    ever: [...open, ...ahead],
    open,
    dated: ahead,
  };
}

function byRelease<T>(rows: readonly Row<T>[]): (release: string) => Row<T>[] {
  const groups = new Map<string, Row<T>[]>();
  for (const row of rows) {
    const known = groups.get(row.release);
    if (known === undefined) groups.set(row.release, [row]);
    else known.push(row);
  }
  return (release) => groups.get(release) ?? [];
}

function statement({ actor, now, release }: Asked): Prisma.Sql {
  const isAsked = release === undefined ? Prisma.sql`TRUE` : Prisma.sql`r.slug = ${release}`;
  return Prisma.sql`
    WITH rel AS MATERIALIZED (
      SELECT r.id, r.slug, r.title, v.state, v.stage_key, v.exposure_percent, r.template_version_id,
        COALESCE(r.rights_version_id, (SELECT g.id FROM rights_versions g WHERE ${holdsNow("g")})) AS rights_version_id
      FROM releases r JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")}
      WHERE v.state IN ('draft', 'active') AND ${isAsked} AND ${visibleTo(actor)})
    SELECT json_build_object(
      'releases', (SELECT COALESCE(json_agg(json_build_object('id', id, 'slug', slug, 'title', title, 'state', state, 'stage', stage_key,
          'exposurePercent', exposure_percent, 'templateVersionId', template_version_id, 'rightsVersionId', rights_version_id) ORDER BY slug), '[]') FROM rel),
      'rights', (SELECT COALESCE(json_agg(json_build_object('id', g.id, 'rows', g.document->'rights')), '[]') FROM rights_versions g
        WHERE g.id IN (SELECT rights_version_id FROM rel)),
      'assigned', (SELECT COALESCE(json_agg(json_build_object('release', x.release_id, 'role', x.role_key, 'people', x.people, 'teams', x.teams)), '[]')
        FROM (SELECT a.release_id, a.role_key, array_agg(a.person_id) FILTER (WHERE a.person_id IS NOT NULL) AS people,
            array_agg(a.team_id) FILTER (WHERE a.team_id IS NOT NULL) AS teams
          FROM role_assignments a JOIN rel ON rel.id = a.release_id WHERE ${holdsNow("a")} GROUP BY a.release_id, a.role_key) x),
      'dated', (SELECT COALESCE(json_agg(json_build_object('release', a.release_id, 'role', a.role_key, 'personId', a.person_id, 'teamId', a.team_id,
          'from', ${ms("a.valid_from")}, 'to', ${ms("a.valid_to")}, 'ended', a.ended)), '[]')
        FROM role_assignments a JOIN rel ON rel.id = a.release_id WHERE a.valid_to > ${now} OR a.ended = 'time'),
      'onRotas', (SELECT COALESCE(json_agg(json_build_object('release', a.release_id, 'role', a.role_key, 'rotaId', a.rota_id, 'from', ${ms("a.valid_from")})), '[]')
        FROM role_assignments a JOIN rel ON rel.id = a.release_id WHERE ${holdsNow("a")} AND a.rota_id IS NOT NULL),
      'rotas', ${rotaRows(Prisma.sql`x.id IN (SELECT a.rota_id FROM role_assignments a JOIN rel ON rel.id = a.release_id WHERE ${holdsNow("a")})`)},
      'components', (SELECT COALESCE(json_agg(json_build_object('release', rel.id, 'key', c.key, 'tier', v.tier, 'team', v.owner_team_id,
          'baseline', (SELECT json_build_object('digest', b.digest, 'parts', b.parts) FROM bundles b
            WHERE b.digest = CASE WHEN rc.pinned_at IS NULL THEN COALESCE(rc.declared_from, live.digest) ELSE rc.baseline_digest END)) ORDER BY c.key), '[]')
        FROM release_components rc JOIN rel ON rel.id = rc.release_id JOIN components c ON c.id = rc.component_id
        JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")}
        LEFT JOIN live_digests live ON live.component_id = c.id AND ${holdsNow("live")}),
      'candidates', (SELECT COALESCE(json_agg(json_build_object('release', rel.id, 'component', c.key, 'digest', k.digest, 'parts', b.parts,
          'from', ${ms("k.valid_from")}, 'to', ${ms("k.valid_to")}, 'setBy', k.set_by,
          'authors', (SELECT COALESCE(json_agg(DISTINCT a), '[]') FROM bundle_registrations g, unnest(g.authors) a WHERE g.digest = k.digest)) ORDER BY k.valid_from, k.id), '[]')
        FROM candidates k JOIN rel ON rel.id = k.release_id JOIN components c ON c.id = k.component_id JOIN bundles b ON b.digest = k.digest),
      'documents', (SELECT COALESCE(json_agg(json_build_object('release', rel.id, 'kind', d.kind, 'version', d.version, 'parts', d.parts, 'author', d.author,
          'from', ${ms("d.valid_from")}, 'to', ${ms("d.valid_to")}) ORDER BY d.kind, d.version), '[]')
        FROM release_documents d JOIN rel ON rel.id = d.release_id),
      'passages', (SELECT COALESCE(json_agg(json_build_object('release', rel.id, 'stage', s.stage_key, 'kind', s.kind, 'at', ${ms("s.at")}) ORDER BY s.order), '[]')
        FROM stage_passages s JOIN rel ON rel.id = s.release_id),
      'waivers', (SELECT COALESCE(json_agg(json_build_object('release', rel.id, 'id', w.id, 'gate', w.gate_key, 'requirement', w.requirement_key, 'subjectDigest', w.subject_digest,
          'digest', w.digest, 'expiresAt', ${ms("w.expires_at")}, 'owner', w.owner, 'reason', '', 'at', ${ms("w.at")}) ORDER BY w.at, w.id), '[]')
        FROM waivers w JOIN rel ON rel.id = w.release_id WHERE w.expires_at > ${now})
    )::text AS rows`;
}
