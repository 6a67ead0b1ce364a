import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { visibleTo } from "@/lib/policy/visible";
import { utc } from "@/lib/rollbacks/columns";
import type { Measure } from "./model";
import type { Figure, HealthAnswer, HealthFilter, MonthFigures, ValueAnswer } from "./schemas";
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

/** Of so many values, in the order of their rounded times, the first that reaches a share of all. */
const ranks = Prisma.sql`max(total)::int AS count, sum(late)::int AS late,
  (min(rounded_ms) FILTER (WHERE rounded_ms >= 0 AND upto >= ceil(total * 0.5)))::float8 AS "medianMs",
  (min(rounded_ms) FILTER (WHERE rounded_ms >= 0 AND upto >= ceil(total * 0.9)))::float8 AS "p90Ms"`;

function tallied({ team, template, from, to }: HealthFilter): Prisma.Sql {
  const owner =
    team === null ? Prisma.sql`${allTeams}::uuid` : Prisma.sql`(SELECT id FROM teams WHERE key = ${team})`;
  return Prisma.sql`team_id = ${owner} AND month BETWEEN ${`${from}-01`}::date AND ${`${to}-01`}::date AND count > 0
    AND (${template}::text IS NULL OR template_key = ${template})`;
}

/** Each by what it is about, by both alone, and altogether. */
async function figuresOf(db: Reader, filter: HealthFilter): Promise<Figure[]> {
  const rows = await readRows<Figure>(
    db,
    Prisma.sql`WITH each AS (SELECT measure, subject, detail, rounded_ms, sum(count) AS count, sum(late) AS late FROM process_tallies
        WHERE ${tallied(filter)} GROUP BY 1, 2, 3, 4),
      lifted AS (SELECT level, measure, CASE WHEN level IN (1, 3) THEN subject ELSE '' END AS subject, CASE WHEN level IN (2, 3) THEN detail ELSE '' END AS detail,
        rounded_ms, sum(count) AS count, sum(late) AS late FROM each CROSS JOIN generate_series(0, 3) level
        WHERE level = 0 OR (subject <> '') = (level IN (1, 3)) OR (detail <> '') = (level IN (2, 3)) GROUP BY 1, 2, 3, 4, 5),
      ranked AS (SELECT *, sum(count) OVER (w ORDER BY rounded_ms) AS upto, sum(count) OVER w AS total FROM lifted
        WINDOW w AS (PARTITION BY level, measure, subject, detail))
      SELECT measure, subject, detail, ${ranks} FROM ranked GROUP BY level, measure, subject, detail ORDER BY measure, subject, detail, level`,
  );
  // What is about nothing besides is the same by both.
  const once = new Map(rows.map((row) => [`${row.measure}\n${row.subject}\n${row.detail}`, row]));
  return [...once.values()];
}

const byMonth: Measure[] = ["readiness", "exposed", "rollback"];

async function monthsOf(db: Reader, filter: HealthFilter): Promise<MonthFigures[]> {
  return readRows<MonthFigures>(
    db,
    Prisma.sql`WITH each AS (SELECT to_char(month, 'YYYY-MM') AS month, measure, rounded_ms, sum(count) AS count, sum(late) AS late FROM process_tallies
        WHERE ${tallied(filter)} AND measure = ANY(${byMonth}) GROUP BY 1, 2, 3),
      ranked AS (SELECT *, sum(count) OVER (w ORDER BY rounded_ms) AS upto, sum(count) OVER w AS total FROM each WINDOW w AS (PARTITION BY month, measure)),
      told AS (SELECT month, measure, ${ranks} FROM ranked GROUP BY month, measure)
      SELECT month, measure, count, "medianMs", "p90Ms" FROM told ORDER BY month, measure`,
  );
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
  const beyond =
    after === null
      ? Prisma.sql`TRUE`
      : Prisma.sql`(f.at, f.id) < (${after[0]}::timestamptz, ${after[1]}::bigint)`;
  return readRows<Row>(
    db,
    Prisma.sql`SELECT f.id::text AS id, jsonb_build_object('slug', r.slug, 'title', r.title) AS release, f.subject, f.detail, f.about, ${utc("f.at")} AS at,
        f.value_ms::float8 AS "valueMs", f.is_late AS "isLate"
      FROM process_facts f JOIN releases r ON r.id = f.release_id
      WHERE f.measure = ${measure} AND f.month BETWEEN ${`${from}-01`}::date AND ${`${to}-01`}::date AND ${visibleTo(actor)}
        AND (${template}::text IS NULL OR f.template_key = ${template})
        AND (${team}::text IS NULL OR (SELECT id FROM teams WHERE key = ${team}) = ANY(f.teams))
        AND (${subject ?? null}::text IS NULL OR f.subject = ${subject ?? null})
        AND (${detail ?? null}::text IS NULL OR f.detail = ${detail ?? null}) AND ${beyond}
      ORDER BY f.at DESC, f.id DESC LIMIT ${take}`,
  );
}
