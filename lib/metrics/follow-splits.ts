import type pg from "pg";
import type { Kernel } from "@/lib/platform/command";
import { recordRows } from "@/lib/platform/record";
import { exposuresMetric, isSplitRejected, splitEvidence } from "./traffic-split";

interface Split {
  releaseId: string;
  since: string;
  candidate: string;
  percent: number;
  /** Of a test that began already; else it begins. */
  isKnown: boolean;
  canary: number;
  baseline: number;
  rejectedAt: string | null;
  watermark: string;
}

interface Counted {
  n: number;
  canary: number;
  baseline: number;
  newest: string | null;
}

/** A test that nothing came for is not written at each run; receipts that it is behind by are few enough to look through. */
const mostBehind = 1_000;

/**
 * Goes on with the test of the split of traffic for each release in flight, by what came since; each exposure step begins one of its own.
 * Every sample is counted once, by its receipt, whenever it comes; but the first of each series of a step, which reaches back before it.
 */
export async function followSplits(kernel: Kernel, watermark: string): Promise<void> {
  await recordRows(kernel, "step-verdict", async (client) => {
    const splits = await lockSplits(client, watermark);
    if (splits.length === 0) return;
    const counted = await countSince(client, splits, watermark);
    const results = splits.flatMap((split, index) => {
      const found = counted.find(({ n }) => n === index + 1);
      const isBehind = Number(watermark) - Number(split.watermark) > mostBehind;
      return found === undefined && split.isKnown && !isBehind ? [] : [resultOf(split, found)];
    });
    await write(client, results, watermark);
  });
}

/** Steps that stand now and divide traffic, those of them locked that somebody has not just gone on with. */
async function lockSplits(client: pg.ClientBase, watermark: string): Promise<Split[]> {
  const { rows } = await client.query<Split & { isCurrent: boolean }>({
    name: "traffic_splits_now",
    text: `WITH steps AS (
        SELECT r.id AS release_id, e.candidate, e.percent, (extract(epoch FROM e.at) * 1000)::bigint AS since
        FROM releases r JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL AND v.state = 'active'
        CROSS JOIN LATERAL (SELECT x.candidate, x.percent, x.at FROM exposure_changes x
          WHERE x.release_id = r.id AND x.kind = 'confirmed' ORDER BY x.order DESC LIMIT 1) e
        WHERE e.percent > 0 AND e.percent < 100 AND EXISTS (SELECT 1 FROM metrics m WHERE m.name = $1 AND m.kind = 'value')),
      known AS (
        SELECT s.* FROM traffic_splits s JOIN steps p ON p.release_id = s.release_id AND p.since = s.since
        WHERE s.watermark < $2::bigint ORDER BY s.release_id FOR UPDATE OF s SKIP LOCKED)
      SELECT p.release_id AS "releaseId", p.since, p.candidate, p.percent, k.release_id IS NOT NULL AS "isKnown",
        COALESCE(k.canary, 0) AS canary, COALESCE(k.baseline, 0) AS baseline, k.rejected_at AS "rejectedAt", COALESCE(k.watermark, 0) AS watermark
      FROM steps p LEFT JOIN known k ON k.release_id = p.release_id
      WHERE k.release_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM traffic_splits s WHERE s.release_id = p.release_id AND s.since = p.since)
      ORDER BY p.release_id`,
    values: [exposuresMetric, watermark],
  });
  return rows;
}

