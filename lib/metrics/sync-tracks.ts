import type { Kernel } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { record } from "@/lib/platform/record";
import { begun, firstAt } from "./backtest";
import { criterionDigest, isRegression } from "./criterion-digest";
import type { Better, MetricKind } from "./model";
import type { Criteria } from "./schemas";
import { compiledOf, type Confirmed, kindReadBy, lagMsOf, startOf, type Track } from "./track-model";

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

interface Metric {
  better: Better;
  kind: MetricKind;
}

/**
 * Has each agreed criterion of each release in flight evaluated for what is or was exposed: a track begins with the first confirmed
 * exposure at which its criterion applies. What is no longer agreed, or of a release that ended, is kept and not evaluated.
 */
export async function syncTracks(kernel: Kernel): Promise<void> {
  await record(kernel, "step-verdict", async (tx) => {
    const releases = await exposedReleases(tx);
    const metrics = await metricsOf(tx, releases);
    const wanted = releases.flatMap((release) => wantedOf(release, metrics));
    const isWanted = new Set(wanted.flatMap(({ id }) => id ?? []));
    await suspendOthers(tx, [...isWanted]);
    for (const { id, nextAt, dueAt } of wanted.filter(({ isOn }) => !isOn))
      if (id !== null)
        await tx.$executeRaw`UPDATE criterion_tracks SET next_at = ${nextAt}, due_at = ${dueAt} WHERE id = ${id}::uuid AND next_at IS NULL`;
    await addTracks(
      tx,
      wanted.filter(({ id }) => id === null),
    );
  });
}

async function exposedReleases(tx: Tx): Promise<ExposedRelease[]> {
  return tx.$queryRaw<ExposedRelease[]>(Prisma.sql`
    SELECT r.id, d.document AS criteria,
      (SELECT jsonb_agg(jsonb_build_object('percent', e.percent, 'candidate', e.candidate, 'at', (extract(epoch FROM e.at) * 1000)::bigint) ORDER BY e.order)
        FROM exposure_changes e WHERE e.release_id = r.id AND e.kind = 'confirmed') AS confirmed,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', t.id, 'digest', t.criterion_digest, 'candidate', t.candidate, 'cohort', t.cohort,
          'lastAt', t.last_at, 'isOn', t.next_at IS NOT NULL)), '[]') FROM criterion_tracks t WHERE t.release_id = r.id) AS tracks
    FROM releases r JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL AND v.state = 'active'
    JOIN release_documents d ON d.release_id = r.id AND d.kind = 'criteria' AND d.valid_to IS NULL
    WHERE EXISTS (SELECT 1 FROM exposure_changes e WHERE e.release_id = r.id AND e.kind = 'confirmed')`);
}

async function metricsOf(tx: Tx, releases: readonly ExposedRelease[]): Promise<Map<string, Metric>> {
  const names = [...new Set(releases.flatMap(({ criteria }) => criteria.map(({ metric }) => metric)))];
  const rows = await tx.metric.findMany({ where: { name: { in: names } } });
  return new Map(
    rows.map(({ name, better, kind }) => [name, { better: better as Better, kind: kind as MetricKind }]),
  );
}

interface Wanted extends Pick<Track, "releaseId" | "criterion" | "cohort" | "startedAt"> {
  /** Of a track that is there; null: it begins. */
  id: string | null;
  isOn: boolean;
  digest: string;
  candidate: string;
  nextAt: number;
  dueAt: number;
}

function wantedOf(release: ExposedRelease, metrics: ReadonlyMap<string, Metric>): Wanted[] {
  const { criteria, confirmed } = release;
  const present = confirmed.at(-1);
  if (present === undefined) return [];
  const regressions = criteria.filter(isRegression).length;
  return criteria.flatMap((document) => {
    const metric = metrics.get(document.metric);
    const startedAt = startOf(confirmed, document, present.candidate);
    if (metric === undefined || metric.kind !== kindReadBy(document) || startedAt === null) return [];
    const criterion = { document, better: metric.better, regressions };
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
    id: known?.id ?? null,
    isOn: known?.isOn ?? false,
    releaseId,
    nextAt,
    dueAt: nextAt + lagMsOf(criterion.document),
  };
}

async function suspendOthers(tx: Tx, wanted: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE criterion_tracks SET next_at = NULL, due_at = NULL WHERE next_at IS NOT NULL AND id <> ALL(${[...wanted]}::uuid[])`;
}

async function addTracks(tx: Tx, wanted: readonly Wanted[]): Promise<void> {
  if (wanted.length === 0) return;
  const column = <Value>(of: (each: Wanted) => Value): Value[] => wanted.map(of);
  // Another worker may have begun it in the same moment.
  await tx.$executeRaw`
    INSERT INTO criterion_tracks (id, release_id, criterion_key, criterion_digest, criterion, candidate, cohort, started_at, next_at, due_at, state)
    SELECT u.*, ${JSON.stringify(begun)}::jsonb
    FROM unnest(${column(() => newId())}::uuid[], ${column(({ releaseId }) => releaseId)}::uuid[],
      ${column(({ criterion }) => criterion.document.key)}::text[], ${column(({ digest }) => digest)}::text[],
      ${column(({ criterion }) => JSON.stringify(criterion))}::jsonb[], ${column(({ candidate }) => candidate)}::text[],
      ${column(({ cohort }) => cohort)}::text[], ${column(({ startedAt }) => startedAt)}::bigint[],
      ${column(({ nextAt }) => nextAt)}::bigint[], ${column(({ dueAt }) => dueAt)}::bigint[]) u
    ON CONFLICT DO NOTHING`;
}
