import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Injection, samplesBetween, spanOf } from "./failure-modes";
import { ingestSamples } from "./ingest-samples";
import { mostSamples } from "./model";
import { samplesKeptMs } from "./retention";
import { metricsNamed } from "./track-store";

/** What a running drill makes up. */
export interface RunningInjection extends Omit<Injection, "meaning"> {
  releaseId: string;
}

const worker: Actor = { kind: "system", job: "worker" };

/**
 * Writes the samples of drills up to now, as any that are sent, into series that only their drill reads; answers how many were new. It goes
 * on after the newest that is there, and what is written twice is a duplicate, so that a worker may die in it or another do the same. What
 * is more than one request may hold is left to the next run.
 */
export async function injectDrillSamples(
  kernel: Kernel,
  running: readonly RunningInjection[],
): Promise<number> {
  if (running.length === 0) return 0;
  const { prisma } = kernel.db;
  const now = kernel.clock.now().getTime();
  const metrics = await metricsNamed(
    prisma,
    running.map(({ criterion }) => criterion.metric),
  );
  const slugs = new Map(
    (
      await prisma.release.findMany({
        where: { id: { in: running.map(({ releaseId }) => releaseId) } },
        select: { id: true, slug: true },
      })
    ).map(({ id, slug }) => [id, slug]),
  );
  const newest = await newestOf(kernel, running);
  let accepted = 0;
  for (const { releaseId, ...each } of running) {
    const { drillId, criterion, startedAt } = each;
    const [metric, release] = [metrics.get(criterion.metric), slugs.get(releaseId)];
    if (metric === undefined || release === undefined) continue;
    const injection: Injection = { ...each, meaning: { better: metric.better } };
    const after = newest.get(keyOf(drillId, criterion.metric)) ?? startedAt - 1;
    const made = samplesBetween(injection, after, Math.min(now, after + spanOf(injection, mostSamples)));
    if (made.length === 0) continue;
    const sent = made.map((sample) => ({ metric: criterion.metric, release, ...sample, ...toSend(sample) }));
    const written = await ingestSamples(kernel, { actor: worker, sent, keptMs: samplesKeptMs(), drillId });
    accepted += written.accepted;
  }
  return accepted;
}

/** NaN is sent as null. */
function toSend(sample: object): object {
  return "v" in sample && Number.isNaN(sample.v) ? { v: null } : {};
}

function keyOf(drillId: string, metric: string): string {
  return `${drillId} ${metric}`;
}

/** When the newest sample of each was taken; of a time all are written at once. */
async function newestOf(
  { db: { prisma } }: Kernel,
  running: readonly RunningInjection[],
): Promise<Map<string, number>> {
  const drills = running.map(({ drillId }) => drillId);
  const rows = await prisma.$queryRaw<{ drill: string; metric: string; t: number | null }[]>(Prisma.sql`
    SELECT x.drill_id AS drill, m.name AS metric, max(newest.t)::float8 AS t
    FROM metric_series x JOIN metrics m ON m.id = x.metric_id
      CROSS JOIN LATERAL (SELECT s.t FROM samples s WHERE s.series_id = x.id ORDER BY s.t DESC LIMIT 1) newest
    WHERE x.drill_id = ANY(${drills}::uuid[]) GROUP BY x.drill_id, m.name`);
  return new Map(rows.flatMap(({ drill, metric, t }) => (t === null ? [] : [[keyOf(drill, metric), t]])));
}
