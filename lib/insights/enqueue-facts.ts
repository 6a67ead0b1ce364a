import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { isLocked, type LockPlan } from "@/lib/platform/locks";

/** Marks that a release changed, so that its facts are computed anew. A row of its own each time: nobody waits for whoever computes. */
export async function enqueueFacts(tx: Tx, { plan }: { plan: LockPlan }): Promise<void> {
  const release = isLocked(plan);
  if (release === null) return;
  await tx.$executeRaw(
    Prisma.sql`INSERT INTO process_marks (release_id) SELECT r.id FROM releases r WHERE ${release}`,
  );
}
