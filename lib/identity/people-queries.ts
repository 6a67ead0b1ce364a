import { z } from "zod";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { emailKey } from "@/lib/platform/names";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { holdsNow } from "@/lib/platform/ranges";
import { type AccessLevelName, levelOf } from "./actor";
import type { PersonAnswer, PersonDetail, PersonState } from "./schemas";

export interface PeopleFilter extends PageAsk {
  /** Part of a name or an address. */
  q?: string | undefined;
  state?: PersonState | undefined;
  access?: AccessLevelName | undefined;
  /** Key of a team they are in. */
  team?: string | undefined;
  /** Key of a role they can be given. */
  role?: string | undefined;
}

type PersonRow = Omit<PersonAnswer, "access" | "createdAt" | "lastSeenAt"> & {
  id: string;
  level: string | null;
  createdAt: Date;
  lastSeenAt: Date | null;
};

const lastSeen = Prisma.sql`GREATEST(
  (SELECT max(s.used_at) FROM sessions s WHERE s.person_id = p.id),
  (SELECT max(k.last_used_at) FROM tokens k WHERE k.person_id = p.id))`;

function stateAt(now: Date): Prisma.Sql {
  return Prisma.sql`CASE WHEN p.erased_at IS NOT NULL THEN 'erased' WHEN a.id IS NULL THEN 'disabled'
    WHEN EXISTS (SELECT 1 FROM sessions s WHERE s.person_id = p.id) THEN 'enabled'
    WHEN EXISTS (SELECT 1 FROM activations v WHERE v.person_id = p.id AND v.used_at IS NULL AND v.expires_at > ${now}) THEN 'invited'
    ELSE 'never-signed-in' END`;
}

/** Pool entries by which a person can be given a role: their own, and those of teams they are in. */
const reached = Prisma.sql`FROM pool_entries e LEFT JOIN teams et ON et.id = e.team_id
  WHERE ${holdsNow("e")} AND (e.person_id = p.id OR EXISTS (
    SELECT 1 FROM team_members em WHERE em.team_id = e.team_id AND em.person_id = p.id AND ${holdsNow("em")}))`;

function personRows(
  db: Reader,
  { where, take, now }: { where: Prisma.Sql; take: number; now: Date },
): Promise<PersonRow[]> {
  return db.$queryRaw<PersonRow[]>(Prisma.sql`
    SELECT p.id, p.email, p.name, a.level, p.created_at AS "createdAt", ${stateAt(now)} AS state, ${lastSeen} AS "lastSeenAt",
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('key', t.key, 'title', t.title, 'lead', m.lead) ORDER BY t.key), '[]')
       FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.person_id = p.id AND ${holdsNow("m")}) AS teams,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('role', x.role, 'by', x.by) ORDER BY x.role), '[]')
       FROM (SELECT e.role_key AS role, jsonb_agg(et.key ORDER BY et.key) AS by ${reached} GROUP BY e.role_key) x WHERE a.id IS NOT NULL) AS roles
    FROM people p LEFT JOIN access_levels a ON a.person_id = p.id AND ${holdsNow("a")}
    WHERE ${where} ORDER BY p.email COLLATE "C" LIMIT ${take}`);
}

/** People by address. */
export async function listPeople(
  db: Reader,
  { q, state, access, team, role, now, ...page }: PeopleFilter & { now: Date },
): Promise<Page<PersonAnswer>> {
  const { take, after } = readPage(page, z.string());
  const given = (value: string | undefined) => Prisma.sql`${value ?? null}::text`;
  const where = Prisma.sql`(${after}::text IS NULL OR p.email COLLATE "C" > ${after})
    AND (${given(q)} IS NULL OR strpos(lower(p.name || ' ' || p.email), lower(${given(q)})) > 0)
    AND (${given(state)} IS NULL OR ${stateAt(now)} = ${given(state)})
    AND (${given(access)} IS NULL OR a.level = ${given(access)})
    AND (${given(team)} IS NULL OR EXISTS (SELECT 1 FROM team_members m JOIN teams t ON t.id = m.team_id
      WHERE m.person_id = p.id AND t.key = ${given(team)} AND ${holdsNow("m")}))
    AND (${given(role)} IS NULL OR (a.id IS NOT NULL AND EXISTS (SELECT 1 ${reached} AND e.role_key = ${given(role)})))`;
  const rows = await personRows(db, { where, take, now });
  return toPage({ rows, take, item: toPerson, position: (row) => row.email });
}

/** One person by address. */
export async function getPersonView(db: Reader, email: string, now: Date): Promise<PersonAnswer> {
  return toPerson(await personRow(db, email, now));
}

/** The same with what of theirs stands open. */
export async function getPersonDetail(db: Reader, email: string, now: Date): Promise<PersonDetail> {
  const row = await personRow(db, email, now);
  const sessions = await db.session.count({
    where: { personId: row.id, revokedAt: null, expiresAt: { gt: now } },
  });
  return { ...toPerson(row), sessions };
}

async function personRow(db: Reader, email: string, now: Date): Promise<PersonRow> {
  const [row] = await personRows(db, { where: Prisma.sql`p.email = ${emailKey(email)}`, take: 1, now });
  if (row === undefined) throw notFound("person with this address");
  return row;
}

/** Whether somebody has this address. */
export async function hasPerson(db: Reader, email: string): Promise<boolean> {
  return (await db.person.count({ where: { email: emailKey(email) } })) > 0;
}

function toPerson({ id: _id, level, createdAt, lastSeenAt, roles, ...row }: PersonRow): PersonAnswer {
  return {
    ...row,
    roles: roles.map(({ role, by }) => ({ role, by })),
    access: level === null ? null : levelOf(level),
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  };
}
