import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Authority, ms } from "@/lib/releases/authority";
import type { ExecutorType } from "@/lib/rollbacks/model";
import type { Executor } from "@/lib/rollbacks/schemas";
import type { ApplyingAttempt, ApplyingFacts } from "./applying";
import { isGoingBack, isGrowthStopped } from "./applying-columns";

/** The exposure that was decided last. */
export interface Intention {
  id: string;
  order: number;
  stage: string;
  percent: number;
  /** What was intended before. */
  before: number;
  /** Epoch ms. */
  at: number;
}

/** An attempt with the words about it. */
export interface AppliedAttempt extends ApplyingAttempt {
  executor: ExecutorType;
  stage: string;
  percent: number;
  outcome: string | null;
  exitCode: number | null;
  /** Who took it: the machine's title; null: the worker, or nobody yet. */
  machine: string | null;
  askedBy: string | null;
}

export interface LoadedApplying {
  intention: Intention | null;
  /** What sets the exposure of the intention's stage; null: people do. */
  executor: AppliedBy | null;
  facts: ApplyingFacts;
  attempts: AppliedAttempt[];
}

export type AppliedBy = Exclude<Executor, { type: "manual" }>;

/** Who sets exposure in a stage; null: people do. */
export function executorAt(
  { template }: Pick<Authority, "template">,
  stage: string | null,
): AppliedBy | null {
  const found = template.parsed.stages.find(({ key }) => key === stage)?.executor ?? null;
  return found === null || found.type === "manual" ? null : found;
}

interface Row {
  intention: Intention | null;
  isConfirmed: boolean;
  isStopped: boolean;
  isGoingBack: boolean;
  attempts: AppliedAttempt[];
}

const attemptRows = Prisma.sql`(SELECT COALESCE(json_agg(json_build_object(
    'id', a.id, 'intention', x.order, 'number', a.number, 'state', a.state, 'at', ${ms("a.at")}, 'dueAt', ${ms("a.due_at")},
    'claimedAt', ${ms("a.claimed_at")}, 'endedAt', ${ms("a.ended_at")}, 'observed', a.observed, 'isFinal', a.is_final,
    'isAsked', a.asked_by IS NOT NULL, 'isRecorded', EXISTS (SELECT 1 FROM exposure_changes c WHERE c.attempt_id = a.id),
    'executor', a.executor, 'stage', x.stage_key, 'percent', x.percent, 'outcome', a.outcome, 'exitCode', a.exit_code,
    'machine', (SELECT m.title FROM machines m WHERE m.id = a.machine_id),
    'askedBy', (SELECT p.name FROM people p WHERE p.id = a.asked_by)) ORDER BY x.order, a.number), '[]')
  FROM rollback_attempts a JOIN exposure_changes x ON x.id = a.exposure_change_id WHERE x.release_id = r.id)`;

/** What is judged by how far applying the intended exposure is, as it stands now; in a command under the release's lock. */
export async function loadApplying(
  db: Reader,
  { release, version, template }: Pick<Authority, "release" | "version" | "template">,
): Promise<LoadedApplying> {
  const rows = await readRows<Row>(
    db,
    Prisma.sql`SELECT CASE WHEN i.id IS NULL THEN NULL ELSE json_build_object('id', i.id, 'order', i.order, 'stage', i.stage_key, 'percent', i.percent, 'at', ${ms("i.at")},
        'before', COALESCE((SELECT b.percent FROM exposure_changes b WHERE b.release_id = r.id AND b.kind = 'intended' AND b.order < i.order
          ORDER BY b.order DESC LIMIT 1), 0)) END AS intention,
      COALESCE((SELECT c.order > i.order AND c.percent = i.percent AND NOT EXISTS (
          SELECT 1 FROM rollback_attempts o JOIN exposure_changes x ON x.id = o.exposure_change_id
          WHERE x.release_id = r.id AND x.order < i.order AND o.claimed_at IS NOT NULL AND o.ended_at > c.at)
        FROM exposure_changes c WHERE c.release_id = r.id AND c.kind = 'confirmed' ORDER BY c.order DESC LIMIT 1), FALSE) AS "isConfirmed",
      ${isGrowthStopped} AS "isStopped", ${isGoingBack} AS "isGoingBack", ${attemptRows} AS attempts
    FROM releases r LEFT JOIN LATERAL (SELECT * FROM exposure_changes e WHERE e.release_id = r.id AND e.kind = 'intended'
      ORDER BY e.order DESC LIMIT 1) i ON TRUE
    WHERE r.id = ${release.id}::uuid`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no release ${release.id}`);
  const { intention, isConfirmed, isStopped, attempts } = row;
  const executor = executorAt({ template }, intention?.stage ?? null);
  const ends = version.state === "active" ? (row.isGoingBack ? "rollback" : null) : "release";
  const hasExecutor = executor !== null;
  return {
    intention,
    executor,
    attempts,
    facts: { intention, isConfirmed, hasExecutor, ends, isStopped, attempts },
  };
}
