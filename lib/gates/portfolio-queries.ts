import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { readPage } from "@/lib/platform/paging";
import type { Party } from "@/lib/policy/model";
import { visibleTo } from "@/lib/policy/visible";
import {
  conditionsOf,
  inFlight,
  type ListAsk,
  listed,
  overdue,
  paged,
  type Placed,
  positionIn,
  positionOf,
  shownOf,
} from "@/lib/releases/list-queries";
import type { ListSort } from "@/lib/releases/list-schemas";
import type { ReleaseState } from "@/lib/releases/model";
import { isDue, projectNow, settledOnReading } from "./refresh-projections";
import type { ReleaseStatus } from "./release-status";
import type { ReleaseSummary } from "./summary";

export interface PortfolioRow {
  id: string;
  slug: string;
  title: string;
  state: ReleaseState;
  /** null while nothing is asked. */
  status: ReleaseStatus | null;
  onHold: boolean;
  stage: string | null;
  exposurePercent: number;
  /** `2026-12-01`. */
  targetDate: string | null;
  changedAt: Date;
  waitingSince: Date | null;
  champion: Party | null;
  components: string[];
  template: string;
  summary: ReleaseSummary;
  waitingPeople: string[];
  /** Shown as last computed: more changed at once than is computed while somebody waits. */
  isRefreshing: boolean;
}

export interface PortfolioPage {
  rows: PortfolioRow[];
  next: string | null;
  previous: string | null;
}

export interface PortfolioAsk extends ListAsk {
  now: Date;
  sort: ListSort;
  /** Begins after this position. */
  cursor?: string | undefined;
  /** Ends before this position. */
  back?: string | undefined;
  limit?: number;
  /** A further condition on `r`. */
  also?: Prisma.Sql | undefined;
}

type Row = Omit<PortfolioRow, "isRefreshing"> & Placed & { isDue: boolean };

/** A page of releases against their stages: one statement by index. */
export async function portfolio(db: Reader, asked: PortfolioAsk): Promise<PortfolioPage> {
  const { sort, now, cursor, back, limit = 50, also = Prisma.sql`TRUE` } = asked;
  const backwards = back !== undefined;
  const { take, after } = readPage({ limit, cursor: back ?? cursor }, positionIn(sort));
  const { follows, order } = paged(sort, after, { backwards });
  const found = await readRows<Row>(
    db,
    Prisma.sql`
    WITH page AS (SELECT r.* FROM ${listed} WHERE ${conditionsOf(asked)} AND ${also} AND ${follows} ORDER BY ${order} LIMIT ${take})
    SELECT r.id, d.slug, d.title, r.search, r.state, r.status, r.on_hold AS "onHold", d.stage_key AS stage, d.exposure_percent AS "exposurePercent", r.target_date::text AS "targetDate",
      r.created_at AS "createdAt", r.changed_at AS "changedAt", r.waiting_since AS "waitingSince", d.champion, d.components, d.template_key AS template,
      r.summary, r.waiting_people::text[] AS "waitingPeople", COALESCE(${isDue(now, "r")}, FALSE) AS "isDue"
    FROM page r ${shownOf}
    ORDER BY ${order}`,
  );
  const hasMore = found.length === take;
  const shown = found.slice(0, take - 1);
  if (backwards) shown.reverse();
  const [first, last] = [shown[0], shown.at(-1)];
  const hasNext = backwards ? after !== null : hasMore;
  const hasPrevious = backwards ? hasMore : after !== null;
  return {
    rows: await withCurrent(db, shown, now),
    next: last !== undefined && hasNext ? cursorOf(sort, last) : null,
    previous: first !== undefined && hasPrevious ? cursorOf(sort, first) : null,
  };
}

function cursorOf(sort: ListSort, row: Placed): string {
  return Buffer.from(JSON.stringify(positionOf(sort, row))).toString("base64url");
}

/** What is due is computed for these rows alone, and for so many; the others show what is kept and say so. */
async function withCurrent(db: Reader, rows: readonly Row[], now: Date): Promise<PortfolioRow[]> {
  const computed = new Set(rows.filter((row) => row.isDue).slice(0, settledOnReading));
  return Promise.all(
    rows.map(async (row) => {
      const { isDue: isRefreshing, search: _search, createdAt: _createdAt, ...kept } = row;
      if (!computed.has(row)) return { ...kept, isRefreshing };
      const { summary, status, waitingPeople } = await projectNow(db, row.id, now);
      return { ...kept, summary, status, waitingPeople, isRefreshing: false };
    }),
  );
}

/** How many the caller sees in each of the built-in views; more than is counted to is said as such. */
export interface PortfolioCounts {
  inFlight: number;
  waiting: number;
  blocked: number;
  onHold: number;
  ready: number;
  overdue: number;
}

export const countedTo = 1000;

/** What holds the whole organisation, as a banner says it. */
export interface OrganisationHeldBy {
  id: string;
  reason: string;
  by: string;
  at: string;
}

const nothingCounted: PortfolioCounts = {
  inFlight: 0,
  waiting: 0,
  blocked: 0,
  onHold: 0,
  ready: 0,
  overdue: 0,
};

/** Counts by index, each up to a bound: their cost does not grow with the number of releases. */
export async function countPortfolio(
  db: Reader,
  { actor, today }: { actor: Actor; today: string },
): Promise<{ counts: PortfolioCounts; holds: OrganisationHeldBy[] }> {
  const upTo = (condition: Prisma.Sql) => Prisma.sql`(SELECT count(*)::int FROM (
    SELECT FROM ${listed} WHERE ${condition} AND ${visibleTo(actor)} LIMIT ${countedTo}) counted)`;
  const active = Prisma.sql`r.state = 'active'`;
  const waiting =
    actor.kind === "person"
      ? Prisma.sql`r.waiting_people && ARRAY[${actor.id}::uuid] AND ${inFlight}`
      : Prisma.sql`FALSE`;
  const rows = await readRows<PortfolioCounts & { holds: OrganisationHeldBy[] }>(
    db,
    Prisma.sql`
    SELECT ${upTo(inFlight)} AS "inFlight", ${upTo(waiting)} AS waiting, ${upTo(Prisma.sql`r.status = 'blocked' AND ${active}`)} AS blocked,
      ${upTo(Prisma.sql`r.on_hold AND ${inFlight}`)} AS "onHold", ${upTo(Prisma.sql`r.status = 'ready' AND ${active}`)} AS ready, ${upTo(overdue(today))} AS overdue,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', h.id, 'reason', h.reason, 'by', p.name, 'at', h.valid_from) ORDER BY h.valid_from, h.id), '[]')
        FROM holds h JOIN people p ON p.id = h.placed_by WHERE h.release_id IS NULL AND h.valid_to IS NULL) AS holds`,
  );
  const { holds, ...counts } = rows[0] ?? { ...nothingCounted, holds: [] };
  return { counts, holds };
}
