import type { Reader, Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { firstAt } from "./backtest";
import { criterionDigest, isRegression } from "./criterion-digest";
import type { Verdict } from "./model";
import type { Criteria, Criterion } from "./schemas";
import { type Changes, freshUntilOf } from "./standing";
import { compiledOf, kindReadBy, lagMsOf } from "./track-model";
import { addTracks, meaningOf, metricsNamed, type NewTrack } from "./track-store";

/** How a criterion stands for a drill, or for stability after a rollback; times in epoch ms. */
export interface OwnStanding {
  key: string;
  /** null: nothing was evaluated since it began. */
  verdict: Verdict | null;
  since: number | null;
  lastAt: number | null;
  /** Until when the last evaluation counts. */
  freshUntil: number | null;
  changes: Changes;
}

interface Begun {
  releaseId: string;
  /** All that the release agreed on: regressions share one alpha. */
  criteria: Criteria;
  candidate: string;
  /** No older sample is read. */
  from: Date;
}

/** A criterion of the release is evaluated over a drill's samples from a time on, exposed or not, until the drill ends. */
export function beginDrillTrack(
  tx: Tx,
  { criterion, drillId, ...begun }: Begun & { drillId: string; criterion: string },
): Promise<void> {
  return begin(tx, begun, {
    keys: [criterion],
    cohort: "canary",
    drillId,
    rollbackId: null,
    referenceAt: null,
  });
}

/**
 * Stability after a rollback: criteria of the release are evaluated over who got the baseline back, from the end of execution, not latched,
 * until that is ended. What compares cohorts compares with the baseline before anybody was exposed. A second execution begins it anew.
 * @param keys of the criteria that must be ok
 * @param drillId the rollback is of that drill: its samples are read
 */
export function beginRestoredTracks(
  tx: Tx,
  {
    keys,
    rollbackId,
    firstExposureAt,
    drillId = null,
    ...begun
  }: Begun & { rollbackId: string; keys: readonly string[]; firstExposureAt: Date; drillId?: string | null },
): Promise<void> {
  const referenceAt = firstExposureAt.getTime();
  return begin(tx, begun, { keys, cohort: "restored", drillId, rollbackId, referenceAt });
}

async function begin(
  tx: Tx,
  { releaseId, criteria, candidate, from }: Begun,
  {
    keys,
    ...purpose
  }: Pick<NewTrack, "cohort" | "drillId" | "rollbackId" | "referenceAt"> & {
    keys: readonly string[];
  },
): Promise<void> {
  const regressions = criteria.filter(isRegression).length;
  const metrics = await metricsNamed(
    tx,
    criteria.map(({ metric }) => metric),
  );
  const startedAt = from.getTime();
  const tracks = criteria
    .filter(({ key }) => keys.includes(key))
    .map((agreed): NewTrack => {
      const document: Criterion = purpose.cohort === "restored" ? { ...agreed, latch: false } : agreed;
      const metric = metrics.get(document.metric);
      const { better, ...read } = metric === undefined ? { better: "lower" as const } : meaningOf(metric);
      // A drill's samples are sent, whatever its metric's are.
      const criterion = { document, better, regressions, ...(purpose.drillId === null && read) };
      const nextAt = firstAt(startedAt, compiledOf(criterion).stepMs);
      // What cannot be evaluated stays without a verdict, so that nobody takes it for ok.
      const isSound = metric?.kind === kindReadBy(document);
      return {
        ...purpose,
        releaseId,
        criterion,
        candidate,
        startedAt,
        digest: criterionDigest(agreed, regressions),
        nextAt: isSound ? nextAt : null,
        dueAt: isSound ? nextAt + lagMsOf(criterion) : null,
      };
    });
  await addTracks(tx, tracks, { anew: true, now: from });
}

export async function endRestoredTracks(tx: Tx, rollbackId: string): Promise<void> {
  await tx.$executeRaw`UPDATE criterion_tracks SET next_at = NULL, due_at = NULL WHERE rollback_id = ${rollbackId}::uuid AND next_at IS NOT NULL`;
}

/** Ends what is evaluated for a drill, also its stability. */
export async function endDrillTracks(tx: Tx, drillId: string): Promise<void> {
  await tx.$executeRaw`UPDATE criterion_tracks SET next_at = NULL, due_at = NULL WHERE drill_id = ${drillId}::uuid AND next_at IS NOT NULL`;
}

/** How the criteria of stability stand after a rollback, in the order of their keys. */
export function readRestored(db: Reader, rollbackId: string): Promise<OwnStanding[]> {
  return readOwn(db, Prisma.sql`t.rollback_id = ${rollbackId}::uuid`);
}

/** How the criteria stand that a drill is to be found by. */
export function readDrill(db: Reader, drillId: string): Promise<OwnStanding[]> {
  return readOwn(db, Prisma.sql`t.drill_id = ${drillId}::uuid AND t.rollback_id IS NULL`);
}

type OwnRow = Omit<OwnStanding, "freshUntil" | "since" | "lastAt"> & {
  document: Criterion;
  source: "promql" | null;
  since: bigint | null;
  lastAt: bigint | null;
};

async function readOwn(db: Reader, isOwn: Prisma.Sql): Promise<OwnStanding[]> {
  const rows = await db.$queryRaw<OwnRow[]>(Prisma.sql`
    SELECT t.criterion_key AS key, t.verdict, t.since, t.last_at AS "lastAt", t.criterion->'document' AS document, t.criterion->>'source' AS source,
      (SELECT COALESCE(jsonb_agg(jsonb_build_array(c.at, c.verdict) ORDER BY c.at), '[]') FROM criterion_changes c WHERE c.track_id = t.id) AS changes
    FROM criterion_tracks t WHERE ${isOwn} ORDER BY t.criterion_key, t.id`);
  return rows.map(({ document, source, since, lastAt, ...row }) => {
    const last = lastAt === null ? null : Number(lastAt);
    return {
      ...row,
      since: since === null ? null : Number(since),
      lastAt: last,
      freshUntil: freshUntilOf({ document, source }, last),
    };
  });
}
