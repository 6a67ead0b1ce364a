import type { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { isId } from "@/lib/platform/ids";
import { emailKey } from "@/lib/platform/names";
import { holdingsOf, type Membership, type PoolEntry, type RoleGrant } from "@/lib/policy/holdings";
import type { Holding } from "@/lib/policy/model";
import { visibleTo } from "@/lib/policy/visible";
import { ms } from "@/lib/releases/authority";
import type { PersonHistory } from "./history-schemas";

type History = z.infer<typeof PersonHistory>;
type By = History["roles"][number]["by"];

interface Span {
  from: number;
  to: number | null;
}

type Assignment = Span & {
  id: string;
  role: string;
  teamId: string | null;
  rotaId: string | null;
  ended: "time" | "revoked" | null;
  release: string;
};

interface Parts {
  access: (Span & { level: string })[];
  members: (Membership & { key: string; title: string; lead: boolean })[];
  pool: (Span & { id: string; role: string; teamId: string | null })[];
  /** Versions of rotas that the person was on. */
  turns: (Span & { rotaId: string; key: string; title: string })[];
  assignments: Assignment[];
  releases: Record<string, { slug: string; title: string }> | null;
}

const most = 300;

/** Whom an address or an id names. */
export async function getNamedPerson(
  db: Reader,
  named: string,
): Promise<{ id: string; name: string; email: string }> {
  const where = isId(named) ? { id: named } : { email: emailKey(named) };
  const person = await db.person.findUnique({ where, select: { id: true, name: true, email: true } });
  if (person === null) throw notFound("person with this address");
  return person;
}

/** What somebody was here over time; of releases those alone that the reader sees. */
export async function getPersonHistory(
  db: Reader,
  { named, actor }: { named: string; actor: Actor },
): Promise<History> {
  const person = await getNamedPerson(db, named);
  const [row] = await readRows<{ parts: Parts }>(db, partsOf(person.id, actor));
  if (row === undefined) throw new Error("an aggregate without a row");
  const { parts } = row;
  const shown = parts.assignments.slice(0, most);
  return {
    person,
    access: parts.access.map(({ level, ...span }) => ({ level, ...shownRange(span) })),
    teams: parts.members.map(({ key, title, lead, ...span }) => ({ key, title, lead, ...shownRange(span) })),
    eligible: eligibleIn(parts, person.id),
    roles: rolesIn({ ...parts, assignments: shown }, person.id),
    isCut: parts.assignments.length > most,
  };
}

function eligibleIn(parts: Parts, personId: string): History["eligible"] {
  const held = holdingsOf({ assignments: null, ...factsOf(parts, personId) });
  return newestFirst(held).map(({ role, grant, from, to }) => ({
    role,
    by: teamBy(parts, parts.pool.find(({ id }) => id === grant[0])?.teamId ?? null),
    ...shownRange({ from, to }),
  }));
}

function rolesIn(parts: Parts, personId: string): History["roles"] {
  const facts = factsOf(parts, personId);
  const releases = [...new Set(parts.assignments.map(({ release }) => release))];
  const held = releases.flatMap((release) => {
    const own = parts.assignments.filter((each) => each.release === release);
    const assignments = own.flatMap((each) => grantsOf(each, parts, personId));
    return holdingsOf({ ...facts, assignments }).map((holding) => ({ ...holding, release }));
  });
  return newestFirst(held).flatMap(({ release, role, from, to, ended, grant }) => {
    const named = parts.releases?.[release];
    const given = parts.assignments.find(({ id }) => id === grant[0]);
    if (named === undefined || given === undefined) return [];
    return [{ role, release: named, by: byOf(parts, given), ...shownRange({ from, to }), ended }];
  });
}

/** To a rota it is given to the person for as long as they were on it: when their shifts were stands with the rota. */
function grantsOf({ release: _release, ...given }: Assignment, parts: Parts, personId: string): RoleGrant[] {
  const { id, role, ended, teamId, rotaId } = given;
  const span = { id, role, from: given.from, to: given.to, ended };
  if (teamId !== null) return [{ ...span, teamId }];
  if (rotaId === null) return [{ ...span, personId }];
  return parts.turns.flatMap((turn) => {
    const from = Math.max(turn.from, given.from);
    const isFirst = given.to === null || (turn.to !== null && turn.to < given.to);
    const to = isFirst ? turn.to : given.to;
    if (turn.rotaId !== rotaId || (to !== null && to <= from)) return [];
    return [{ ...span, personId, from, to, ended: isFirst ? null : ended }];
  });
}

function factsOf({ members, pool, access }: Parts, personId: string) {
  const entries = pool.map(({ id, role, from, to, teamId }): PoolEntry => {
    const entry = { id, role, from, to };
    return teamId === null ? { ...entry, personId } : { ...entry, teamId };
  });
  return {
    memberships: members,
    pool: entries,
    people: [{ id: personId, disabledAt: null, access }],
  };
}

function byOf(parts: Parts, { teamId, rotaId }: Assignment): By {
  if (rotaId === null) return teamBy(parts, teamId);
  const rota = parts.turns.find((turn) => turn.rotaId === rotaId);
  return rota === undefined ? null : { kind: "rota", key: rota.key, title: rota.title };
}

function teamBy({ members }: Parts, teamId: string | null): By {
  const team = members.find((each) => each.teamId === teamId);
  return team === undefined ? null : { kind: "team", key: team.key, title: team.title };
}

function newestFirst<One extends Pick<Holding, "from">>(held: readonly One[]): One[] {
  return held.toSorted((a, b) => b.from - a.from);
}

/** A span as it is answered. */
export function shownRange({ from, to }: Span): { from: string; to: string | null } {
  return { from: new Date(from).toISOString(), to: to === null ? null : new Date(to).toISOString() };
}

function partsOf(personId: string, actor: Actor): Prisma.Sql {
  const person = Prisma.sql`${personId}::uuid`;
  const span = (alias: string) =>
    Prisma.sql`'from', ${ms(`${alias}.valid_from`)}, 'to', ${ms(`${alias}.valid_to`)}`;
  const all = (rows: Prisma.Sql, order: string, from: Prisma.Sql) =>
    Prisma.sql`(SELECT COALESCE(jsonb_agg(jsonb_build_object(${rows}) ORDER BY ${Prisma.raw(order)}), '[]') FROM ${from})`;
  return Prisma.sql`
    WITH m AS MATERIALIZED (SELECT m.*, t.key, t.title FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.person_id = ${person}),
    v AS MATERIALIZED (SELECT v.*, o.key, o.title FROM rota_versions v JOIN rotas o ON o.id = v.rota_id WHERE ${person} = ANY(v.people)),
    a AS MATERIALIZED (
      SELECT a.*, r.slug, r.title FROM role_assignments a JOIN releases r ON r.id = a.release_id
      WHERE (a.person_id = ${person} OR a.team_id IN (SELECT team_id FROM m) OR a.rota_id IN (SELECT rota_id FROM v)) AND ${visibleTo(actor)}
      ORDER BY a.valid_from DESC, a.id LIMIT ${most + 1})
    SELECT jsonb_build_object(
      'access', ${all(Prisma.sql`'level', l.level, ${span("l")}`, "l.valid_from DESC, l.id DESC", Prisma.sql`access_levels l WHERE l.person_id = ${person}`)},
      'members', ${all(
        Prisma.sql`'id', m.id, 'teamId', m.team_id, 'personId', m.person_id, 'key', m.key, 'title', m.title, 'lead', m.lead, ${span("m")}`,
        "m.valid_from DESC, m.id DESC",
        Prisma.sql`m`,
      )},
      'pool', ${all(
        Prisma.sql`'id', e.id, 'role', e.role_key, 'teamId', e.team_id, ${span("e")}`,
        "e.valid_from, e.id",
        Prisma.sql`pool_entries e WHERE e.person_id = ${person} OR e.team_id IN (SELECT team_id FROM m)`,
      )},
      'turns', ${all(Prisma.sql`'rotaId', v.rota_id, 'key', v.key, 'title', v.title, ${span("v")}`, "v.valid_from, v.id", Prisma.sql`v`)},
      'assignments', ${all(
        Prisma.sql`'id', a.id, 'role', a.role_key, 'teamId', a.team_id, 'rotaId', a.rota_id, 'ended', a.ended, 'release', a.release_id, ${span("a")}`,
        "a.valid_from DESC, a.id",
        Prisma.sql`a`,
      )},
      'releases', (SELECT jsonb_object_agg(a.release_id, jsonb_build_object('slug', a.slug, 'title', a.title)) FROM a)) AS parts`;
}
