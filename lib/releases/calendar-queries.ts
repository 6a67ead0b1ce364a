import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { ReleaseStatus } from "@/lib/gates/release-status";
import { rotasOf } from "@/lib/policy/rota-rows";
import { conditionsOf, inFlight, listed } from "./list-queries";
import type { CalendarFilter } from "./calendar-schemas";
import type { ReleaseState } from "./model";

/** Something on a day; targets of releases, and room for what else has days. */
export interface CalendarItem {
  kind: "target";
  date: string;
  release: {
    slug: string;
    title: string;
    state: ReleaseState;
    status: ReleaseStatus | null;
    onHold: boolean;
  };
}

type Row = { date: string } & CalendarItem["release"];

/** More than this in one calendar is cut, and said. */
export const mostItems = 1000;

interface Asked {
  actor: Actor;
  filter: CalendarFilter;
  from: string;
  to: string;
}

/** Targets from one day to another that the caller may see, by day; of all states. */
export async function calendarOf(
  db: Reader,
  { actor, filter, from, to }: Asked,
): Promise<{ items: CalendarItem[]; isCut: boolean }> {
  const where = conditionsOf({
    filter: { ...given(filter), targetFrom: from, targetTo: to },
    actor,
    today: from,
  });
  const rows = await read(db, {
    where: Prisma.sql`${where} AND ${mine(filter, actor)}`,
    limit: mostItems + 1,
  });
  return { items: rows.slice(0, mostItems).map(toItem), isCut: rows.length > mostItems };
}

/** Targets that have passed of releases in flight, the latest first. */
export async function overdueOf(
  db: Reader,
  { actor, filter, today, limit }: Pick<Asked, "actor" | "filter"> & { today: string; limit: number },
): Promise<CalendarItem[]> {
  const where = conditionsOf({ filter: { ...given(filter), overdue: "yes" }, actor, today });
  return (
    await read(db, { where: Prisma.sql`${where} AND ${mine(filter, actor)}`, limit, latestFirst: true })
  ).map(toItem);
}

function given({ mine: _mine, ...filter }: CalendarFilter): Omit<CalendarFilter, "mine"> {
  return filter;
}

/** Releases in which the caller holds a role, by themselves or by team. */
export function mine(filter: CalendarFilter, actor: Actor): Prisma.Sql {
  if (filter.mine === undefined) return Prisma.sql`TRUE`;
  if (actor.kind !== "person") return Prisma.sql`FALSE`;
  return Prisma.sql`EXISTS (SELECT FROM role_assignments a WHERE a.release_id = r.id AND a.valid_to IS NULL AND (a.person_id = ${actor.id}::uuid
    OR a.team_id IN (SELECT m.team_id FROM team_members m WHERE m.person_id = ${actor.id}::uuid AND m.valid_to IS NULL) OR a.rota_id IN (${rotasOf(actor.id)})))`;
}

async function read(
  db: Reader,
  { where, limit, latestFirst = false }: { where: Prisma.Sql; limit: number; latestFirst?: boolean },
): Promise<Row[]> {
  const direction = latestFirst ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const order = Prisma.sql`COALESCE(r.target_date, 'infinity'::date) ${direction}, r.id ${direction}`;
  return readRows<Row>(
    db,
    Prisma.sql`
    WITH page AS (SELECT r.* FROM ${listed} WHERE ${where} ORDER BY ${order} LIMIT ${limit})
    SELECT r.target_date::text AS date, x.slug, x.title, r.state, CASE WHEN ${inFlight} THEN r.status END AS status, r.on_hold AND ${inFlight} AS "onHold"
    FROM page r JOIN releases x ON x.id = r.id ORDER BY ${order}`,
  );
}

function toItem({ date, ...release }: Row): CalendarItem {
  return { kind: "target", date, release };
}
