import type { Kernel } from "@/lib/platform/command";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { log } from "@/lib/platform/log";
import { record } from "@/lib/platform/record";
import { loadGates } from "./load-gates";
import { type Projected, project } from "./summary";

const batch = 50;

/** Computes what lists keep, for releases that changed or whose answer changes by time. Two workers write the same. */
export async function refreshProjections(kernel: Kernel): Promise<number> {
  const now = kernel.clock.now();
  const due = await kernel.db.prisma.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT release_id AS id FROM release_projections WHERE due_at IS NOT NULL OR changes_at <= ${now} OR computed_at > ${now} ORDER BY COALESCE(due_at, changes_at) LIMIT ${batch}`);
  for (const { id } of due) {
    // One release that cannot be computed must not keep the others from being.
    await refreshOne(kernel, id).catch((error: unknown) =>
      log.error({ err: error, release: id }, "a projection failed"),
    );
  }
  return due.length;
}

async function refreshOne(kernel: Kernel, releaseId: string): Promise<void> {
  await record(kernel, "projection", async (tx, now) => {
    // With the release's row held no decision commits between reading its facts and keeping the answer.
    await tx.$queryRaw`SELECT id FROM releases WHERE id = ${releaseId}::uuid FOR UPDATE`;
    const { summary, waitingPeople, changesAt } = await projectNow(tx, releaseId, now);
    await tx.$executeRaw`
      UPDATE release_projections SET summary = ${JSON.stringify(summary)}::jsonb, waiting_people = ${waitingPeople}::uuid[], computed_at = ${now},
        changes_at = ${changesAt === null ? null : new Date(changesAt)}, due_at = NULL
      WHERE release_id = ${releaseId}::uuid`;
  });
}

/** As kept, but computed now. */
export async function projectNow(db: Reader, releaseId: string, now: Date): Promise<Projected> {
  return project(await loadGates(db, { releaseId, actor: { kind: "system", job: "projections" }, now }));
}
