import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { loadRelease } from "@/lib/releases/authority";
import { exposuresMetric } from "./traffic-split";
import type { SplitAnswer } from "./verdict-schemas";

interface Row {
  isDeclared: boolean;
  percent: number | null;
  since: number | null;
  canary: number | null;
  baseline: number | null;
  rejectedAt: number | null;
}

/** The test of the split of traffic at the exposure that stands. */
export async function trafficSplit(
  db: Reader,
  asked: { slug: string; actor: Actor; now: Date },
): Promise<SplitAnswer> {
  const { release } = await loadRelease(db, asked);
  const [row] = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT EXISTS (SELECT 1 FROM metrics m WHERE m.name = ${exposuresMetric} AND m.kind = 'value') AS "isDeclared",
      e.percent, e.since::float8 AS since, s.canary, s.baseline, s.rejected_at::float8 AS "rejectedAt"
    FROM (SELECT 1) one
    LEFT JOIN LATERAL (SELECT x.percent, (extract(epoch FROM x.at) * 1000)::bigint AS since FROM exposure_changes x
      WHERE x.release_id = ${release.id}::uuid AND x.kind = 'confirmed' ORDER BY x.order DESC LIMIT 1) e ON TRUE
    LEFT JOIN traffic_splits s ON s.release_id = ${release.id}::uuid AND s.since = e.since`);
  const { percent = null, since = null, rejectedAt = null } = row ?? {};
  const isSplit = percent !== null && percent > 0 && percent < 100;
  return {
    state: stateOf({ isDeclared: row?.isDeclared === true, isSplit, rejectedAt }),
    percent: isSplit ? percent : null,
    canary: row?.canary ?? 0,
    baseline: row?.baseline ?? 0,
    since: isSplit && since !== null ? new Date(since).toISOString() : null,
    rejectedAt: rejectedAt === null ? null : new Date(rejectedAt).toISOString(),
  };
}

function stateOf({
  isDeclared,
  isSplit,
  rejectedAt,
}: {
  isDeclared: boolean;
  isSplit: boolean;
  rejectedAt: number | null;
}): SplitAnswer["state"] {
  if (!isDeclared) return "no-test";
  if (!isSplit) return "nothing-to-split";
  return rejectedAt === null ? "running" : "rejected";
}
