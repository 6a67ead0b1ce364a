import { z } from "zod";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";

const instant = z.number();

/** A plan as the statements below write it down. */
export const ReviewPlanRow = z.object({
  id: z.string(),
  title: z.string(),
  rule: z.string().nullable(),
  zone: z.string(),
  start: z.string(),
  minutes: z.number(),
  ends: z.array(z.object({ before: instant, at: instant })),
  changes: z.array(
    z.object({ original: instant, startAt: instant.nullable(), minutes: z.number().nullable(), at: instant }),
  ),
  at: instant,
});

/** A plan of `review_series s`, as JSON. */
export const planColumns = Prisma.sql`json_build_object('id', s.id, 'title', s.title, 'rule', s.rule, 'zone', s.zone, 'start', s.start, 'minutes', s.minutes,
  'at', ${epoch("s.at")},
  'ends', (SELECT COALESCE(json_agg(json_build_object('before', ${epoch("e.before")}, 'at', ${epoch("e.at")}) ORDER BY e.id), '[]') FROM review_series_ends e WHERE e.series_id = s.id),
  'changes', (SELECT COALESCE(json_agg(json_build_object('original', ${epoch("w.original_start")}, 'startAt', ${epoch("c.start_at")}, 'minutes', c.minutes,
      'at', ${epoch("c.at")}) ORDER BY c.order), '[]')
    FROM reviews w JOIN review_changes c ON c.review_id = w.id WHERE w.series_id = s.id))`;

/** Whether `review_series s` covers the release `r` of the template version `t`. */
export const coversRelease = Prisma.sql`(s.templates @> ARRAY[t.key] OR s.releases @> ARRAY[r.id]
  OR s.components && ARRAY(SELECT c.key FROM release_components rc JOIN components c ON c.id = rc.component_id WHERE rc.release_id = r.id)
  OR s.teams && ARRAY(SELECT m.key FROM release_components rc JOIN component_versions cv ON cv.component_id = rc.component_id AND ${holdsNow("cv")}
    JOIN teams m ON m.id = cv.owner_team_id WHERE rc.release_id = r.id))`;

function epoch(expression: string): Prisma.Sql {
  return Prisma.raw(`(extract(epoch from ${expression}) * 1000)::bigint`);
}
