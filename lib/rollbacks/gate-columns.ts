import { z } from "zod";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { drillLevels, rollbackStates } from "./model";

const ms = (column: string) => Prisma.sql`(extract(epoch FROM ${Prisma.raw(column)}) * 1000)::bigint`;

/** Of a release `r` the breaches that are open, or whose override is not over. */
export const episodeRows = (
  now: Date,
) => Prisma.sql`(SELECT COALESCE(json_agg(json_build_object('criterion', e.criterion_key, 'candidate', e.candidate, 'kind', e.kind,
    'from', ${ms("e.breached_at")}, 'overriddenUntil', CASE WHEN e.closed_at IS NULL THEN NULL ELSE ${ms("e.until")} END) ORDER BY e.id), '[]')
  FROM breach_episodes e WHERE e.release_id = r.id AND (e.closed_at IS NULL OR (e.closure = 'overridden' AND e.until > ${now})))`;

export const EpisodeRows = z.array(
  z.object({
    criterion: z.string(),
    candidate: z.string(),
    kind: z.enum(["breach", "withheld"]),
    from: z.number(),
    overriddenUntil: z.number().nullable(),
  }),
);

/** Its drills that ended with a result. */
export const drillRows = Prisma.sql`(SELECT COALESCE(json_agg(json_build_object('id', d.id, 'level', d.level, 'planDigest', d.plan_digest, 'isPassed', d.state = 'passed',
    'at', ${ms("d.ended_at")}, 'order', d.order) ORDER BY d.order), '[]')
  FROM drills d WHERE d.release_id = r.id AND d.state IN ('passed', 'failed'))`;

export const DrillRows = z.array(
  z.object({
    id: z.string(),
    level: z.enum(drillLevels),
    planDigest: z.string(),
    isPassed: z.boolean(),
    at: z.number(),
    order: z.number(),
  }),
);

/** Its rollback that is not over, and how the last real one ended. */
export const rollbackRow = Prisma.sql`(SELECT json_build_object('id', b.id, 'state', b.state, 'severity', b.severity, 'reason', b.reason, 'isOpen', b.ended_at IS NULL,
    'at', ${ms("COALESCE(b.ended_at, b.proposed_at)")})
  FROM rollbacks b WHERE b.release_id = r.id AND b.mode = 'real' ORDER BY b.ended_at IS NULL DESC, b.order DESC LIMIT 1)`;

export const LastRollback = z
  .object({
    id: z.string(),
    state: z.enum(rollbackStates),
    severity: z.string(),
    reason: z.string(),
    isOpen: z.boolean(),
    at: z.number(),
  })
  .nullable();

/** Its drill that is under way, with what is rehearsed where the failure was found. */
export const runningDrillRow = Prisma.sql`(SELECT json_build_object('id', d.id, 'level', d.level, 'severity', d.severity, 'rollback', b.id, 'state', b.state)
  FROM drills d LEFT JOIN rollbacks b ON b.drill_id = d.id WHERE d.release_id = r.id AND d.ended_at IS NULL LIMIT 1)`;

export const RunningDrill = z
  .object({
    id: z.string(),
    level: z.enum(drillLevels),
    severity: z.string(),
    rollback: z.string().nullable(),
    state: z.enum(rollbackStates).nullable(),
  })
  .nullable();
