import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { loadRelease } from "@/lib/releases/authority";
import type { backtest } from "./backtest";
import { type Series, type SeriesRow, seriesOf } from "./model";
import type { CriterionToTry } from "./schemas";

export type History = Pick<Parameters<typeof backtest>[1], "canary" | "baseline">;

interface Asked {
  criterion: CriterionToTry;
  slug: string;
  actor: Actor;
  now: Date;
}

/** Samples of one history: some hundred megabytes as columns, what a process bears beside its other work. */
export const mostStored = 2_000_000;

/** In the order of the series' names, as live evaluation reads them; refused where they are too many to hold. */
export async function storedHistory(
  db: Reader,
  {
    criterion,
    from,
    to,
    slug,
    actor,
    now,
    most = mostStored,
  }: Asked & { from: number; to: number; most?: number },
): Promise<History> {
  const { release } = await loadRelease(db, { slug, actor, now });
  if (criterion.metric === undefined)
    throw fieldError("/criterion/metric", "is missing", "the metric whose stored samples are read");
  const where = JSON.stringify(criterion.where ?? {});
  const read = Prisma.sql`metric_series x JOIN metrics m ON m.id = x.metric_id JOIN samples s ON s.series_id = x.id
    WHERE m.name = ${criterion.metric} AND (x.release_id = ${release.id}::uuid OR x.release_id IS NULL)
      AND x.drill_id IS NULL AND x.labels @> ${where}::jsonb AND s.t >= ${from} AND s.t <= ${to}`;
  const counted = await db.$queryRaw<{ n: number }[]>(
    Prisma.sql`SELECT count(*)::int AS n FROM (SELECT 1 FROM ${read} LIMIT ${most + 1}) found`,
  );
  if ((counted[0]?.n ?? 0) > most)
    throw fieldError(
      "/to",
      `more than ${most} samples are stored of it in this time`,
      "a shorter time, or fewer series",
    );
  const rows = await db.$queryRaw<SeriesRow[]>(Prisma.sql`
    SELECT x.cohort, array_agg(s.t::float8 ORDER BY s.t) AS t, array_agg(s.v ORDER BY s.t) AS v, array_agg(s.total ORDER BY s.t) AS total
    FROM ${read} GROUP BY x.id ORDER BY x.label_key, x.id`);
  const ofCohort = (cohort: string): Series[] => rows.filter((row) => row.cohort === cohort).map(seriesOf);
  return { canary: ofCohort("canary"), baseline: ofCohort("baseline") };
}

/** When the newest sample was taken that a criterion would read, epoch ms; null: nothing is stored. */
export async function newestStored(
  db: Reader,
  { criterion, slug, actor, now }: Asked,
): Promise<number | null> {
  const { release } = await loadRelease(db, { slug, actor, now });
  const where = JSON.stringify(criterion.where ?? {});
  const rows = await db.$queryRaw<{ t: number | null }[]>(Prisma.sql`
    SELECT max(newest.t)::float8 AS t
    FROM metric_series x JOIN metrics m ON m.id = x.metric_id
      CROSS JOIN LATERAL (SELECT s.t FROM samples s WHERE s.series_id = x.id ORDER BY s.t DESC LIMIT 1) newest
    WHERE m.name = ${criterion.metric ?? ""} AND (x.release_id = ${release.id}::uuid OR x.release_id IS NULL)
      AND x.drill_id IS NULL AND x.labels @> ${where}::jsonb AND x.cohort IN ('canary', 'baseline')`);
  return rows[0]?.t ?? null;
}
