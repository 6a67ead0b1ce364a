import type { Kernel } from "@/lib/platform/command";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { log } from "@/lib/platform/log";
import { record } from "@/lib/platform/record";
import { loadGates } from "./load-gates";
import { type Projected, project } from "./summary";

const batch = 50;
/** So many that are due are computed for a reader who waits; more is the worker's. */
export const settledOnReading = 12;

/** Computes what lists keep, for releases that changed or whose answer changes by time. Two workers write the same. */
export async function refreshProjections(kernel: Kernel): Promise<number> {
  const due = await findDue(kernel.db.prisma, { now: kernel.clock.now(), limit: batch });
  for (const id of due) await tryRefresh(kernel, id);
  return due.length;
}

/** Brings what is due up to date before a list is read, so that its filters and counts are exact; not after a change that makes many due at once. */
export async function settleProjections(kernel: Kernel): Promise<void> {
  const due = await findDue(kernel.db.prisma, { now: kernel.clock.now(), limit: settledOnReading + 1 });
  if (due.length > settledOnReading) return;
  for (const id of due) await tryRefresh(kernel, id);
}

/** Whether what is kept may have changed since it was computed. */
export function isDue(now: Date, alias = "p"): Prisma.Sql {
  const p = Prisma.raw(alias);
  return Prisma.sql`(${p}.due_at IS NOT NULL OR ${p}.changes_at <= ${now} OR ${p}.computed_at > ${now})`;
}

/** The longest due first. */
export async function findDue(db: Reader, { now, limit }: { now: Date; limit: number }): Promise<string[]> {
  const sql = Prisma.sql`SELECT id::text AS id FROM (${dueReleases(now, limit)}) due GROUP BY id ORDER BY min(at) LIMIT ${limit}`;
  return (await readRows<{ id: string }>(db, sql)).map(({ id }) => id);
}

/** As `id` and `at`, so many for each reason. Each is read by its own index: joined by OR, the planner reads every release that ever was. */
export function dueReleases(now: Date, limit: number): Prisma.Sql {
  return Prisma.sql`
    (SELECT release_id AS id, due_at AS at FROM release_projections WHERE due_at IS NOT NULL ORDER BY due_at LIMIT ${limit})
    UNION ALL (SELECT release_id, changes_at FROM release_projections WHERE changes_at <= ${now} ORDER BY changes_at LIMIT ${limit})
    UNION ALL (SELECT release_id, computed_at FROM release_projections WHERE computed_at > ${now} ORDER BY computed_at LIMIT ${limit})`;
}

/** One release that cannot be computed must not keep the others from being. */
async function tryRefresh(kernel: Kernel, releaseId: string): Promise<void> {
  await refreshOne(kernel, releaseId).catch((error: unknown) =>
    log.error({ err: error, release: releaseId }, "a projection failed"),
  );
}

async function refreshOne(kernel: Kernel, releaseId: string): Promise<void> {
  await record(kernel, "projection", async (tx, now) => {
    // A decision that commits after this was read writes the row, and then this answer is not kept: no lock, nobody waits.
    const seen = await tx.$queryRaw<{ version: string }[]>(Prisma.sql`
      SELECT xmin::text AS version FROM release_projections p WHERE release_id = ${releaseId}::uuid AND ${isDue(now)}`);
    const version = seen[0]?.version;
    if (version === undefined) return;
    const kept = await projectNow(tx, releaseId, now);
    await tx.$executeRaw(Prisma.sql`
      UPDATE release_projections SET summary = ${JSON.stringify(kept.summary)}::jsonb, status = ${kept.status},
        waiting_people = ${kept.waitingPeople}::uuid[], waiting_roles = ${kept.waitingRoles}::text[], waiting_since = ${toDate(kept.waitingSince)}::timestamptz,
        waits = ${JSON.stringify(kept.waits)}::jsonb,
        computed_at = ${now}, changes_at = ${toDate(kept.changesAt)}::timestamptz,
        remind_at = ${toDate(kept.remindAt)}::timestamptz, due_at = NULL
      WHERE release_id = ${releaseId}::uuid AND xmin::text = ${version}`);
  });
}

function toDate(epochMs: number | null): Date | null {
  return epochMs === null ? null : new Date(epochMs);
}

/** As kept, but computed now. */
export async function projectNow(db: Reader, releaseId: string, now: Date): Promise<Projected> {
  return project(await loadGates(db, { releaseId, actor: { kind: "system", job: "projections" }, now }));
}
