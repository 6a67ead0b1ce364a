import type { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { decisionWords } from "@/lib/policy/decision-words";
import { holdingsOf, type Membership, type PoolEntry, type RoleGrant } from "@/lib/policy/holdings";
import { joined, shiftsOf } from "@/lib/policy/rota";
import { rotaRows, type RotaRow, toRota } from "@/lib/policy/rota-rows";
import { visibleTo } from "@/lib/policy/visible";
import { ms } from "@/lib/releases/authority";
import type { RoleHistory } from "./history-schemas";
import { shownRange } from "./person-history-queries";
import { givenTo } from "./rights-periods-rules";
import { lineOf, readTables } from "./rights-tables-queries";

type History = z.infer<typeof RoleHistory>;
type By = History["held"][number]["by"];

interface Span {
  from: number;
  to: number | null;
}
interface Titled {
  key: string;
  title: string;
}

type Assignment = Span & {
  id: string;
  personId: string | null;
  teamId: string | null;
  rotaId: string | null;
  ended: "time" | "revoked" | null;
  release: string;
};

interface Parts {
  pool: (Span & { id: string; personId: string | null; teamId: string | null })[];
  memberships: Membership[];
  people: { id: string; name: string; email: string; disabledAt: null; access: Span[] }[];
  assignments: Assignment[];
  teams: Record<string, Titled> | null;
  rotas: RotaRow[];
  releases: Record<string, { slug: string; title: string }> | null;
}

const most = 300;
const shiftsBackMs = 30 * 86_400_000;

/** Who held a role when, as far as the reader sees the releases, and what it decides now. */
export async function getRoleHistory(
  db: Reader,
  { key, actor, now }: { key: string; actor: Actor; now: Date },
): Promise<History> {
  const role = await db.role.findUnique({ where: { key } });
  if (role === null) throw notFound("role with this key");
  const [[row], tables] = await Promise.all([
    readRows<{ parts: Parts }>(db, partsOf(key, actor)),
    readTables(db),
  ]);
  if (row === undefined) throw new Error("an aggregate without a row");
  const isCut = row.parts.assignments.length > most;
  const parts = { ...row.parts, assignments: row.parts.assignments.slice(0, most) };
  return {
    role: { key, title: role.title, since: role.createdAt.toISOString() },
    eligible: eligibleIn(parts, key),
    held: heldIn(parts, key),
    rotas: rotasIn(parts),
    shifts: shiftsIn(parts, now.getTime()),
    decides: tables.flatMap(({ table, versions }) =>
      givenTo(key, versions).map(({ row: given, since, sinceVersion }) => ({
        decision: given.decision,
        title: decisionWords(given.decision),
        table,
        ...lineOf(given),
        since: new Date(since).toISOString(),
        sinceVersion,
      })),
    ),
    isCut,
  };
}

function eligibleIn(parts: Parts, role: string): History["eligible"] {
  const held = holdingsOf({ assignments: null, ...factsOf(parts, role) });
  return held
    .toSorted((a, b) => b.from - a.from)
    .flatMap(({ personId, grant, from, to }) => {
      const person = partyOf(parts, personId);
      const teamId = parts.pool.find(({ id }) => id === grant[0])?.teamId ?? null;
      return person === null ? [] : [{ person, by: teamBy(parts, teamId), ...shownRange({ from, to }) }];
    });
}

/** By name and by team; who was on shift of a rota stands with its shifts. */
function heldIn(parts: Parts, role: string): History["held"] {
  const facts = factsOf(parts, role);
  const given = parts.assignments.filter(({ rotaId }) => rotaId === null);
  const held = [...new Set(given.map(({ release }) => release))].flatMap((release) => {
    const assignments = given
      .filter((each) => each.release === release)
      .flatMap(({ id, personId, teamId, from, to, ended }): RoleGrant[] => {
        const grant = { id, role, from, to, ended };
        if (personId !== null) return [{ ...grant, personId }];
        return teamId === null ? [] : [{ ...grant, teamId }];
      });
    return holdingsOf({ ...facts, assignments }).map((holding) => ({ ...holding, release }));
  });
  return held
    .toSorted((a, b) => b.from - a.from)
    .flatMap(({ release, personId, grant, from, to, ended }) => {
      const [person, named] = [partyOf(parts, personId), parts.releases?.[release]];
      if (person === null || named === undefined) return [];
      const teamId = given.find(({ id }) => id === grant[0])?.teamId ?? null;
      return [{ person, release: named, by: teamBy(parts, teamId), ...shownRange({ from, to }), ended }];
    });
}

function rotasIn({ assignments, rotas, releases }: Parts): History["rotas"] {
  return assignments.flatMap(({ rotaId, release, from, to }) => {
    const [rota, named] = [rotas.find(({ id }) => id === rotaId), releases?.[release]];
    if (rota === undefined || named === undefined) return [];
    return [{ release: named, rota: { key: rota.key, title: rota.title }, ...shownRange({ from, to }) }];
  });
}

function shiftsIn(parts: Parts, now: number): History["shifts"] {
  const current = new Set(parts.assignments.flatMap(({ rotaId, to }) => (to === null ? [rotaId] : [])));
  return parts.rotas
    .filter(({ id }) => current.has(id))
    .flatMap((row) =>
      joined(shiftsOf(toRota(row), now - shiftsBackMs, now)).flatMap(({ personId, from, to }) => {
        const person = partyOf(parts, personId);
        if (person === null) return [];
        const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
        return [{ rota: { key: row.key, title: row.title }, person, ...span }];
      }),
    )
    .toSorted((a, b) => (a.from < b.from ? 1 : -1));
}

function factsOf({ pool, memberships, people }: Parts, role: string) {
  const entries = pool.flatMap(({ id, personId, teamId, from, to }): PoolEntry[] => {
    const entry = { id, role, from, to };
    if (personId !== null) return [{ ...entry, personId }];
    return teamId === null ? [] : [{ ...entry, teamId }];
  });
  return { memberships, pool: entries, people };
}

function partyOf({ people }: Parts, id: string): { name: string; email: string } | null {
  const person = people.find((each) => each.id === id);
  return person === undefined ? null : { name: person.name, email: person.email };
}

function teamBy({ teams }: Parts, teamId: string | null): By {
  const team = teamId === null ? undefined : teams?.[teamId];
  return team === undefined ? null : { kind: "team", ...team };
}

function partsOf(role: string, actor: Actor): Prisma.Sql {
  const span = (alias: string) =>
    Prisma.sql`'from', ${ms(`${alias}.valid_from`)}, 'to', ${ms(`${alias}.valid_to`)}`;
  const all = (rows: Prisma.Sql, order: string, from: Prisma.Sql) =>
    Prisma.sql`(SELECT COALESCE(jsonb_agg(jsonb_build_object(${rows}) ORDER BY ${Prisma.raw(order)}), '[]') FROM ${from})`;
  return Prisma.sql`
    WITH e AS MATERIALIZED (SELECT * FROM pool_entries WHERE role_key = ${role}),
    a AS MATERIALIZED (
      SELECT a.*, r.slug, r.title FROM role_assignments a JOIN releases r ON r.id = a.release_id
      WHERE a.role_key = ${role} AND ${visibleTo(actor)} ORDER BY a.valid_from DESC, a.id LIMIT ${most + 1}),
    t AS MATERIALIZED (SELECT team_id AS id FROM e UNION SELECT team_id FROM a),
    m AS MATERIALIZED (SELECT * FROM team_members WHERE team_id IN (SELECT id FROM t)),
    w AS MATERIALIZED (SELECT unnest(v.people) AS id FROM rota_versions v WHERE v.rota_id IN (SELECT rota_id FROM a))
    SELECT jsonb_build_object(
      'pool', ${all(Prisma.sql`'id', e.id, 'personId', e.person_id, 'teamId', e.team_id, ${span("e")}`, "e.valid_from, e.id", Prisma.sql`e`)},
      'memberships', ${all(Prisma.sql`'id', m.id, 'teamId', m.team_id, 'personId', m.person_id, ${span("m")}`, "m.id", Prisma.sql`m`)},
      'assignments', ${all(
        Prisma.sql`'id', a.id, 'personId', a.person_id, 'teamId', a.team_id, 'rotaId', a.rota_id, 'ended', a.ended, 'release', a.release_id, ${span("a")}`,
        "a.valid_from DESC, a.id",
        Prisma.sql`a`,
      )},
      'people', ${all(
        Prisma.sql`'id', p.id, 'name', p.name, 'email', p.email, 'disabledAt', NULL::bigint,
          'access', (SELECT COALESCE(jsonb_agg(jsonb_build_object(${span("l")}) ORDER BY l.valid_from, l.id), '[]') FROM access_levels l WHERE l.person_id = p.id)`,
        "p.email",
        Prisma.sql`people p WHERE p.id IN (SELECT person_id FROM e UNION SELECT person_id FROM a UNION SELECT person_id FROM m UNION SELECT id FROM w)`,
      )},
      'teams', (SELECT jsonb_object_agg(x.id, jsonb_build_object('key', x.key, 'title', x.title)) FROM teams x WHERE x.id IN (SELECT id FROM t)),
      'rotas', ${rotaRows(Prisma.sql`x.id IN (SELECT rota_id FROM a)`)},
      'releases', (SELECT jsonb_object_agg(a.release_id, jsonb_build_object('slug', a.slug, 'title', a.title)) FROM a)) AS parts`;
}
