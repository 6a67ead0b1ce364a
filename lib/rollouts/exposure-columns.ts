import { holdsOfRelease } from "@/lib/catalogue/hold-columns";
import { z } from "zod";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { ms } from "@/lib/releases/authority";

/** What was decided and observed of the exposure of the release `r`, in order. */
export const exposureRows = Prisma.sql`(SELECT COALESCE(json_agg(json_build_object('kind', x.kind, 'stage', x.stage_key, 'percent', x.percent,
    'candidate', x.candidate, 'at', ${ms("x.at")}, 'order', x.order) ORDER BY x.order), '[]')
  FROM exposure_changes x WHERE x.release_id = r.id)`;

export const ExposureRows = z.array(
  z.object({
    kind: z.enum(["intended", "confirmed"]),
    stage: z.string(),
    percent: z.number(),
    candidate: z.string(),
    at: z.number(),
    order: z.number(),
  }),
);

/** Holds and pauses that a soak of the release `r` could have met. */
export const interruptionRows = Prisma.sql`(SELECT COALESCE(json_agg(json_build_object('kind', x.kind, 'from', ${ms("x.valid_from")}, 'to', ${ms("x.valid_to")})
    ORDER BY x.valid_from, x.id), '[]')
  FROM (SELECT CASE WHEN h.is_organisation THEN 'organisation-hold' WHEN h.component IS NULL THEN 'hold' ELSE 'component-pause' END AS kind,
        h.id, h.valid_from, h.valid_to FROM ${holdsOfRelease} h
    UNION ALL SELECT 'pause', p.id, p.valid_from, p.valid_to FROM exposure_pauses p WHERE p.release_id = r.id) x
  WHERE COALESCE(x.valid_to, 'infinity') >= (SELECT min(e.at) FROM exposure_changes e WHERE e.release_id = r.id))`;

export const InterruptionRows = z.array(
  z.object({
    kind: z.enum(["hold", "organisation-hold", "component-pause", "pause"]),
    from: z.number(),
    to: z.number().nullable(),
  }),
);
