import type pg from "pg";
import { type Cohort, type Series, type SeriesRow, seriesOf } from "./model";

/** Samples that a track reads, of one cohort. */
export interface WindowAsked {
  track: string;
  /** In the place of which cohort it reads them. */
  role: "canary" | "baseline";
  releaseId: string;
  /** Of which drill; null: what was measured. */
  drillId: string | null;
  metric: string;
  where: Record<string, string>;
  /** Which cohort, and of what time: `after < t ≤ to`, epoch ms. */
  cohort: Cohort;
  after: number;
  to: number;
}

type Row = Omit<SeriesRow, "cohort"> & { n: number };

/** By track and role its series in the order of their labels. One statement, however many tracks. */
export async function windowsOf(
  client: pg.ClientBase,
  asked: readonly WindowAsked[],
  watermark: string,
): Promise<Map<string, Map<string, Series[]>>> {
  const { rows } = await client.query<Row>({
    name: "criterion_windows",
    text: `SELECT u.n::int AS n, w.t, w.v, w.total
      FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::text[], $5::bigint[], $6::bigint[], $8::uuid[]) WITH ORDINALITY u (release_id, metric, labels, cohort, after, until, drill_id, n)
      JOIN metrics m ON m.name = u.metric
      JOIN metric_series x ON x.metric_id = m.id AND (x.release_id = u.release_id OR x.release_id IS NULL)
        AND x.cohort = u.cohort AND x.drill_id IS NOT DISTINCT FROM u.drill_id AND x.labels @> u.labels
      CROSS JOIN LATERAL (
        SELECT array_agg(s.t::float8 ORDER BY s.t) AS t, array_agg(s.v ORDER BY s.t) AS v, array_agg(s.total ORDER BY s.t) AS total
        FROM samples s WHERE s.series_id = x.id AND s.t > u.after AND s.t <= u.until AND s.receipt <= $7::bigint) w
      WHERE w.t IS NOT NULL
      ORDER BY u.n, x.label_key, x.id`,
    values: [
      asked.map(({ releaseId }) => releaseId),
      asked.map(({ metric }) => metric),
      asked.map(({ where }) => JSON.stringify(where)),
      asked.map(({ cohort }) => cohort),
      asked.map(({ after }) => after),
      asked.map(({ to }) => to),
      watermark,
      asked.map(({ drillId }) => drillId),
    ],
  });
  const found = new Map<string, Map<string, Series[]>>();
  for (const { n, ...row } of rows) {
    const { track, role } = asked[n - 1] ?? {};
    if (track === undefined || role === undefined) continue;
    const roles = found.get(track) ?? new Map<string, Series[]>();
    found.set(track, roles);
    roles.set(role, [...(roles.get(role) ?? []), seriesOf(row)]);
  }
  return found;
}
