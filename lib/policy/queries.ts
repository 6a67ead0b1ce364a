import { levelOf } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { holdingsOf, type Membership, notBefore, type PoolEntry } from "./holdings";
import type { PersonFact } from "./model";
import type { Organisation, PoolFact, TeamFact } from "./organisation";

export { canInOrganisation, type Organisation } from "./organisation";

interface Row {
  people: (PersonFact & { access: string | null })[];
  teams: TeamFact[];
  memberships: Membership[];
  roles: { key: string; title: string }[];
  pool: (PoolFact & { from: number })[];
  rights: Organisation["rights"];
}

/** The organisation as it stands, in one statement; for commands under their locks and for pages. */
export async function loadOrganisation(db: Reader, now: Date): Promise<Organisation> {
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    WITH a AS MATERIALIZED (SELECT * FROM access_levels a WHERE ${holdsNow("a")}),
    m AS MATERIALIZED (SELECT * FROM team_members m WHERE ${holdsNow("m")}),
    e AS MATERIALIZED (SELECT * FROM pool_entries e WHERE ${holdsNow("e")}),
    named AS (SELECT person_id AS id FROM m UNION SELECT person_id FROM e WHERE person_id IS NOT NULL UNION SELECT person_id FROM a WHERE level = 'admin')
    SELECT
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', p.id, 'email', p.email, 'name', p.name, 'access', a.level,
          'disabledAt', CASE WHEN a.id IS NULL THEN (SELECT ${ms("max(l.valid_to)")} FROM access_levels l WHERE l.person_id = p.id) END) ORDER BY p.email), '[]')
        FROM named JOIN people p USING (id) LEFT JOIN a ON a.person_id = p.id) AS people,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', t.id, 'key', t.key, 'members',
          (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', m.id, 'personId', m.person_id, 'lead', m.lead)), '[]') FROM m WHERE m.team_id = t.id)) ORDER BY t.key), '[]')
        FROM teams t) AS teams,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', m.id, 'teamId', m.team_id, 'personId', m.person_id, 'from', ${ms("m.valid_from")}, 'to', NULL)), '[]')
        FROM m) AS memberships,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('key', r.key, 'title', r.title) ORDER BY r.key), '[]') FROM roles r) AS roles,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', e.id, 'role', e.role_key, 'personId', e.person_id, 'teamId', e.team_id, 'from', ${ms("e.valid_from")})), '[]')
        FROM e) AS pool,
      (SELECT jsonb_build_object('id', v.id, 'version', v.version, 'digest', v.digest, 'rows', v.document->'rights')
        FROM rights_versions v WHERE ${holdsNow("v")}) AS rights`);
  const row = rows[0];
  if (row === undefined) throw new Error("an aggregate without a row");
  const people = row.people.map(({ access: _access, ...person }) => person);
  const holdings = holdingsOf({
    assignments: null,
    memberships: row.memberships,
    pool: row.pool.map(toPoolEntry),
    people,
  });
  return {
    now: new Date(notBefore(holdings, now.getTime())),
    people,
    admins: row.people
      .filter(({ access }) => access !== null && levelOf(access) === "admin")
      .map(({ access: _access, ...person }) => person),
    teams: row.teams,
    roles: row.roles,
    pool: row.pool.map(({ from: _from, ...entry }) => entry),
    rights: row.rights,
    holdings,
  };
}

/** Id of who sets the workspace up, which is whoever was there first; null once there is a table of rights. */
export async function findOpener(db: Reader, { rights }: Organisation): Promise<string | null> {
  if (rights !== null) return null;
  const orderBy = [{ createdAt: "asc" as const }, { id: "asc" as const }];
  return (await db.person.findFirst({ orderBy, select: { id: true } }))?.id ?? null;
}

function toPoolEntry({ id, role, personId, teamId, from }: PoolFact & { from: number }): PoolEntry {
  const span = { id, role, from, to: null };
  if (personId !== null) return { ...span, personId };
  if (teamId !== null) return { ...span, teamId };
  throw new Error("a pool entry names a person or a team");
}

function ms(expression: string): Prisma.Sql {
  return Prisma.sql`(extract(epoch FROM ${Prisma.raw(expression)}) * 1000)::bigint`;
}
