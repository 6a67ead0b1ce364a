import { z } from "zod";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { verdicts } from "./model";
import { Criteria } from "./schemas";

/** What the release `r` agreed on, once it was exposed; null before. */
export const criteriaRow = Prisma.sql`(SELECT d.document FROM release_documents d
  WHERE d.release_id = r.id AND d.kind = 'criteria' AND d.valid_to IS NULL AND EXISTS (SELECT 1 FROM exposure_changes x WHERE x.release_id = r.id))`;
export const CriteriaRow = Criteria.nullable();

/** Of a track `t`: it is neither of a drill nor of stability after a rollback. */
export const liveTrack = Prisma.sql`(t.drill_id IS NULL AND t.rollback_id IS NULL)`;

/** How its criteria are evaluated, and when each came to stand otherwise. */
export const trackRows = Prisma.sql`(SELECT COALESCE(json_agg(json_build_object('digest', t.criterion_digest, 'candidate', t.candidate, 'source', t.criterion->>'source', 'verdict', t.verdict,
    'since', t.since, 'lastAt', t.last_at,
    'changes', (SELECT COALESCE(json_agg(json_build_array(c.at, c.verdict) ORDER BY c.at), '[]') FROM criterion_changes c WHERE c.track_id = t.id)) ORDER BY t.id), '[]')
  FROM criterion_tracks t WHERE t.release_id = r.id AND t.cohort = 'canary' AND ${liveTrack})`;

const Verdict = z.enum(verdicts);
export const TrackRows = z.array(
  z.object({
    digest: z.string(),
    candidate: z.string(),
    source: z.literal("promql").nullish(),
    verdict: Verdict.nullable(),
    since: z.number().nullable(),
    lastAt: z.number().nullable(),
    changes: z.array(z.tuple([z.number(), Verdict.nullable()])),
  }),
);
