import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { loadRelease } from "@/lib/releases/authority";
import type { backtest } from "./backtest";
import type { Series } from "./model";
import type { CriterionToTry } from "./schemas";

export type History = Pick<Parameters<typeof backtest>[1], "canary" | "baseline">;

interface Asked {
  criterion: CriterionToTry;
  slug: string;
  actor: Actor;
  now: Date;
}

/** In the order of the series' names, as live evaluation reads them. */
export async function storedHistory(
  db: Reader,
  { criterion, from, to, slug, actor, now }: Asked & { from: number; to: number },
): Promise<History> {
  const { release } = await loadRelease(db, { slug, actor, now });
  if (criterion.metric === undefined)
    throw fieldError("/criterion/metric", "is missing", "the metric whose stored samples are read");
  const where = JSON.stringify(criterion.where ?? {});
  const rows = await db.$queryRaw<
    { cohort: string; t: number[]; v: number[]; total: (number | null)[] }[]
  >(Prisma.sql`
    SELECT x.cohort, array_agg(s.t::float8 ORDER BY s.t) AS t, array_agg(s.v ORDER BY s.t) AS v, array_agg(s.total ORDER BY s.t) AS total
    FROM metric_series x JOIN metrics m ON m.id = x.metric_id JOIN samples s ON s.series_id = x.id
    WHERE m.name = ${criterion.metric} AND (x.release_id = ${release.id}::uuid OR x.release_id IS NULL)
      AND x.labels @> ${where}::jsonb AND s.t >= ${from} AND s.t <= ${to}
    GROUP BY x.id ORDER BY x.label_key, x.id`);
  const ofCohort = (cohort: string): Series[] =>
    rows
      .filter((row) => row.cohort === cohort)
      .map(({ t, v, total }) =>
        total[0] === null ? { t, v } : { t, bad: v, total: total.map((each) => each ?? 0) },
      );
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
      AND x.labels @> ${where}::jsonb AND x.cohort IN ('canary', 'baseline')`);
  return rows[0]?.t ?? null;
}
