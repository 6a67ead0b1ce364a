import { z } from "zod";
import type { Reader } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { emailKey } from "@/lib/platform/names";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { holdsNow } from "@/lib/platform/ranges";
import { type Actor, levelOf } from "./actor";
import type { MachineAnswer, PersonAnswer, TeamAnswer, TokenAnswer } from "./schemas";

interface PersonRow {
  email: string;
  name: string;
  level: string | null;
  createdAt: Date;
  teams: { key: string; title: string; lead: boolean }[];
}

function personRows(db: Reader, { where, take }: { where: Prisma.Sql; take: number }): Promise<PersonRow[]> {
  return db.$queryRaw<PersonRow[]>(Prisma.sql`
    SELECT p.email, p.name, a.level, p.created_at AS "createdAt",
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('key', t.key, 'title', t.title, 'lead', m.lead) ORDER BY t.key), '[]')
       FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.person_id = p.id AND ${holdsNow("m")}) AS teams
    FROM people p LEFT JOIN access_levels a ON a.person_id = p.id AND ${holdsNow("a")}
    WHERE ${where} ORDER BY p.email COLLATE "C" LIMIT ${take}`);
}

/** People by address. */
export async function listPeople(db: Reader, page: PageAsk): Promise<Page<PersonAnswer>> {
  const { take, after } = readPage(page, z.string());
  const where = after === null ? Prisma.sql`TRUE` : Prisma.sql`p.email COLLATE "C" > ${after}`;
  const rows = await personRows(db, { where, take });
  return toPage({ rows, take, item: toPerson, position: (row) => row.email });
}

export async function getPersonView(db: Reader, email: string): Promise<PersonAnswer> {
  const [row] = await personRows(db, { where: Prisma.sql`p.email = ${emailKey(email)}`, take: 1 });
  if (row === undefined) throw notFound("person with this address");
  return toPerson(row);
}

function toPerson({ level, createdAt, ...row }: PersonRow): PersonAnswer {
  return { ...row, access: level === null ? null : levelOf(level), createdAt: createdAt.toISOString() };
}

/** Teams by key, with those in them now. */
export async function listTeams(db: Reader, page: PageAsk): Promise<Page<TeamAnswer>> {
  const { take, after } = readPage(page, z.string());
  const rows = await db.$queryRaw<TeamAnswer[]>(Prisma.sql`
    SELECT t.key, t.title,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('email', p.email, 'name', p.name, 'lead', m.lead) ORDER BY p.email), '[]')
       FROM team_members m JOIN people p ON p.id = m.person_id WHERE m.team_id = t.id AND ${holdsNow("m")}) AS members,
      (SELECT COALESCE(jsonb_agg(e.role_key ORDER BY e.role_key), '[]') FROM pool_entries e WHERE e.team_id = t.id AND ${holdsNow("e")}) AS "inPools"
    FROM teams t WHERE t.key COLLATE "C" > ${after ?? ""} ORDER BY t.key COLLATE "C" LIMIT ${take}`);
  return toPage({ rows, take, item: (row) => row, position: (row) => row.key });
}

type MachineRow = Omit<MachineAnswer, "createdAt" | "disabledAt"> & {
  createdAt: Date;
  disabledAt: Date | null;
};

/** Machines by key. */
export async function listMachines(db: Reader, { page }: { page: PageAsk }): Promise<Page<MachineAnswer>> {
  const { take, after } = readPage(page, z.string());
  const rows = await db.$queryRaw<MachineRow[]>(Prisma.sql`
    SELECT m.key, m.title, t.key AS owner, m.created_at AS "createdAt", m.disabled_at AS "disabledAt"
    FROM machines m JOIN teams t ON t.id = m.owner_team_id WHERE m.key COLLATE "C" > ${after ?? ""} ORDER BY m.key COLLATE "C" LIMIT ${take}`);
  const item = (row: MachineRow) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    disabledAt: row.disabledAt?.toISOString() ?? null,
  });
  return toPage({ rows, take, item, position: (row) => row.key });
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
    item: ({ id, name, hint, scopes, createdAt, expiresAt, revokedAt }) => ({
      id,
      name,
      hint,
      scopes,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt?.toISOString() ?? null,
      revokedAt: revokedAt?.toISOString() ?? null,
    }),
    position: (row) => row.id,
  });
}
