import { z } from "zod";
import { loadGates } from "@/lib/gates/load-gates";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { RollbackPlan } from "@/lib/rollbacks/schemas";
import type { ReleasePast } from "./history";

const epoch = (column: string) => Prisma.sql`(extract(epoch FROM ${Prisma.raw(column)}) * 1000)::bigint`;
const instant = z.number();

const Rows = z.object({
  endedAt: instant.nullable(),
  teams: z.array(z.string()),
  breakGlass: z.array(z.object({ id: z.string(), decision: z.string(), at: instant })),
  rollbacks: z.array(
    z.object({
      id: z.string(),
      severity: z.string(),
      components: z.array(z.string()),
      moments: z.object({
        breachedAt: instant.nullable(),
        proposedAt: instant,
        decidedAt: instant.nullable(),
        executedAt: instant.nullable(),
        stableAt: instant.nullable(),
      }),
      decision: z.enum(["authorised", "silence", "automatic", "declined", "cancelled"]).nullable(),
      objectives: RollbackPlan.shape.objectives,
    }),
  ),
  drills: z.array(
    z.object({ id: z.string(), state: z.string(), endedAt: instant, gaps: z.array(z.string()) }),
  ),
  criteria: z.array(z.object({ keys: z.array(z.string()), to: instant.nullable() })),
  breaches: z.array(z.object({ criterion: z.string(), at: instant })),
});

/** A release's past with the owners of its components when it was created; null: it is restricted, and nothing of it is counted. */
export async function loadHistory(
  db: Reader,
  { releaseId, now }: { releaseId: string; now: Date },
): Promise<{ past: ReleasePast; teams: string[] } | null> {
  const { authority, facts } = await loadGates(db, {
    releaseId,
    actor: { kind: "system", job: "insights" },
    now,
  });
  const { release, template } = authority;
  if (release.restricted) return null;
  const [row] = await readRows<{ rows: string }>(db, pastSql(releaseId));
  const { teams, ...rest } = Rows.parse(JSON.parse(row?.rows ?? "null"));
  const startedAt = release.startedAt?.getTime() ?? null;
  return { past: { template: template.key, startedAt, gates: facts, ...rest }, teams };
}

function pastSql(releaseId: string): Prisma.Sql {
  return Prisma.sql`SELECT json_build_object(
    'endedAt', (SELECT ${epoch("v.valid_from")} FROM release_versions v WHERE v.release_id = r.id AND v.valid_to IS NULL
      AND v.state IN ('completed', 'rolled-back', 'cancelled')),
    'teams', (SELECT COALESCE(json_agg(DISTINCT v.owner_team_id), '[]') FROM release_components rc JOIN component_versions v ON v.component_id = rc.component_id
      WHERE rc.release_id = r.id AND v.valid_from <= r.created_at AND (v.valid_to IS NULL OR v.valid_to > r.created_at)),
    'breakGlass', (SELECT COALESCE(json_agg(json_build_object('id', g.id, 'decision', g.decision, 'at', ${epoch("g.at")}) ORDER BY g.at, g.id), '[]')
      FROM break_glass_uses g WHERE g.release_id = r.id),
    'rollbacks', (SELECT COALESCE(json_agg(json_build_object('id', b.id, 'severity', b.severity,
        'components', (SELECT COALESCE(json_agg(k ORDER BY k), '[]') FROM jsonb_object_keys(b.candidates) k),
        'moments', json_build_object('breachedAt', ${epoch("b.breached_at")}, 'proposedAt', ${epoch("b.proposed_at")}, 'decidedAt', ${epoch("b.decided_at")},
          'executedAt', ${epoch("b.executed_at")}, 'stableAt', ${epoch("b.stable_at")}),
        'decision', b.decision, 'objectives', b.plan->'objectives') ORDER BY b."order"), '[]')
      FROM rollbacks b WHERE b.release_id = r.id AND b.mode = 'real'),
    'drills', (SELECT COALESCE(json_agg(json_build_object('id', d.id, 'state', d.state, 'endedAt', ${epoch("d.ended_at")},
        'gaps', (SELECT COALESCE(json_agg(DISTINCT g->>'kind'), '[]') FROM jsonb_array_elements(COALESCE(d.result->'gaps', '[]')) g)) ORDER BY d."order"), '[]')
      FROM drills d WHERE d.release_id = r.id AND d.ended_at IS NOT NULL),
    'criteria', (SELECT COALESCE(json_agg(json_build_object('to', ${epoch("w.valid_to")},
        'keys', (SELECT COALESCE(json_agg(c->>'key'), '[]') FROM jsonb_array_elements(w.document) c)) ORDER BY w.version), '[]')
      FROM release_documents w WHERE w.release_id = r.id AND w.kind = 'criteria'),
    'breaches', (SELECT COALESCE(json_agg(json_build_object('criterion', e.criterion_key, 'at', ${epoch("e.opened_at")}) ORDER BY e.opened_at, e.id), '[]')
      FROM breach_episodes e WHERE e.release_id = r.id AND e.kind = 'breach'))::text AS rows
    FROM releases r WHERE r.id = ${releaseId}::uuid`;
}
