import type pg from "pg";
import type { SeriesName } from "./read-samples";

/** Series of one metric and cohort of a release: more are a label that holds what differs each time, such as a request's id. */
const mostSeries = 1_000;

export interface Named {
  name: SeriesName;
  metricId: string;
  releaseId: string | null;
  /** That its samples are made for; null: they were measured. */
  drillId: string | null;
}

/** Ids of series, in the order of their names; new ones are added. null: there are too many of the kind already. */
export async function seriesIds(client: pg.ClientBase, named: readonly Named[]): Promise<(string | null)[]> {
  const known = await idsOf(client, named);
  const missing = named.filter((each) => !known.has(keyOf(each)));
  if (missing.length === 0) return named.map((each) => known.get(keyOf(each)) ?? null);
  const room = await roomFor(client, missing);
  const added = missing.filter((each) => room(each));
  await client.query(
    `INSERT INTO metric_series (metric_id, release_id, cohort, drill_id, labels, label_key)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::jsonb[], $6::text[]) ON CONFLICT DO NOTHING`,
    [...columnsOf(added), added.map(({ name }) => JSON.stringify(name.labels)), labelKeys(added)],
  );
  // Also of those that another request added in the same moment.
  const all = await idsOf(client, named);
  return named.map((each) => all.get(keyOf(each)) ?? null);
}

async function idsOf(client: pg.ClientBase, named: readonly Named[]): Promise<Map<string, string>> {
  const found = await client.query<{ n: string; id: string }>({
    name: "series_ids",
    text: `SELECT u.n, s.id FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[]) WITH ORDINALITY u (metric_id, release_id, cohort, drill_id, label_key, n)
      JOIN metric_series s ON s.metric_id = u.metric_id AND s.release_id IS NOT DISTINCT FROM u.release_id AND s.cohort = u.cohort
        AND s.drill_id IS NOT DISTINCT FROM u.drill_id AND s.label_key = u.label_key`,
    values: [...columnsOf(named), labelKeys(named)],
  });
  const ids = new Map<string, string>();
  for (const { n, id } of found.rows) {
    const each = named[Number(n) - 1];
    if (each !== undefined) ids.set(keyOf(each), id);
  }
  return ids;
}

/** Answers, one after the other, whether there is room for one more of its kind. */
async function roomFor(client: pg.ClientBase, missing: readonly Named[]): Promise<(each: Named) => boolean> {
  const kinds = [...new Map(missing.map((each) => [kindOf(each), each])).values()];
  const found = await client.query<{ n: string; count: number }>(
    `SELECT u.n, (SELECT count(*) FROM metric_series s WHERE s.metric_id = u.metric_id AND s.release_id IS NOT DISTINCT FROM u.release_id AND s.cohort = u.cohort AND s.drill_id IS NOT DISTINCT FROM u.drill_id)::int AS count
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) WITH ORDINALITY u (metric_id, release_id, cohort, drill_id, n)`,
    columnsOf(kinds),
  );
  const counts = new Map<string, number>();
  for (const { n, count } of found.rows) {
    const kind = kinds[Number(n) - 1];
    if (kind !== undefined) counts.set(kindOf(kind), count);
  }
  return (each) => {
    const count = counts.get(kindOf(each)) ?? 0;
    counts.set(kindOf(each), count + 1);
    return count < mostSeries;
  };
}

function columnsOf(named: readonly Named[]): unknown[][] {
  return [
    named.map(({ metricId }) => metricId),
    named.map(({ releaseId }) => releaseId),
    named.map(({ name }) => name.cohort),
    named.map(({ drillId }) => drillId),
  ];
}

function labelKeys(named: readonly Named[]): string[] {
  return named.map(({ name }) => name.labelKey);
}

function kindOf({ metricId, releaseId, drillId, name }: Named): string {
  return `${metricId} ${releaseId ?? ""} ${drillId ?? ""} ${name.cohort}`;
}

function keyOf(each: Named): string {
  return `${kindOf(each)} ${each.name.labelKey}`;
}
