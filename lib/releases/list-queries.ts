import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { emailKey } from "@/lib/platform/names";
import { fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { CalendarDate, Moment } from "@/lib/platform/moments";
import type { Reader } from "@/lib/platform/db";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import type { ListedRelease } from "./answers";
import type { ListSort, ListState, ReleaseFilter } from "./list-schemas";
import { championRole } from "./model";

/** By what a list is narrowed: `today` is the reader's day, after which targets are overdue. */
export interface ListAsk {
  filter: ReleaseFilter;
  actor: Actor;
  today: string;
}

/** What lists filter and sort by, as `r`: all conditions and orders below are written for it, and one table holds them. */
export const listed = Prisma.sql`(SELECT p.release_id AS id, p.* FROM release_projections p) r`;

/** What else a row shows, as `d`; looked up for the rows of the page alone, whatever the planner thinks of reading all. */
export const shownOf = Prisma.sql`CROSS JOIN LATERAL (
  SELECT x.slug, x.title, x.started_at, v.stage_key, v.exposure_percent, t.key AS template_key, t.version AS template_version,
    (SELECT jsonb_build_object('id', c.id, 'name', c.name, 'email', c.email) FROM role_assignments a JOIN people c ON c.id = a.person_id
     WHERE a.release_id = x.id AND a.role_key = ${championRole} AND ${holdsNow("a")} ORDER BY a.valid_from, a.id LIMIT 1) AS champion,
    ARRAY(SELECT c.key FROM release_components rc JOIN components c ON c.id = rc.component_id WHERE rc.release_id = x.id ORDER BY c.key) AS components
  FROM releases x JOIN release_versions v ON v.release_id = x.id AND ${holdsNow("v")} JOIN template_versions t ON t.id = x.template_version_id
  WHERE x.id = r.id LIMIT 1) d`;

/** Written out, so that the indexes for those in flight are found. */
export const inFlight = Prisma.sql`r.state IN ('draft', 'active')`;

const states: Record<ListState, Prisma.Sql> = {
  "in-flight": inFlight,
  ended: Prisma.sql`r.state IN ('completed', 'rolled-back', 'cancelled')`,
  any: Prisma.sql`TRUE`,
  draft: Prisma.sql`r.state = 'draft' AND ${inFlight}`,
  active: Prisma.sql`r.state = 'active' AND ${inFlight}`,
  completed: Prisma.sql`r.state = 'completed'`,
  "rolled-back": Prisma.sql`r.state = 'rolled-back'`,
  cancelled: Prisma.sql`r.state = 'cancelled'`,
};

/** What the caller may see of what the conditions name. */
export function conditionsOf({ filter, actor, today }: ListAsk): Prisma.Sql {
  const { q, state = "any", status, team, component, template, champion, waiting, role } = filter;
  const all = [visibleTo(actor), states[state]];
  if (q !== undefined && q !== "") all.push(Prisma.sql`r.search LIKE lower(${like(q)})`);
  if (status === "on-hold") all.push(Prisma.sql`r.on_hold AND ${inFlight}`);
  else if (status !== undefined) all.push(Prisma.sql`r.status = ${status} AND r.state = 'active'`);
  if (filter.overdue !== undefined) all.push(overdue(today));
  if (filter.targetFrom !== undefined)
    all.push(Prisma.sql`${target} BETWEEN ${filter.targetFrom}::date AND '9999-12-31'::date`);
  if (filter.targetTo !== undefined) all.push(Prisma.sql`${target} <= ${filter.targetTo}::date`);
  if (waiting !== undefined) all.push(Prisma.sql`r.waiting_people && ${personIds(waiting, actor)}`);
  if (role !== undefined) all.push(Prisma.sql`r.waiting_roles && ARRAY[${role}]`);
  if (template !== undefined)
    all.push(
      Prisma.sql`r.id IN (SELECT x.id FROM releases x JOIN template_versions t ON t.id = x.template_version_id WHERE t.key = ${template})`,
    );
  if (champion !== undefined)
    all.push(Prisma.sql`r.id IN (SELECT a.release_id FROM role_assignments a
      WHERE a.person_id = (SELECT c.id FROM people c WHERE c.email = ${emailKey(champion)}) AND a.role_key = ${championRole} AND ${holdsNow("a")})`);
  if (team !== undefined || component !== undefined)
    all.push(Prisma.sql`r.id IN (${movingComponents({ team, component })})`);
  return Prisma.join(all, " AND ");
}

const target = Prisma.sql`COALESCE(r.target_date, 'infinity'::date)`;

export function overdue(today: string): Prisma.Sql {
  return Prisma.sql`${target} < ${today}::date AND ${inFlight}`;
}

/** One component where both are named: it is the one that the team owns. */
function movingComponents({ team, component }: Pick<ReleaseFilter, "team" | "component">): Prisma.Sql {
  const ofTeam =
    team === undefined
      ? Prisma.empty
      : Prisma.sql`JOIN component_versions cv ON cv.component_id = c.id AND ${holdsNow("cv")} JOIN teams o ON o.id = cv.owner_team_id AND o.key = ${team}`;
  const named = component === undefined ? Prisma.empty : Prisma.sql`WHERE c.key = ${component}`;
  return Prisma.sql`SELECT rc.release_id FROM release_components rc JOIN components c ON c.id = rc.component_id ${ofTeam} ${named}`;
}

function personIds(waiting: string, actor: Actor): Prisma.Sql {
  if (waiting !== "me")
    return Prisma.sql`ARRAY(SELECT c.id FROM people c WHERE c.email = ${emailKey(waiting)})`;
  if (actor.kind === "person") return Prisma.sql`ARRAY[${actor.id}::uuid]`;
  throw fieldError("/waiting", "waiting: nothing waits for a machine", "the e-mail address of a person");
}

function like(text: string): string {
  return `%${text.replace(/[\\%_]/g, String.raw`\$&`)}%`;
}

interface Order {
  by: Prisma.Sql;
  type: Prisma.Sql;
  latestFirst: boolean;
  /** What a cursor may hold for it. */
  key: z.ZodType<string>;
}

const date = { type: Prisma.sql`date`, key: z.union([CalendarDate, z.literal("infinity")]) };
const moment = { type: Prisma.sql`timestamptz`, key: z.union([Moment, z.literal("infinity")]) };

const orders: Record<ListSort, Order> = {
  target: { by: target, ...date, latestFirst: false },
  changed: { by: Prisma.sql`r.changed_at`, ...moment, latestFirst: true },
  waiting: {
    by: Prisma.sql`COALESCE(r.waiting_since, 'infinity'::timestamptz)`,
    ...moment,
    latestFirst: false,
  },
  title: { by: Prisma.sql`r.search`, type: Prisma.sql`text`, key: z.string().max(600), latestFirst: false },
  created: { by: Prisma.sql`r.created_at`, ...moment, latestFirst: true },
};

/** What a row's place in each order is read from. */
export interface Placed {
  id: string;
  targetDate: string | null;
  changedAt: Date;
  waitingSince: Date | null;
  search: string;
  createdAt: Date;
}

function keyOf(sort: ListSort, row: Placed): string {
  switch (sort) {
    case "target":
      return row.targetDate ?? "infinity";
    case "changed":
      return row.changedAt.toISOString();
    case "waiting":
      return row.waitingSince?.toISOString() ?? "infinity";
    case "title":
      return row.search;
    case "created":
      return row.createdAt.toISOString();
  }
}

export function positionOf(sort: ListSort, row: Placed): [ListSort, string, string] {
  return [sort, keyOf(sort, row), row.id];
}

/** A position in one order: the cursor of another is none. */
export function positionIn(sort: ListSort) {
  return z.tuple([z.literal(sort), orders[sort].key, z.uuid()]);
}

/** Which rows follow a position and in which order they are read; backwards they precede it. */
export function paged(
  sort: ListSort,
  after: readonly [string, string, string] | null,
  { backwards = false }: { backwards?: boolean } = {},
): { follows: Prisma.Sql; order: Prisma.Sql } {
  const { by, type, latestFirst } = orders[sort];
  const isDescending = latestFirst !== backwards;
  const direction = isDescending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const beyond = isDescending ? Prisma.sql`<` : Prisma.sql`>`;
  return {
    follows:
      after === null
        ? Prisma.sql`TRUE`
        : Prisma.sql`(${by}, r.id) ${beyond} (${after[1]}::${type}, ${after[2]}::uuid)`,
    order: Prisma.sql`${by} ${direction}, r.id ${direction}`,
  };
}

type Row = Placed & Omit<ListedRelease, "createdAt" | "startedAt" | "changedAt"> & { startedAt: Date | null };

/** Releases that the caller may see, the newest first unless told. */
export async function listReleases(
  db: Reader,
  { limit, cursor, ...asked }: ListAsk & PageAsk,
): Promise<Page<ListedRelease>> {
  const sort = asked.filter.sort ?? "created";
  const { take, after } = readPage({ limit, cursor }, positionIn(sort));
  const { follows, order } = paged(sort, after);
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    WITH page AS (SELECT r.* FROM ${listed} WHERE ${conditionsOf(asked)} AND ${follows} ORDER BY ${order} LIMIT ${take})
    SELECT r.id, d.slug, d.title, r.search, r.state, r.status, d.stage_key AS stage, d.exposure_percent AS "exposurePercent", r.target_date::text AS "targetDate",
      r.restricted AS "isRestricted", jsonb_build_object('key', d.template_key, 'version', d.template_version) AS template,
      r.created_at AS "createdAt", d.started_at AS "startedAt", r.changed_at AS "changedAt", r.waiting_since AS "waitingSince",
      d.champion - 'id' AS champion, d.components,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('name', p.name, 'email', p.email) ORDER BY p.email), '[]') FROM people p WHERE p.id = ANY(r.waiting_people)) AS "waitingFor",
      (SELECT count(*)::int FROM holds h WHERE (h.release_id = r.id OR h.release_id IS NULL AND ${inFlight}) AND ${holdsNow("h")}) AS holds
    FROM page r ${shownOf}
    ORDER BY ${order}`);
  return toPage({ rows, take, item: toListed, position: (row) => positionOf(sort, row) });
}

function toListed({ id: _id, search: _search, waitingSince: _since, ...row }: Row): ListedRelease {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    changedAt: row.changedAt.toISOString(),
  };
}
