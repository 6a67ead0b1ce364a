import { holdsOfRelease } from "@/lib/catalogue/hold-columns";
import { Prisma } from "@/lib/platform/generated/prisma/client";

/** Whether what would raise exposure of the release `r` is left waiting: its exposure is paused, or something holds it. */
export const isGrowthStopped = Prisma.sql`(
  EXISTS (SELECT 1 FROM exposure_pauses p WHERE p.release_id = r.id AND p.valid_to IS NULL)
  OR EXISTS (SELECT 1 FROM ${holdsOfRelease} h WHERE h.valid_to IS NULL))`;

/** Whether the release `r` is being rolled back, and not in a rehearsal. */
export const isGoingBack = Prisma.sql`EXISTS (
  SELECT 1 FROM rollbacks g WHERE g.release_id = r.id AND g.mode = 'real' AND g.ended_at IS NULL AND g.state <> 'proposed')`;

/** Whether the attempt `a` at an exposure of the release `r` may be taken: its time has come, and nothing keeps it from raising. */
export function isExposureTakeable(now: Date): Prisma.Sql {
  return Prisma.sql`(a.at <= ${now} AND NOT ${isGoingBack}
    AND NOT ((a.task->>'percent')::float8 > (a.task->>'before')::float8 AND ${isGrowthStopped}))`;
}
