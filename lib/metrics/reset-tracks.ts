import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { begun } from "./backtest";
import { liveTrack } from "./standing-columns";

/**
 * The decision by which a latched breach ends, in the transaction of the command that makes it: the criterion begins again after `at`, for the
 * candidate and for the baseline, and nothing from before is read any more, also where it arrives later. Until its next evaluation it has
 * no verdict. Whoever evaluates it in this moment is waited for.
 */
export async function resetTracks(
  tx: Tx,
  {
    releaseId,
    criterion,
    candidate,
    at,
  }: { releaseId: string; criterion: string; candidate: string; at: Date },
): Promise<void> {
  const locked = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT t.id FROM criterion_tracks t
    WHERE t.release_id = ${releaseId}::uuid AND t.criterion_key = ${criterion} AND t.candidate = ${candidate} AND ${liveTrack}
    ORDER BY t.id FOR UPDATE`);
  const ids = locked.map(({ id }) => id);
  // A clock that went back does not have evaluated steps evaluated again.
  await tx.$executeRaw`
    WITH reset AS (
      UPDATE criterion_tracks SET state = ${JSON.stringify(begun)}::jsonb, verdict = NULL, since = NULL,
        reset_at = GREATEST(${at.getTime()}::bigint, last_at, reset_at)
      WHERE id = ANY(${ids}::uuid[]) RETURNING id, reset_at)
    INSERT INTO criterion_changes (track_id, at, verdict, recorded_at)
    SELECT r.id, GREATEST(r.reset_at, (SELECT max(c.at) + 1 FROM criterion_changes c WHERE c.track_id = r.id)), NULL, ${at}
    FROM reset r WHERE EXISTS (SELECT 1 FROM criterion_changes c WHERE c.track_id = r.id)`;
}
