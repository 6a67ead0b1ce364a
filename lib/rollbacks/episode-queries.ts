import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { utc } from "./columns";
import { visibleTo } from "@/lib/policy/visible";
import { loadRelease } from "@/lib/releases/authority";
import { type LaterLook, scoreOf } from "./decline-score";
import type { EpisodeAnswer } from "./rollback-answers";

type Row = Omit<EpisodeAnswer, "score"> & { decidedAt: string | null; looks: LaterLook[] };

/** By criterion the episode that is open, or whose override is not over: what its page says beside it. */
export async function standingEpisodes(
  db: Reader,
  { slug, actor, now }: { slug: string; actor: Actor; now: Date },
): Promise<
  Pick<EpisodeAnswer, "id" | "criterion" | "kind" | "rollback" | "breachedAt" | "closure" | "until">[]
> {
  return readRows(
    db,
    Prisma.sql`SELECT DISTINCT ON (e.criterion_key) e.id::text AS id, e.criterion_key AS criterion, e.kind, e.rollback_id AS rollback,
        ${utc("e.breached_at")} AS "breachedAt", e.closure, ${utc("e.until")} AS until
      FROM breach_episodes e JOIN releases r ON r.id = e.release_id
      WHERE r.slug = ${slug} AND ${visibleTo(actor)} AND (e.closed_at IS NULL OR (e.closure = 'overridden' AND e.until > ${now}))
      ORDER BY e.criterion_key, e.closed_at IS NULL DESC, e.opened_at DESC`,
  );
}

/** What criteria of a release led to, the latest first; of what was declined or overridden with whether that was right. */
export async function listEpisodes(
  db: Reader,
  { slug, actor, now, ...ask }: { slug: string; actor: Actor; now: Date } & PageAsk,
): Promise<Page<EpisodeAnswer>> {
  const { release } = await loadRelease(db, { slug, actor, now });
  const { take, after } = readPage(ask, z.uuid());
  // Against a breach decided: by an override, or by declining the rollback that it proposed.
  const rows = await readRows<Row>(
    db,
    Prisma.sql`SELECT e.id, e.criterion_key AS criterion, e.kind, e.severity, e.blames, e.value, ${utc("e.breached_at")} AS "breachedAt",
      ${utc("e.opened_at")} AS "openedAt", e.rollback_id AS rollback, ${utc("e.closed_at")} AS "closedAt", e.closure,
      (SELECT jsonb_build_object('name', p.name, 'email', p.email) FROM people p WHERE p.id = e.closed_by) AS "closedBy",
      COALESCE(e.close_reason, d.end_reason) AS reason, ${utc("x.until")} AS until, ${utc("x.at")} AS "decidedAt",
      (SELECT COALESCE(jsonb_agg(v.raw ORDER BY v.at), '[]') FROM criterion_tracks t JOIN criterion_verdicts v ON v.track_id = t.id AND v.revision = 0
        WHERE t.release_id = e.release_id AND t.criterion_digest = e.criterion_digest AND t.candidate = e.candidate AND t.cohort = 'canary'
          AND t.drill_id IS NULL AND t.rollback_id IS NULL AND v.raw IN ('hit', 'clear')
          AND v.at > (extract(epoch FROM x.at) * 1000)::bigint AND v.at <= (extract(epoch FROM x.until) * 1000)::bigint) AS looks
      FROM breach_episodes e
      LEFT JOIN LATERAL (SELECT b.ended_at, b.end_reason, b.again_at FROM rollbacks b
        WHERE b.release_id = e.release_id AND b.candidate = e.candidate AND b.mode = 'real' AND b.state = 'declined'
          AND (b.id = e.rollback_id OR b.proposed_at BETWEEN e.opened_at AND COALESCE(e.closed_at, 'infinity'))
        ORDER BY b.order DESC LIMIT 1) d ON TRUE
      CROSS JOIN LATERAL (SELECT CASE WHEN e.closure = 'overridden' THEN e.closed_at ELSE d.ended_at END AS at,
        CASE WHEN e.closure = 'overridden' THEN e.until ELSE d.again_at END AS until) x
      WHERE e.release_id = ${release.id}::uuid
        AND (${after ?? null}::uuid IS NULL OR e.id < ${after ?? null}::uuid)
      ORDER BY e.id DESC LIMIT ${take}`,
  );
  return toPage({
    rows,
    take,
    item: ({ decidedAt, looks, ...row }) => ({
      ...row,
      score:
        decidedAt === null || row.until === null
          ? null
          : scoreOf(looks, Date.parse(row.until) <= now.getTime()),
    }),
    position: ({ id }) => id,
  });
}
