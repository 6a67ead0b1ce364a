import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { begun } from "./backtest";
import type { Better, MetricKind } from "./model";
import type { Track, TrackedCriterion } from "./track-model";

export interface DeclaredMetric {
  better: Better;
  kind: MetricKind;
  /** Absent: pushed. */
  source?: "promql";
}

/** What its declaration says of a criterion on it. */
export function meaningOf({ better, source }: DeclaredMetric): Pick<TrackedCriterion, "better" | "source"> {
  return { better, ...(source !== undefined && { source }) };
}

export async function metricsNamed(tx: Tx, names: readonly string[]): Promise<Map<string, DeclaredMetric>> {
  const rows = await tx.$queryRaw<{ name: string; better: Better; kind: MetricKind; isRead: boolean }[]>`
    SELECT m.name, m.better, m.kind, EXISTS (SELECT 1 FROM promql_sources s WHERE s.metric = m.name) AS "isRead"
    FROM metrics m WHERE m.name = ANY(${[...new Set(names)]})`;
  return new Map(
    rows.map(({ name, better, kind, isRead }) => [
      name,
      { better, kind, ...(isRead && { source: "promql" as const }) },
    ]),
  );
}

export type NewTrack = Pick<
  Track,
  "releaseId" | "criterion" | "cohort" | "candidate" | "startedAt" | "drillId" | "rollbackId" | "referenceAt"
> & {
  digest: string;
  /** The first evaluation and when it is due; null: it is never evaluated. */
  nextAt: number | null;
  dueAt: number | null;
};

/** Begins them; one that is there already stays as it is, or `anew` starts empty, after what it has evaluated. */
export async function addTracks(
  tx: Tx,
  tracks: readonly NewTrack[],
  { anew, now }: { anew: boolean; now: Date },
): Promise<void> {
  if (tracks.length === 0) return;
  function column<Value>(of: (each: NewTrack) => Value): Value[] {
    return tracks.map(of);
  }
  const onConflict = anew
    ? Prisma.sql`(release_id, criterion_digest, candidate, cohort, drill_id, rollback_id) DO UPDATE
        SET started_at = GREATEST(EXCLUDED.started_at, t.last_at + 1), reference_at = EXCLUDED.reference_at, next_at = EXCLUDED.next_at,
          due_at = EXCLUDED.due_at, state = EXCLUDED.state, verdict = NULL, since = NULL`
    : Prisma.sql`DO NOTHING`;
  await tx.$executeRaw`
    WITH begun AS (
      INSERT INTO criterion_tracks AS t (id, release_id, criterion_key, criterion_digest, criterion, candidate, cohort, drill_id, rollback_id,
        reference_at, started_at, next_at, due_at, state, recorded_at)
      SELECT u.*, ${JSON.stringify(begun)}::jsonb, ${now}::timestamptz
      FROM unnest(${column(() => newId())}::uuid[], ${column(({ releaseId }) => releaseId)}::uuid[],
        ${column(({ criterion }) => criterion.document.key)}::text[], ${column(({ digest }) => digest)}::text[],
        ${column(({ criterion }) => JSON.stringify(criterion))}::jsonb[], ${column(({ candidate }) => candidate)}::text[],
        ${column(({ cohort }) => cohort)}::text[], ${column(({ drillId }) => drillId)}::uuid[],
        ${column(({ rollbackId }) => rollbackId)}::uuid[], ${column(({ referenceAt }) => referenceAt)}::bigint[],
        ${column(({ startedAt }) => startedAt)}::bigint[], ${column(({ nextAt }) => nextAt)}::bigint[],
        ${column(({ dueAt }) => dueAt)}::bigint[]) u
      ON CONFLICT ${onConflict} RETURNING id, started_at)
    INSERT INTO criterion_changes (track_id, at, verdict, recorded_at)
    SELECT b.id, GREATEST(b.started_at, (SELECT max(c.at) + 1 FROM criterion_changes c WHERE c.track_id = b.id)), NULL, ${now}
    FROM begun b WHERE EXISTS (SELECT 1 FROM criterion_changes c WHERE c.track_id = b.id)`;
}
