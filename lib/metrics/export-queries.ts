import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type ExportedSample, type ExportedStep, ExportedTrack, writeDouble } from "./export-schemas";
import { trackOf } from "./recompute";
import type { StepSpan } from "./steps-digest";
import { askedBy } from "./track-windows";
import type { WindowAsked } from "./window-queries";

type Row = Omit<ExportedTrack, "series" | "samplesFrom">;

/** How the criteria of a release were evaluated, and which series they read; in the order of their ids. */
export async function exportedTracks(
  db: Reader,
  { releaseId, samplesFrom }: { releaseId: string; samplesFrom: number },
): Promise<ExportedTrack[]> {
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT t.id::text, t.release_id::text AS "releaseId", t.criterion_digest AS "criterionDigest", t.criterion, t.cohort, t.candidate,
      t.drill_id::text AS "drillId", t.rollback_id::text AS "rollbackId", t.reference_at::float8 AS "referenceAt", t.started_at::float8 AS "startedAt",
      t.reset_at::float8 AS "resetAt", t.last_at::float8 AS "lastAt",
      (SELECT COALESCE(jsonb_agg(jsonb_build_array(c.at, c.verdict) ORDER BY c.at), '[]') FROM criterion_changes c WHERE c.track_id = t.id) AS changes
    FROM criterion_tracks t WHERE t.release_id = ${releaseId}::uuid ORDER BY t.id`);
  const tracks: ExportedTrack[] = [];
  for (const row of rows) {
    const exported = { ...row, series: { canary: [], baseline: [] }, samplesFrom };
    const series: ExportedTrack["series"] = { canary: [], baseline: [] };
    for (const asked of spansOf(exported)) series[asked.role] = await seriesOf(db, asked);
    tracks.push(ExportedTrack.parse({ ...exported, series }));
  }
  return tracks;
}

/** What all evaluations of a track read together. */
export function spansOf(exported: ExportedTrack): WindowAsked[] {
  const { startedAt, lastAt } = exported;
  if (lastAt === null) return [];
  return askedBy(trackOf(exported, startedAt), [Math.min(startedAt, lastAt), lastAt]);
}

/** In the order in which windows are read. */
async function seriesOf(
  db: Reader,
  { metric, releaseId, drillId, cohort, where }: WindowAsked,
): Promise<{ id: string; cohort: WindowAsked["cohort"] }[]> {
  const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT x.id::text FROM metrics m JOIN metric_series x ON x.metric_id = m.id AND (x.release_id = ${releaseId}::uuid OR x.release_id IS NULL)
      AND x.cohort = ${cohort} AND x.drill_id IS NOT DISTINCT FROM ${drillId}::uuid AND x.labels @> ${JSON.stringify(where)}::jsonb
    WHERE m.name = ${metric} ORDER BY x.label_key, x.id`);
  return rows.map(({ id }) => ({ id, cohort }));
}

/** Lines of a file. */
const atOnce = 10_000;

/** Evaluations of a track in their order, all or those of a span, so many at a time. */
export async function* exportedSteps(
  db: Reader,
  track: string,
  span?: StepSpan,
): AsyncGenerator<ExportedStep[]> {
  const those = span === undefined ? all(track) : within(track, span);
  let [at, revision] = [-1, 0];
  for (;;) {
    const steps = await db.$queryRaw<ExportedStep[]>(Prisma.sql`
      SELECT v.at::float8 AS at, v.revision, v.raw, v.value, v.verdict, v.reason, v.samples, v.inputs, v.watermark::float8 AS watermark
      FROM (${those}) v WHERE (v.at, v.revision) > (${at}::bigint, ${revision}::int)
      ORDER BY v.at, v.revision LIMIT ${atOnce}`);
    const last = steps.at(-1);
    if (last === undefined) return;
    yield steps;
    if (steps.length < atOnce) return;
    [at, revision] = [last.at, last.revision];
  }
}

const all = (track: string) => Prisma.sql`SELECT * FROM criterion_verdicts WHERE track_id = ${track}::uuid`;

/** As `isWithin` says, each half by its index. */
function within(track: string, { after, to, amendedAfter, amendedTo }: StepSpan): Prisma.Sql {
  return Prisma.sql`${all(track)} AND revision = 0 AND at > ${after ?? -1}::bigint AND at <= ${to}::bigint UNION ALL
    ${all(track)} AND revision > 0 AND watermark > ${amendedAfter}::bigint AND watermark <= ${amendedTo}::bigint`;
}

/** Samples of a series with `after < t ≤ to` in the order of their times, so many at a time. */
export async function* exportedSamples(
  db: Reader,
  { series, after, to }: { series: string; after: number; to: number },
): AsyncGenerator<ExportedSample[]> {
  let from = after;
  for (;;) {
    const rows = await db.$queryRaw<
      { t: number; v: number; total: number | null; receipt: number }[]
    >(Prisma.sql`
      SELECT s.t::float8 AS t, s.v, s.total, s.receipt::float8 AS receipt FROM samples s
      WHERE s.series_id = ${series}::bigint AND s.t > ${from}::bigint AND s.t <= ${to}::bigint ORDER BY s.t LIMIT ${atOnce}`);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(({ t, v, total, receipt }) => [
      t,
      writeDouble(v),
      total === null ? null : writeDouble(total),
      receipt,
    ]);
    if (rows.length < atOnce) return;
    from = last.t;
  }
}
