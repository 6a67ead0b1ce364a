import type { Kernel } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { record } from "@/lib/platform/record";
import { firstAt } from "./backtest";
import { criterionDigest, isRegression } from "./criterion-digest";
import type { Criteria } from "./schemas";
import { liveTrack } from "./standing-columns";
import { compiledOf, type Confirmed, kindReadBy, lagMsOf, startOf } from "./track-model";
import { addTracks, type DeclaredMetric, meaningOf, metricsNamed, type NewTrack } from "./track-store";

interface ExposedRelease {
  id: string;
  criteria: Criteria;
  /** In order; the last one is how it stands. */
  confirmed: Confirmed[];
  tracks: {
    id: string;
    digest: string;
    candidate: string;
    cohort: string;
    lastAt: number | null;
    isOn: boolean;
  }[];
}

/**
 * Has each agreed criterion of each release in flight evaluated for what is or was exposed: a track begins with the first confirmed
 * exposure at which its criterion applies. What is no longer agreed, or of a release that ended, is kept and not evaluated.
 */
export async function syncTracks(kernel: Kernel): Promise<void> {
  await record(kernel, "step-verdict", async (tx, now) => {
    const releases = await exposedReleases(tx);
    const metrics = await metricsNamed(
      tx,
      releases.flatMap(({ criteria }) => criteria.map(({ metric }) => metric)),
    );
    const wanted = releases.flatMap((release) => wantedOf(release, metrics));
    await suspendOthers(tx, wanted);
    await resume(tx, wanted);
    await addTracks(
      tx,
      wanted.filter(({ id }) => id === null),
      { anew: false, now },
    );
  });
}

async function exposedReleases(tx: Tx): Promise<ExposedRelease[]> {
  return tx.$queryRaw<ExposedRelease[]>(Prisma.sql`
    SELECT r.id, d.document AS criteria,
      (SELECT jsonb_agg(jsonb_build_object('percent', e.percent, 'candidate', e.candidate, 'at', (extract(epoch FROM e.at) * 1000)::bigint) ORDER BY e.order)
        FROM exposure_changes e WHERE e.release_id = r.id AND e.kind = 'confirmed') AS confirmed,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', t.id, 'digest', t.criterion_digest, 'candidate', t.candidate, 'cohort', t.cohort,
          'lastAt', t.last_at, 'isOn', t.next_at IS NOT NULL)), '[]') FROM criterion_tracks t WHERE t.release_id = r.id AND ${liveTrack}) AS tracks
    FROM releases r JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL AND v.state = 'active'
    JOIN release_documents d ON d.release_id = r.id AND d.kind = 'criteria' AND d.valid_to IS NULL
    WHERE EXISTS (SELECT 1 FROM exposure_changes e WHERE e.release_id = r.id AND e.kind = 'confirmed')`);
}

interface Wanted extends NewTrack {
  /** Of a track that is there; null: it begins. */
  id: string | null;
  isOn: boolean;
}

function wantedOf(release: ExposedRelease, metrics: ReadonlyMap<string, DeclaredMetric>): Wanted[] {
  const { criteria, confirmed } = release;
  const present = confirmed.at(-1);
  if (present === undefined) return [];
  const regressions = criteria.filter(isRegression).length;
  return criteria.flatMap((document) => {
    const metric = metrics.get(document.metric);
    const startedAt = startOf(confirmed, document, present.candidate);
    if (metric === undefined || metric.kind !== kindReadBy(document) || startedAt === null) return [];
    const criterion = { document, ...meaningOf(metric), regressions };
    const digest = criterionDigest(document, regressions);
    const cohorts = document.kind === "threshold" ? (["canary", "baseline"] as const) : (["canary"] as const);
    return cohorts.map((cohort) =>
      wantedTrack(release, { criterion, digest, cohort, candidate: present.candidate, startedAt }),
    );
  });
}

function wantedTrack(
  { id: releaseId, tracks }: ExposedRelease,
  begin: Pick<Wanted, "criterion" | "digest" | "cohort" | "candidate" | "startedAt">,
): Wanted {
  const { criterion, digest, cohort, candidate, startedAt } = begin;
  const known = tracks.find(
    (each) => each.digest === digest && each.candidate === candidate && each.cohort === cohort,
  );
  const since = known === undefined || known.lastAt === null ? startedAt : known.lastAt + 1;
  const nextAt = firstAt(since, compiledOf(criterion).stepMs);
  return {
    ...begin,
    drillId: null,
    rollbackId: null,
    referenceAt: null,
    id: known?.id ?? null,
    isOn: known?.isOn ?? false,
    releaseId,
    nextAt,
    dueAt: nextAt + lagMsOf(criterion),
  };
}

/** Rows are locked in the order of their ids, as a decision on them does. */
async function suspendOthers(tx: Tx, wanted: readonly Wanted[]): Promise<void> {
  const kept = wanted.flatMap(({ id }) => id ?? []);
  await tx.$executeRaw`
    UPDATE criterion_tracks SET next_at = NULL, due_at = NULL WHERE id IN (
      SELECT t.id FROM criterion_tracks t WHERE t.next_at IS NOT NULL AND ${liveTrack} AND t.id <> ALL(${kept}::uuid[]) ORDER BY t.id FOR UPDATE)`;
}

async function resume(tx: Tx, wanted: readonly Wanted[]): Promise<void> {
  const off = wanted.flatMap(({ id, isOn, nextAt, dueAt }) =>
    id === null || isOn ? [] : [{ id, nextAt, dueAt }],
  );
  for (const { id, nextAt, dueAt } of off.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    await tx.$executeRaw`UPDATE criterion_tracks SET next_at = ${nextAt}, due_at = ${dueAt} WHERE id = ${id}::uuid AND next_at IS NULL`;
}
