import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { isId } from "@/lib/platform/ids";
import { visibleTo } from "@/lib/policy/visible";
import type { AttemptFacts } from "./attempt-model";
import type { ExecutorType } from "./model";
import { isExposureTakeable } from "@/lib/rollouts/applying-columns";

const columns = Prisma.sql`
  a.id, r.slug AS release, r.id AS "releaseId", a.number, a.executor, a.state, a.due_at AS "dueAt", a.machine_id AS "machineId",
  a.outcome, a.exit_code AS "exitCode", a.serving_digest AS "servingDigest", a.observed, a.verification,
  CASE WHEN b.id IS NULL THEN jsonb_build_object('kind', 'exposure', 'task', a.task)
    ELSE jsonb_build_object('kind', 'step', 'task', a.task, 'rollbackId', b.id, 'stepKey', a.step_key, 'stepState', s.state,
      'isUnderWay', b.ended_at IS NULL, 'verify',
      COALESCE((SELECT step->'verify' FROM jsonb_array_elements(b.plan->'steps') step WHERE step->>'key' = a.step_key LIMIT 1), '{}'))
    END AS of`;
const tables = Prisma.sql`
  rollback_attempts a
  LEFT JOIN rollbacks b ON b.id = a.rollback_id
  LEFT JOIN rollback_steps s ON s.rollback_id = a.rollback_id AND s.key = a.step_key
  LEFT JOIN exposure_changes x ON x.id = a.exposure_change_id
  JOIN releases r ON r.id = COALESCE(b.release_id, x.release_id)`;

export async function findAttempt(db: Reader, id: string, actor: Actor): Promise<AttemptFacts> {
  const rows = isId(id)
    ? await readRows<AttemptFacts>(
        db,
        Prisma.sql`SELECT ${columns} FROM ${tables} WHERE a.id = ${id}::uuid AND ${visibleTo(actor)}`,
      )
    : [];
  const row = rows[0];
  if (row === undefined) throw notFound("attempt");
  return row;
}

interface Asked {
  executors: readonly ExecutorType[];
  stepsOnly?: boolean | undefined;
  releases?: readonly string[] | undefined;
  components?: readonly string[] | undefined;
  staging: boolean;
  actor: Actor;
  now: Date;
}

/** The oldest attempt that waits for somebody like this, steps of rollbacks first; none of a rollback that is over, none whose time has passed or has not come. */
export async function findWaiting(db: Reader, asked: Asked): Promise<AttemptFacts | null> {
  const { executors, stepsOnly = false, releases, components, staging, actor, now } = asked;
  const rows = await readRows<AttemptFacts>(
    db,
    Prisma.sql`
      SELECT ${columns} FROM ${tables}
      WHERE a.state = 'queued' AND a.executor = ANY(${[...executors]}) AND a.due_at > ${now}
        AND CASE WHEN b.id IS NULL THEN NOT ${stepsOnly} AND ${isExposureTakeable(now)} ELSE b.ended_at IS NULL END
        AND (a.executor <> 'command' OR (a.task->>'drill' IS NOT DISTINCT FROM 'staging') = ${staging})
        AND (${releases === undefined} OR r.slug = ANY(${[...(releases ?? [])]}))
        AND (${components === undefined} OR EXISTS (
          SELECT 1 FROM release_components rc JOIN components c ON c.id = rc.component_id
          WHERE rc.release_id = r.id AND c.key = ANY(${[...(components ?? [])]})))
        AND ${visibleTo(actor)}
      ORDER BY b.id IS NULL, a.at, a.id LIMIT 1`,
  );
  return rows[0] ?? null;
}

/** Whether a request was answered before, under its idempotency key: an answer that was lost is given again. */
export async function isAnswered(db: Reader, actor: Actor, key: string | undefined): Promise<boolean> {
  if (key === undefined || actor.kind === "system") return false;
  const rows = await readRows(
    db,
    Prisma.sql`SELECT 1 FROM idempotency_keys WHERE caller = ${`${actor.kind}:${actor.id}`} AND key = ${key}`,
  );
  return rows.length > 0;
}

export interface VerificationDue {
  id: string;
  release: string;
  dryRun: boolean;
  http: { url: string; expect: number | string };
}

/** Attempts that succeeded and are verified by an address that has not been found as it should be. */
export function listUnverified(db: Reader, now: Date, limit: number): Promise<VerificationDue[]> {
  return readRows<VerificationDue>(
    db,
    Prisma.sql`
      SELECT * FROM (
        SELECT a.id, a.at, r.slug AS release, (a.task->>'dryRun')::boolean AS "dryRun",
          (SELECT step->'verify'->'http' FROM jsonb_array_elements(b.plan->'steps') step WHERE step->>'key' = a.step_key LIMIT 1) AS http
        FROM rollbacks b
        JOIN releases r ON r.id = b.release_id
        JOIN rollback_steps s ON s.rollback_id = b.id AND s.state = 'verifying'
        JOIN rollback_attempts a ON a.rollback_id = b.id AND a.step_key = s.key
        WHERE b.ended_at IS NULL AND a.state = 'succeeded' AND a.verification IS NULL AND a.due_at > ${now}) found
      WHERE http IS NOT NULL ORDER BY at, id LIMIT ${limit}`,
  );
}
