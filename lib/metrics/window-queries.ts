import type pg from "pg";
import { type Series, type SeriesRow, seriesOf } from "./model";

/** Samples that a track reads, of both cohorts. */
export interface WindowAsked {
  track: string;
  releaseId: string;
  metric: string;
  where: Record<string, string>;
  /** Which cohorts, and of what time: `after < t ≤ to`, epoch ms. */
  cohorts: readonly string[];
  after: number;
  to: number;
}

type Row = SeriesRow & { n: number };

/** By track and cohort its series in the order of their labels. One statement, however many tracks. */
export async function windowsOf(
  client: pg.ClientBase,
  asked: readonly WindowAsked[],
  watermark: string,
): Promise<Map<string, Map<string, Series[]>>> {
  const { rows } = await client.query<Row>({
    name: "criterion_windows",
    text: `SELECT u.n::int AS n, x.cohort, w.t, w.v, w.total
      FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::text[], $5::bigint[], $6::bigint[]) WITH ORDINALITY u (release_id, metric, labels, cohorts, after, until, n)
      JOIN metrics m ON m.name = u.metric
      JOIN metric_series x ON x.metric_id = m.id AND (x.release_id = u.release_id OR x.release_id IS NULL)
        AND x.cohort = ANY(string_to_array(u.cohorts, ',')) AND x.labels @> u.labels
      CROSS JOIN LATERAL (
        SELECT array_agg(s.t::float8 ORDER BY s.t) AS t, array_agg(s.v ORDER BY s.t) AS v, array_agg(s.total ORDER BY s.t) AS total
        FROM samples s WHERE s.series_id = x.id AND s.t > u.after AND s.t <= u.until AND s.receipt <= $7::bigint) w
      WHERE w.t IS NOT NULL
      ORDER BY u.n, x.cohort, x.label_key, x.id`,
    values: [
      asked.map(({ releaseId }) => releaseId),
      asked.map(({ metric }) => metric),
      asked.map(({ where }) => JSON.stringify(where)),
      asked.map(({ cohorts }) => cohorts.join(",")),
      asked.map(({ after }) => after),
      asked.map(({ to }) => to),
      watermark,
    ],
  });
  const found = new Map<string, Map<string, Series[]>>();
  for (const { n, ...row } of rows) {
    const track = asked[n - 1]?.track ?? "";
    const cohorts = found.get(track) ?? new Map<string, Series[]>();
    found.set(track, cohorts);
    cohorts.set(row.cohort, [...(cohorts.get(row.cohort) ?? []), seriesOf(row)]);
  }
  return found;
}
