import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";
import type { PlannedTime } from "./schemas";

/** How long steps are planned to take, of releases that the reader sees; the latest word on each counts. */
export async function readTimes(
  db: Reader,
  { reviewId, actor }: { reviewId: string | null; actor: Actor },
): Promise<PlannedTime[]> {
  if (reviewId === null) return [];
  return readRows<PlannedTime>(
    db,
    Prisma.sql`
    SELECT x.release, x.item, x.minutes FROM (
      SELECT DISTINCT ON (m.release_id, m.item) r.slug AS release, m.item, m.minutes, m."order" FROM review_item_times m LEFT JOIN releases r ON r.id = m.release_id
      WHERE m.review_id = ${reviewId}::uuid AND (m.release_id IS NULL OR ${visibleTo(actor)}) ORDER BY m.release_id, m.item, m."order" DESC) x
    WHERE x.minutes IS NOT NULL ORDER BY x."order"`,
  );
}
