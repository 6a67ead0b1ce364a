import type { Kernel } from "@/lib/platform/command";
import { type Reader, readRows } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { advanceApplying } from "./advance-applying";
import { isGrowthStopped } from "./applying-columns";

/** Lets happen what became due with applying exposures; all else follows at once from what changes it. Each is decided anew under the release's lock. */
export async function tendApplying(kernel: Kernel): Promise<void> {
  for (const release of await releasesDue(kernel.db.prisma, kernel.clock.now())) {
    try {
      const call = { actor: { kind: "system", job: "worker" } as const, requestId: newId() };
      await advanceApplying.execute(kernel, { release }, call);
    } catch (error) {
      // What was done meanwhile, or cannot be done, keeps nothing else from being done.
      if (!(error instanceof AppError)) throw error;
      if (error.code !== "conflict") log.warn({ err: error, release }, "applying an exposure does not go on");
    }
  }
}

async function releasesDue(db: Reader, now: Date): Promise<string[]> {
  const rows = await readRows<{ slug: string }>(
    db,
    Prisma.sql`SELECT DISTINCT r.slug FROM rollback_attempts a
      JOIN exposure_changes x ON x.id = a.exposure_change_id JOIN releases r ON r.id = x.release_id
      WHERE a.state IN ('queued', 'claimed') AND a.due_at <= ${now}
        AND (a.state = 'claimed' OR x.percent <= (a.task->>'before')::float8 OR NOT ${isGrowthStopped})`,
  );
  return rows.map(({ slug }) => slug);
}
