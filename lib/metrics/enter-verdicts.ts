import { z } from "zod";
import { command, type Kernel } from "@/lib/platform/command";
import type { Reader, Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { byWorker } from "@/lib/policy/by-worker";
import { criterionJudged, type JudgedChange } from "./events";
import { exportedSteps } from "./export-queries";
import { type StepBatch, type StepSpan, stepsDigest } from "./steps-digest";

/** Where nothing changes, evaluations wait so long for their entry; what changes is entered at once. */
const steadyMs = 86_400_000;

/** Tracks whose verdicts the ledger does not have yet: those that stand otherwise than it says, those steady for a day, and those that ended. */
export async function tracksToEnter(db: Reader, now: Date): Promise<{ track: string; release: string }[]> {
  const steadySince = new Date(now.getTime() - steadyMs);
  return db.$queryRaw(Prisma.sql`
    SELECT t.id::text AS track, r.slug AS release FROM criterion_tracks t JOIN releases r ON r.id = t.release_id
    WHERE t.id IN (
      SELECT c.id FROM criterion_tracks c WHERE c.since IS DISTINCT FROM c.entered_since UNION
      SELECT c.id FROM criterion_tracks c WHERE c.last_at IS DISTINCT FROM c.entered_to
        AND (c.next_at IS NULL OR c.entered_at IS NULL OR c.entered_at <= ${steadySince}))
    ORDER BY t.id LIMIT 1000`);
}

interface TrackRow {
  releaseId: string;
  key: string;
  criterionDigest: string;
  cohort: string;
  candidate: string;
  drillId: string | null;
  rollbackId: string | null;
  since: bigint | null;
  lastAt: bigint | null;
  watermark: bigint;
  enteredTo: bigint | null;
  enteredWatermark: bigint;
}

/** Enters in the ledger how a criterion came to stand otherwise, with the digest of its evaluations since the entry before. */
export const enterVerdicts = command({
  name: "criterion.enter-verdicts",
  input: z.strictObject({ release: z.string(), track: z.uuid() }),
  scope: "*",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { track }) => loadTrack(tx, track),
  allow: (actor) => byWorker(actor, "Verdicts enter the ledger by themselves."),
  run: async ({ tx, input: { track }, facts: { row, changes }, now }) => {
    if (row === null) throw new AppError("conflict", "There is no such track.");
    const steps = row.lastAt === null ? null : await batchOf(tx, track, spanOf(row, row.lastAt));
    if (changes.length === 0 && (steps?.count ?? 0) === 0)
      throw new AppError("conflict", "The ledger has these verdicts already.");
    await tx.$executeRaw`
      UPDATE criterion_tracks SET entered_at = ${now}, entered_since = ${row.since}, entered_to = ${row.lastAt}, entered_watermark = ${row.watermark},
        entered_change = COALESCE(${changes.at(-1)?.at ?? null}::bigint, entered_change) WHERE id = ${track}::uuid`;
    const { releaseId, key, criterionDigest, cohort, candidate, drillId, rollbackId } = row;
    const about = { releaseId, criterion: key, track, drillId, rollbackId };
    return {
      value: { changes: changes.length, steps: steps?.count ?? 0 },
      entries: [criterionJudged({ ...about, criterionDigest, cohort, candidate, changes, steps })],
    };
  },
});

function spanOf({ enteredTo, enteredWatermark, watermark }: TrackRow, lastAt: bigint): StepSpan {
  return {
    after: enteredTo === null ? null : Number(enteredTo),
    to: Number(lastAt),
    amendedAfter: Number(enteredWatermark),
    amendedTo: Number(watermark),
  };
}

/** Whoever evaluates it in this moment is waited for. */
async function loadTrack(tx: Tx, track: string): Promise<{ row: TrackRow | null; changes: JudgedChange[] }> {
  const [row] = await tx.$queryRaw<TrackRow[]>`
    SELECT t.release_id::text AS "releaseId", t.criterion_key AS key, t.criterion_digest AS "criterionDigest", t.cohort, t.candidate,
      t.drill_id::text AS "drillId", t.rollback_id::text AS "rollbackId", t.since, t.last_at AS "lastAt", t.watermark,
      t.entered_to AS "enteredTo", t.entered_watermark AS "enteredWatermark"
    FROM criterion_tracks t WHERE t.id = ${track}::uuid FOR UPDATE`;
  if (row === undefined) return { row: null, changes: [] };
  const changes = await tx.$queryRaw<JudgedChange[]>`
    SELECT c.at::float8 AS at, c.verdict FROM criterion_changes c JOIN criterion_tracks t ON t.id = c.track_id
    WHERE t.id = ${track}::uuid AND c.at > COALESCE(t.entered_change, -1) ORDER BY c.at`;
  return { row, changes };
}

async function batchOf(tx: Tx, track: string, span: StepSpan): Promise<StepBatch> {
  const digest = stepsDigest();
  for await (const steps of exportedSteps(tx, track, span)) for (const step of steps) digest.add(step);
  return { ...span, ...digest.end() };
}

/** Every track that is due; answers how many. What another worker entered meanwhile is passed by. */
export async function enterDueVerdicts(kernel: Kernel): Promise<number> {
  let entered = 0;
  for (const due of await tracksToEnter(kernel.db.prisma, kernel.clock.now())) {
    try {
      await enterVerdicts.execute(kernel, due, {
        actor: { kind: "system", job: "worker" },
        requestId: newId(),
      });
      entered += 1;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error;
    }
  }
  return entered;
}
