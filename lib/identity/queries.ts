import { z } from "zod";
import type { Reader } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { emailKey } from "@/lib/platform/names";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { holdsNow } from "@/lib/platform/ranges";
import type { Actor } from "./actor";
import type { MachineAnswer, TeamAnswer, TeamDetail, TokenAnswer } from "./schemas";

function teamRows(db: Reader, { where, take }: { where: Prisma.Sql; take: number }): Promise<TeamAnswer[]> {
  return db.$queryRaw<TeamAnswer[]>(Prisma.sql`
    SELECT t.key, t.title,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('email', p.email, 'name', p.name, 'lead', m.lead, 'source', m.source) ORDER BY m.lead DESC, p.email), '[]')
       FROM team_members m JOIN people p ON p.id = m.person_id WHERE m.team_id = t.id AND ${holdsNow("m")}) AS members,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('name', g.name, 'byLeads', g.by_leads) ORDER BY g.name), '[]') FROM team_groups g WHERE g.team_id = t.id AND ${holdsNow("g")}) AS groups,
      (SELECT COALESCE(jsonb_agg(e.role_key ORDER BY e.role_key), '[]') FROM pool_entries e WHERE e.team_id = t.id AND ${holdsNow("e")}) AS "inPools"
    FROM teams t WHERE ${where} ORDER BY t.key COLLATE "C" LIMIT ${take}`);
}

/** Teams by key, with those in them now, leads first. */
export async function listTeams(
  db: Reader,
  { q, ...page }: PageAsk & { q?: string | undefined },
): Promise<Page<TeamAnswer>> {
  const { take, after } = readPage(page, z.string());
  const where = Prisma.sql`t.key COLLATE "C" > ${after ?? ""}
    AND (${q ?? null}::text IS NULL OR strpos(lower(t.key || ' ' || t.title), lower(${q ?? null})) > 0)`;
  const rows = await teamRows(db, { where, take });
  return toPage({ rows, take, item: (row) => row, position: (row) => row.key });
}

/** A team with what it owns. */
export async function getTeam(db: Reader, key: string): Promise<TeamDetail> {
  const [row] = await teamRows(db, { where: Prisma.sql`t.key = ${key}`, take: 1 });
  if (row === undefined) throw notFound("team with this key");
  const [owned] = await db.$queryRaw<Pick<TeamDetail, "components" | "machines">[]>(Prisma.sql`
    SELECT
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('key', c.key, 'title', v.title, 'tier', v.tier) ORDER BY c.key), '[]')
       FROM components c JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")} WHERE v.owner_team_id = t.id) AS components,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('key', m.key, 'title', m.title) ORDER BY m.key), '[]')
       FROM machines m WHERE m.owner_team_id = t.id AND m.disabled_at IS NULL) AS machines
    FROM teams t WHERE t.key = ${key}`);
  return { ...row, components: owned?.components ?? [], machines: owned?.machines ?? [] };
}

type MachineRow = Omit<MachineAnswer, "createdAt" | "disabledAt" | "lastUsedAt"> & {
  createdAt: Date;
  disabledAt: Date | null;
  lastUsedAt: Date | null;
};

function machineRows(
  db: Reader,
  { where, take }: { where: Prisma.Sql; take: number },
): Promise<MachineRow[]> {
  return db.$queryRaw<MachineRow[]>(Prisma.sql`
    SELECT m.key, m.title, t.key AS owner, m.created_at AS "createdAt", m.disabled_at AS "disabledAt",
      (SELECT count(*)::int FROM tokens k WHERE k.machine_id = m.id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())) AS tokens,
      (SELECT max(k.last_used_at) FROM tokens k WHERE k.machine_id = m.id) AS "lastUsedAt"
    FROM machines m JOIN teams t ON t.id = m.owner_team_id WHERE ${where} ORDER BY m.key COLLATE "C" LIMIT ${take}`);
}

function toMachine({ createdAt, disabledAt, lastUsedAt, ...row }: MachineRow): MachineAnswer {
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    disabledAt: disabledAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

/** Machines by key. */
export async function listMachines(
  db: Reader,
  { page, q, team }: { page: PageAsk; q?: string | undefined; team?: string | undefined },
): Promise<Page<MachineAnswer>> {
  const { take, after } = readPage(page, z.string());
  const where = Prisma.sql`m.key COLLATE "C" > ${after ?? ""} AND (${team ?? null}::text IS NULL OR t.key = ${team ?? null})
    AND (${q ?? null}::text IS NULL OR strpos(lower(m.key || ' ' || m.title), lower(${q ?? null})) > 0)`;
  const rows = await machineRows(db, { where, take });
  return toPage({ rows, take, item: toMachine, position: (row) => row.key });
}

export async function getMachine(db: Reader, key: string): Promise<MachineAnswer> {
  const [row] = await machineRows(db, { where: Prisma.sql`m.key = ${key}`, take: 1 });
  if (row === undefined) throw notFound("machine with this key");
  return toMachine(row);
}

/** A person's tokens, newest first: for themselves and for admins, who see what there is and no token. */
export async function listTokens(
  db: Reader,
  { email, actor, page }: { email: string; actor: Actor; page: PageAsk },
): Promise<Page<TokenAnswer>> {
  const person = await db.person.findUnique({ where: { email: emailKey(email) } });
  const isOwn = actor.kind === "person" && actor.id === person?.id;
  if (!isOwn && !(actor.kind === "person" && actor.access === "admin")) {
    throw new AppError("own-only", "Tokens are seen by their own person and by admins.", {
      rule: "own-only",
    });
  }
  if (person === null) throw notFound("person with this address");
  return tokenPage(db, { personId: person.id }, page);
}

/** A machine's tokens, newest first: for admins and the leads of the team that owns it. */
export async function listMachineTokens(
  db: Reader,
  { key, actor, page }: { key: string; actor: Actor; page: PageAsk },
): Promise<Page<TokenAnswer>> {
  const machine = await db.machine.findUnique({ where: { key } });
  if (machine === null) throw notFound("machine with this key");
  const leads = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT m.person_id AS id FROM team_members m WHERE m.team_id = ${machine.ownerTeamId}::uuid AND m.lead AND ${holdsNow("m")}`);
  const may =
    actor.kind === "person" && (actor.access === "admin" || leads.some(({ id }) => id === actor.id));
  if (!may)
    throw new AppError("access-level", "A machine's tokens are seen by admins and the leads of its team.", {
      rule: "access-level",
    });
  return tokenPage(db, { machineId: machine.id }, page);
}

async function tokenPage(
  db: Reader,
  owner: { personId: string } | { machineId: string },
  page: PageAsk,
): Promise<Page<TokenAnswer>> {
  const { take, after } = readPage(page, z.uuid());
  const rows = await db.token.findMany({
    where: { ...owner, ...(after === null ? {} : { id: { lt: after } }) },
    orderBy: { id: "desc" },
    take,
  });
  return toPage({
    rows,
    take,
    item: ({ id, name, hint, scopes, createdAt, expiresAt, revokedAt, lastUsedAt }) => ({
      id,
      name,
      hint,
      scopes,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt?.toISOString() ?? null,
      revokedAt: revokedAt?.toISOString() ?? null,
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    }),
    position: (row) => row.id,
  });
}
