import type { PersonActor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";
import {
  authorityColumns,
  authorityTables,
  type AuthorityText,
  readAuthority,
} from "@/lib/releases/authority";
import { applyingState, lastOf, waitsForPeople } from "./applying";
import { isGoingBack } from "./applying-columns";
import { setByOf } from "./applying-queries";
import type { UnappliedExposure } from "./exposure-schemas";
import { loadApplying } from "./load-applying";
import { mayConfirm } from "./may-confirm";

type Row = AuthorityText & { confirmed: number };

/** Joined to `r`: what was intended last, if an executor's last attempt at it ended and nobody has confirmed it since. */
const lastEnded = Prisma.sql`JOIN LATERAL (SELECT i.* FROM exposure_changes i WHERE i.release_id = r.id AND i.kind = 'intended' ORDER BY i.order DESC LIMIT 1) i ON TRUE
      JOIN LATERAL (SELECT a.state FROM rollback_attempts a WHERE a.exposure_change_id = i.id ORDER BY a.number DESC LIMIT 1) a ON a.state IN ('failed', 'succeeded')
      LEFT JOIN LATERAL (SELECT c.* FROM exposure_changes c WHERE c.release_id = r.id AND c.kind = 'confirmed' ORDER BY c.order DESC LIMIT 1) c ON TRUE
      WHERE NOT COALESCE(c.order > i.order AND c.percent = i.percent, FALSE)
        AND NOT ${isGoingBack}`;

/** Whether there may be any at all, for whomever: what they are is worth reading only then. */
export const isUnapplied = Prisma.sql`EXISTS (
  SELECT FROM (SELECT DISTINCT e.release_id AS id FROM component_exposures e) r ${lastEnded})`;

/** What executors could not set of all exposures, for those who can confirm them, the longest first. */
export async function unappliedFor(
  db: Reader,
  { actor, now }: { actor: PersonActor; now: Date },
): Promise<UnappliedExposure[]> {
  const rows = await readRows<Row>(
    db,
    Prisma.sql`SELECT ${authorityColumns}, COALESCE(c.percent, 0) AS confirmed ${authorityTables}
      ${lastEnded} AND r.id IN (SELECT e.release_id FROM component_exposures e) AND ${visibleTo(actor)} ORDER BY r.id`,
  );
  const found = await Promise.all(
    rows.map(async ({ confirmed, ...row }): Promise<UnappliedExposure[]> => {
      const authority = await readAuthority(db, row, now);
      if (!mayConfirm(authority, actor).allowed) return [];
      const { facts, attempts, executor, intention } = await loadApplying(db, authority);
      const state = applyingState(facts, now.getTime());
      const last = lastOf(facts);
      if (!waitsForPeople(state) || last?.endedAt === undefined || last.endedAt === null) return [];
      const { slug, title } = authority.release;
      return [
        {
          release: { slug, title },
          percent: intention?.percent ?? 0,
          confirmed,
          state,
          by: executor === null ? null : setByOf(executor),
          note: attempts.find(({ id }) => id === last.id)?.outcome ?? null,
          since: new Date(last.endedAt).toISOString(),
        },
      ];
    }),
  );
  return found
    .flat()
    .sort((a, b) => a.since.localeCompare(b.since) || a.release.slug.localeCompare(b.release.slug));
}
