import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { EventKind } from "./model";

export interface DueEvent {
  release: string;
  kind: EventKind;
  event: string;
}

/** So many at a time; the rest is found by the next look. */
const atOnce = 50;

/**
 * What stands without a post-mortem and is to have one: a rollback that was endorsed, failed, or was ended after it was authorised; a drill
 * that failed; a broken glass whose post-mortem is still owed.
 * @param of only this event
 */
export async function dueEvents(db: Reader, of?: Pick<DueEvent, "kind" | "event">): Promise<DueEvent[]> {
  const only =
    of === undefined ? Prisma.sql`TRUE` : Prisma.sql`x.kind = ${of.kind} AND x.event = ${of.event}::uuid`;
  return readRows(
    db,
    Prisma.sql`SELECT r.slug AS release, x.kind, x.event FROM (
        SELECT b.release_id, 'rollback' AS kind, b.id AS event FROM rollbacks b
        WHERE b.mode = 'real' AND (b.state IN ('endorsed', 'failed') OR b.state = 'cancelled' AND b.decision IN ('authorised', 'silence', 'automatic'))
        UNION ALL SELECT d.release_id, 'drill', d.id FROM drills d WHERE d.state = 'failed'
        UNION ALL SELECT o.release_id, 'break-glass', o.source_id FROM obligations o
        WHERE o.kind = 'post-mortem' AND o.source_kind = 'break-glass' AND NOT EXISTS (SELECT FROM obligation_closures c WHERE c.obligation_id = o.id)
      ) x JOIN releases r ON r.id = x.release_id
      WHERE NOT EXISTS (SELECT FROM post_mortems m WHERE m.kind = x.kind AND m.event_id = x.event) AND ${only}
      ORDER BY x.event LIMIT ${atOnce}`,
  );
}
