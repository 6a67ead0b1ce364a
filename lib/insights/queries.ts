import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { visibleTo } from "@/lib/policy/visible";
import { utc } from "@/lib/rollbacks/columns";
import { blocksOf, spans } from "./blocks";
import { figureOf, figuresFrom, type Tallied } from "./figures-from";
import type { Measure } from "./model";
import {
  type Figure,
  type HealthAnswer,
  type HealthFilter,
  monthBefore,
  type MonthFigures,
  monthsIn,
  type ValueAnswer,
} from "./schemas";
import { allTeams } from "./store";
import { waitingFigures } from "./waiting-queries";

/**
 * All figures of a period, from tallies: their cost is that of what they are told by, not of how many releases there were. What waits is
 * told as of now.
 */
export async function processHealth(db: Reader, filter: HealthFilter, now: Date): Promise<HealthAnswer> {
  const [figures, months, waiting] = await Promise.all([
    figuresOf(db, filter),
    monthsOf(db, filter),
    waitingFigures(db, filter, now),
  ]);
  return { ...filter, figures, months, waiting, ...silent(figures) };
}

function tallied({ team, template }: HealthFilter): Prisma.Sql {
  const owner =
    team === null ? Prisma.sql`${allTeams}::uuid` : Prisma.sql`(SELECT id FROM teams WHERE key = ${team})`;
  return Prisma.sql`team_id = ${owner} AND count > 0${
    template === null ? Prisma.empty : Prisma.sql` AND template_key = ${template}`
  }`;
}

/** The tallies that hold each month of the period once. */
function during(filter: HealthFilter): Prisma.Sql {
  const blocks = blocksOf(filter);
  const bySpan = spans.flatMap((span) => {
    const months = blocks.flatMap((block) => (block.span === span ? [`${block.from}-01`] : []));
    return months.length === 0 ? [] : [Prisma.sql`span = ${span} AND month = ANY(${months}::date[])`];
  });
  return Prisma.sql`(${Prisma.join(bySpan, " OR ")})`;
}

/** How many had which rounded time, in any order. */
const spread = Prisma.sql`sum(late)::int AS late, array_to_json(array_agg(rounded_ms)) AS times, array_to_json(array_agg(count)) AS counts`;

async function figuresOf(db: Reader, filter: HealthFilter): Promise<Figure[]> {
  const rows = await readRows<Tallied>(
    db,
    Prisma.sql`SELECT measure, subject, detail, ${spread} FROM (
        SELECT measure, subject, detail, rounded_ms, sum(count)::int AS count, sum(late)::int AS late FROM process_tallies
        WHERE ${tallied(filter)} AND ${during(filter)} GROUP BY 1, 2, 3, 4) each
      GROUP BY measure, subject, detail`,
  );
  return figuresFrom(rows);
}

const byMonth: Measure[] = ["readiness", "exposed", "rollback"];

async function monthsOf(db: Reader, filter: HealthFilter): Promise<MonthFigures[]> {
  const months = monthsIn(filter).map((month) => `${month}-01`);
  const rows = await readRows<Omit<Tallied, "subject" | "detail"> & { month: string }>(
    db,
    Prisma.sql`SELECT to_char(month, 'YYYY-MM') AS month, measure, ${spread} FROM (
        SELECT month, measure, rounded_ms, sum(count)::int AS count, sum(late)::int AS late FROM process_tallies
        WHERE ${tallied(filter)} AND span = 1 AND month = ANY(${months}::date[]) AND measure = ANY(${byMonth}) GROUP BY 1, 2, 3) each
      GROUP BY month, measure ORDER BY month, measure`,
  );
  return rows.map(({ month, ...row }) => {
    const { measure, count, medianMs, p90Ms } = figureOf({ ...row, subject: "", detail: "" });
    return { month, measure, count, medianMs, p90Ms };
  });
}

/** What never caught anything, and what fires never or whenever it watches. */
export function silent(
  figures: readonly Figure[],
): Pick<HealthAnswer, "neverCaught" | "neverFired" | "alwaysFired"> {
  const countOf = (measure: Measure): Map<string, number> =>
    new Map(
      figures.flatMap((each) =>
        each.measure === measure && each.detail === "" && each.subject !== ""
          ? [[each.subject, each.count]]
          : [],
      ),
    );
  const [caught, fired] = [countOf("gate-caught"), countOf("criterion-fired")];
  const watched = [...countOf("criterion-watched")];
  return {
    neverCaught: [...countOf("gate-passed").keys()].filter((gate) => !caught.has(gate)),
    neverFired: watched.flatMap(([criterion]) => (fired.has(criterion) ? [] : [criterion])),
    alwaysFired: watched.flatMap(([criterion, count]) => (fired.get(criterion) === count ? [criterion] : [])),
  };
}

type Row = ValueAnswer & { id: string };

export interface ValuesAsked {
  actor: Actor;
  filter: HealthFilter;
  measure: Measure;
  /** undefined: whatever it is about. */
  subject?: string | undefined;
  detail?: string | undefined;
}

/** The single values behind a figure, the latest first. */
export async function listValues(
  db: Reader,
  { limit, cursor, ...asked }: ValuesAsked & PageAsk,
): Promise<Page<ValueAnswer>> {
  const { take, after } = readPage({ limit, cursor }, z.tuple([z.string(), z.string().regex(/^\d{1,18}$/)]));
  const rows = await readValues(db, asked, { take, after });
  return toPage({
    rows,
    take,
    item: ({ id: _, ...row }) => row,
    position: ({ at, id }) => [at, id],
  });
}

/** So many of them at most. */
export async function allValues(db: Reader, asked: ValuesAsked, most: number): Promise<ValueAnswer[]> {
  const rows = await readValues(db, asked, { take: most, after: null });
  return rows.map(({ id: _, ...row }) => row);
}

function readValues(
  db: Reader,
  { actor, filter: { team, template, from, to }, measure, subject, detail }: ValuesAsked,
  { take, after }: { take: number; after: readonly [string, string] | null },
): Promise<Row[]> {
  // Only what is asked stands in the statement, so that each way of opening a figure has its index.
  const conditions = [
    Prisma.sql`f.measure = ${measure}`,
    Prisma.sql`f.at >= ${`${from}-01T00:00:00Z`}::timestamptz`,
    Prisma.sql`f.at < ${`${monthBefore(to, -1)}-01T00:00:00Z`}::timestamptz`,
    visibleTo(actor),
    ...(subject === undefined ? [] : [Prisma.sql`f.subject = ${subject}`]),
    ...(detail === undefined ? [] : [Prisma.sql`f.detail = ${detail}`]),
    ...(template === null ? [] : [Prisma.sql`f.template_key = ${template}`]),
    ...(team === null ? [] : [Prisma.sql`(SELECT id FROM teams WHERE key = ${team}) = ANY(f.teams)`]),
    ...(after === null ? [] : [Prisma.sql`(f.at, f.id) < (${after[0]}::timestamptz, ${after[1]}::bigint)`]),
  ];
  return readRows<Row>(
    db,
    Prisma.sql`SELECT f.id::text AS id, jsonb_build_object('slug', r.slug, 'title', r.title) AS release, f.subject, f.detail, f.about, ${utc("f.at")} AS at,
        f.value_ms::float8 AS "valueMs", f.is_late AS "isLate"
      FROM process_facts f JOIN releases r ON r.id = f.release_id
      WHERE ${Prisma.join(conditions, " AND ")} ORDER BY f.at DESC, f.id DESC LIMIT ${take}`,
  );
}
