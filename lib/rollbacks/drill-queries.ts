import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { named, utc } from "./columns";
import { visibleTo } from "@/lib/policy/visible";
import { loadRelease } from "@/lib/releases/authority";
import { objectivesOf } from "./phases";
import type { DrillAnswer } from "./rollback-answers";
import type { RollbackPlan } from "./schemas";

/** Drills whose failure was found, or was not in its time, and nothing followed yet. */
export async function dueDrills(db: Reader, now: Date): Promise<{ release: string; drill: string }[]> {
  return db.$queryRaw(Prisma.sql`
    SELECT r.slug AS release, d.id AS drill FROM drills d JOIN releases r ON r.id = d.release_id
    WHERE d.ended_at IS NULL AND d.fails_at IS NOT NULL AND NOT EXISTS (SELECT FROM rollbacks b WHERE b.drill_id = d.id)
      AND (d.detect_by <= ${now} OR EXISTS (
        SELECT FROM criterion_tracks t WHERE t.drill_id = d.id AND t.rollback_id IS NULL AND t.verdict IN ('breach', 'withheld')))
    ORDER BY d.order`);
}

type Row = Omit<DrillAnswer, "objectives"> & {
  order: number;
  objectives: RollbackPlan["objectives"] | null;
};

interface Asked {
  actor: Actor;
  now: Date;
}

/** Drills of the releases that the reader sees, or of one of them, the latest first. */
export async function listDrills(
  db: Reader,
  {
    actor,
    now,
    slug,
    state,
    ...ask
  }: Asked & PageAsk & { slug?: string | undefined; state?: DrillAnswer["state"] | undefined },
): Promise<Page<DrillAnswer>> {
  // A release that is not seen is not found, rather than one without drills.
  if (slug !== undefined) await loadRelease(db, { slug, actor, now });
  const { take, after } = readPage(ask, z.number());
  const rows = await readRows<Row>(
    db,
    Prisma.sql`SELECT d.id, jsonb_build_object('slug', r.slug, 'title', r.title) AS release, d.level, d.severity, d.failure, d.criterion_key AS criterion,
      d.plan_digest AS "planDigest",
      d.plan_digest = (SELECT w.parts->>'rollback-plan' FROM release_documents w WHERE w.release_id = r.id AND w.kind = 'rollback-plan' AND w.valid_to IS NULL) AS "isOfCurrentPlan",
      ${named("d.started_by")} AS "startedBy", ${utc("d.started_at")} AS "startedAt", ${utc("d.fails_at")} AS "failsAt", ${utc("d.detect_by")} AS "detectBy",
      d.state, ${utc("d.ended_at")} AS "endedAt", b.id AS rollback, b.plan->'objectives' AS objectives,
      d.result->'took' AS took, COALESCE(d.result->'gaps', '[]') AS gaps, d.order::int AS order
      FROM drills d JOIN releases r ON r.id = d.release_id LEFT JOIN rollbacks b ON b.drill_id = d.id
      WHERE ${visibleTo(actor)} AND (${slug ?? null}::text IS NULL OR r.slug = ${slug ?? null})
        AND (${state ?? null}::text IS NULL OR d.state = ${state ?? null})
        AND (${after ?? null}::bigint IS NULL OR d.order < ${after ?? 0}::bigint)
      ORDER BY d.order DESC LIMIT ${take}`,
  );
  return toPage({
    rows,
    take,
    item: ({ order: _, objectives, ...row }) => ({
      ...row,
      objectives: objectives === null ? null : objectivesOf(objectives),
    }),
    position: ({ order }) => order,
  });
}