/** Of each the units that came since it was gone on with; one that begins reads all of its step. */
async function countSince(
  client: pg.ClientBase,
  splits: readonly Split[],
  watermark: string,
): Promise<Counted[]> {
  const { rows } = await client.query<Counted>({
    name: "traffic_split_units",
    text: `WITH asked AS MATERIALIZED (
        SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::boolean[]) WITH ORDINALITY u (release_id, since, watermark, is_known, n)),
      fresh AS MATERIALIZED (
        SELECT u.series_id, min(u.first_at) AS from_t FROM sample_receipts r, unnest(r.series_ids, r.first_ats) u (series_id, first_at)
        WHERE r.receipt > (SELECT min(watermark) FROM asked WHERE is_known) AND r.receipt <= $5::bigint GROUP BY u.series_id)
      SELECT a.n::int AS n, COALESCE(sum(w.units) FILTER (WHERE x.cohort = 'canary'), 0) AS canary,
        COALESCE(sum(w.units) FILTER (WHERE x.cohort = 'baseline'), 0) AS baseline, max(w.newest) AS newest
      FROM asked a JOIN metrics m ON m.name = $6
      JOIN metric_series x ON x.metric_id = m.id AND x.drill_id IS NULL AND x.cohort IN ('canary', 'baseline')
        AND (x.release_id = a.release_id OR x.release_id IS NULL)
      LEFT JOIN fresh f ON f.series_id = x.id
      CROSS JOIN LATERAL (
        SELECT s.t FROM samples s WHERE s.series_id = x.id AND s.t >= a.since AND s.receipt <= $5::bigint ORDER BY s.t LIMIT 1) first
      CROSS JOIN LATERAL (
        SELECT sum(s.v) FILTER (WHERE s.v >= 0 AND s.v < 'Infinity') AS units, max(s.t) AS newest FROM samples s
        WHERE s.series_id = x.id AND s.t > first.t AND s.t >= CASE WHEN a.is_known THEN f.from_t ELSE a.since END
          AND s.receipt > a.watermark AND s.receipt <= $5::bigint) w
      WHERE w.newest IS NOT NULL GROUP BY a.n`,
    values: [
      splits.map(({ releaseId }) => releaseId),
      splits.map(({ since }) => since),
      splits.map(({ watermark: known }) => known),
      splits.map(({ isKnown }) => isKnown),
      watermark,
      exposuresMetric,
    ],
  });
  return rows;
}

type Result = Split & { evidence: number };

function resultOf(split: Split, found: Counted | undefined): Result {
  const units = {
    canary: split.canary + (found?.canary ?? 0),
    baseline: split.baseline + (found?.baseline ?? 0),
  };
  const evidence = splitEvidence(units, split.percent / 100);
  const rejectedAt = split.rejectedAt ?? (isSplitRejected(evidence) ? (found?.newest ?? null) : null);
  return { ...split, ...units, evidence, rejectedAt };
}

async function write(client: pg.ClientBase, results: readonly Result[], watermark: string): Promise<void> {
  if (results.length === 0) return;
  await client.query({
    name: "write_traffic_splits",
    // Another worker may have begun it in the same moment: it is gone on with by the next run.
    text: `WITH found AS (
        SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::bigint[], $10::boolean[])
          u (release_id, since, candidate, percent, canary, baseline, evidence, rejected_at, is_known)),
      gone_on AS (
        UPDATE traffic_splits s SET canary = f.canary, baseline = f.baseline, evidence = f.evidence, rejected_at = f.rejected_at, watermark = $9::bigint
        FROM found f WHERE f.is_known AND s.release_id = f.release_id AND s.since = f.since)
      INSERT INTO traffic_splits (release_id, since, candidate, percent, canary, baseline, evidence, rejected_at, watermark)
      SELECT f.release_id, f.since, f.candidate, f.percent, f.canary, f.baseline, f.evidence, f.rejected_at, $9::bigint
      FROM found f WHERE NOT f.is_known ON CONFLICT DO NOTHING`,
    values: [
      results.map(({ releaseId }) => releaseId),
      results.map(({ since }) => since),
      results.map(({ candidate }) => candidate),
      results.map(({ percent }) => percent),
      results.map(({ canary }) => canary),
      results.map(({ baseline }) => baseline),
      results.map(({ evidence }) => evidence),
      results.map(({ rejectedAt }) => rejectedAt),
      watermark,
      results.map(({ isKnown }) => isKnown),
    ],
  });
}
