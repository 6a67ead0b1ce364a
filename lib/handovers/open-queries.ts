import { isDue } from "@/lib/gates/refresh-projections";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import { utc } from "@/lib/rollbacks/columns";
import type { HandOverAnswer } from "./schemas";

export interface Open extends Pick<
  HandOverAnswer,
  "releases" | "rollbacks" | "breaches" | "holds" | "decisions" | "unread"
> {
  /** Those whose gates are looked at: where something may wait first, then the most exposed. */
  looked: { id: string; roles: string[] }[];
}

/** Gates are judged one release after the other. */
const mostLooked = 25;

const all = (of: Prisma.Sql, from: Prisma.Sql, order: Prisma.Sql) =>
  Prisma.sql`(SELECT COALESCE(jsonb_agg(jsonb_build_object(${of}) ORDER BY ${order}), '[]') FROM ${from})`;
const release = Prisma.sql`'release', jsonb_build_object('slug', o.slug, 'title', o.title)`;

/** What is open on the releases in flight whose roles a rota fills, as far as the caller sees them: one statement. */
export async function openOn(
  db: Reader,
  { rotaId, actor, now, most = mostLooked }: { rotaId: string; actor: Actor; now: Date; most?: number },
): Promise<Open> {
  const [found] = await readRows<Open>(
    db,
    Prisma.sql`
    WITH o AS MATERIALIZED (SELECT r.id, r.slug, r.title, v.exposure_percent, array_agg(a.role_key ORDER BY a.role_key) AS roles,
        COALESCE(bool_or(p.release_id IS NULL OR cardinality(p.waiting_people) > 0 OR ${isDue(now)}), FALSE) AS waits
      FROM role_assignments a JOIN releases r ON r.id = a.release_id
      JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")} AND v.state = 'active'
      LEFT JOIN release_projections p ON p.release_id = r.id
      WHERE a.rota_id = ${rotaId}::uuid AND ${holdsNow("a")} AND ${visibleTo(actor)} GROUP BY r.id, r.slug, r.title, v.exposure_percent)
    SELECT ${all(
      Prisma.sql`'slug', o.slug, 'title', o.title, 'roles', o.roles, 'exposurePercent', o.exposure_percent`,
      Prisma.sql`o`,
      Prisma.sql`o.exposure_percent DESC, o.slug`,
    )} AS releases,
    ${all(
      Prisma.sql`'id', l.id, 'roles', l.roles`,
      Prisma.sql`(SELECT o.* FROM o ORDER BY o.waits DESC, o.exposure_percent DESC, o.slug LIMIT ${most}) l`,
      Prisma.sql`l.slug`,
    )} AS looked,
    (SELECT GREATEST(count(*) FILTER (WHERE o.waits) - ${most}::int, 0)::int FROM o) AS unread,
    ${all(
      Prisma.sql`'id', b.id, ${release}, 'isDrill', b.mode = 'drill', 'severity', b.severity, 'state', b.state, 'reason', b.reason,
        'since', ${utc("b.proposed_at")}, 'decideBy', CASE WHEN b.state = 'proposed' THEN ${utc("b.decide_by")} END`,
      Prisma.sql`rollbacks b JOIN o ON o.id = b.release_id WHERE b.ended_at IS NULL`,
      Prisma.sql`b.mode DESC, b.severity, b.order`,
    )} AS rollbacks,
    ${all(
      Prisma.sql`${release}, 'criterion', e.criterion_key, 'severity', e.severity, 'since', ${utc("e.breached_at")}`,
      Prisma.sql`breach_episodes e JOIN o ON o.id = e.release_id WHERE e.closed_at IS NULL AND e.kind = 'breach'`,
      Prisma.sql`e.breached_at, e.id`,
    )} AS breaches,
    ${all(
      Prisma.sql`'release', CASE WHEN h.slug IS NULL THEN NULL ELSE jsonb_build_object('slug', h.slug, 'title', h.title) END,
        'component', h.component, 'reason', h.reason, 'since', ${utc("h.since")}`,
      Prisma.sql`(SELECT o.slug, o.title, NULL::text AS component, x.reason, x.valid_from AS since FROM holds x JOIN o ON o.id = x.release_id WHERE x.valid_to IS NULL
        UNION ALL SELECT NULL, NULL, NULL, x.reason, x.valid_from FROM holds x WHERE x.release_id IS NULL AND x.valid_to IS NULL
        UNION ALL SELECT o.slug, o.title, c.key, p.reason, p.valid_from FROM o JOIN release_components rc ON rc.release_id = o.id
          JOIN component_pauses p ON p.component_id = rc.component_id AND p.valid_to IS NULL JOIN components c ON c.id = p.component_id
        UNION ALL SELECT o.slug, o.title, NULL, p.reason, p.valid_from FROM exposure_pauses p JOIN o ON o.id = p.release_id WHERE p.valid_to IS NULL) h`,
      Prisma.sql`h.since, h.slug`,
    )} AS holds,
    ${all(
      Prisma.sql`'id', d.id, 'decision', d.decision, ${release}, 'expiresAt', ${utc("d.expires_at")}`,
      Prisma.sql`pending_decisions d JOIN o ON o.id = d.release_id WHERE d.valid_to IS NULL AND d.expires_at > ${now}`,
      Prisma.sql`d.expires_at, d.id`,
    )} AS decisions`,
  );
  if (found === undefined) throw new Error("an aggregate without a row");
  return found;
}
