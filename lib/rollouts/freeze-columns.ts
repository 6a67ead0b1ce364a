import { Prisma } from "@/lib/platform/generated/prisma/client";
import { ms } from "@/lib/releases/authority";

/** A window as JSON, of `freeze_windows w`. */
export const freezeFields = Prisma.sql`'id', w.id, 'title', w.title, 'reason', w.reason,
  'component', (SELECT x.key FROM components x WHERE x.id = w.component_id), 'startsAt', ${ms("w.starts_at")}, 'endsAt', ${ms("w.ends_at")},
  'start', w.local_start, 'zone', w.zone, 'rule', w.rule, 'durationMinutes', w.duration_minutes, 'setBy', w.set_by, 'at', ${ms("w.valid_from")}`;

/** Of the organisation, or of a component that the release `r` moves. */
export const coversRelease = Prisma.sql`(w.component_id IS NULL
  OR w.component_id IN (SELECT x.component_id FROM release_components x WHERE x.release_id = r.id))`;

/** Not over for good at a moment. */
export function notOver(now: Date): Prisma.Sql {
  return Prisma.sql`(w.ends_at IS NULL OR w.ends_at > ${now})`;
}

/** What the release `r` may pass of the window `w`. */
export const overridesOfRelease = Prisma.sql`(SELECT COALESCE(jsonb_agg(jsonb_build_object('occurrence', ${ms("o.occurrence")}, 'by', o.by,
  'reason', o.reason, 'at', ${ms("o.at")}) ORDER BY o.at, o.id), '[]') FROM freeze_overrides o WHERE o.freeze_id = w.id AND o.release_id = r.id)`;
