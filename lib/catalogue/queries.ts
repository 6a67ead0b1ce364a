import { z } from "zod";

import { digestOf } from "@/lib/bundles/digest";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { holdsNow } from "@/lib/platform/ranges";
import type { ComponentAnswer, ComponentDetail } from "./schemas";

const columns = Prisma.sql`c.key, v.title, v.kind, v.tier, t.key AS owner, v.depends_on AS "dependsOn",
  (SELECT l.digest FROM live_digests l WHERE l.component_id = c.id AND ${holdsNow("l")}) AS live`;

const source = Prisma.sql`components c JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")}
  JOIN teams t ON t.id = v.owner_team_id`;

/** By what a component is known to have stayed what it was when somebody read it. */
export function componentDigest(component: Omit<ComponentAnswer, "key">): string {
  const { title, kind, tier, owner, dependsOn, live } = component;
  return digestOf({ title, kind, tier, owner, dependsOn, live });
}

/** Components by key. */
export async function listComponents(
  db: Reader,
  { team, q, ...ask }: PageAsk & { team?: string | undefined; q?: string | undefined },
): Promise<Page<ComponentAnswer>> {
  const { take, after } = readPage(ask, z.string());
  const rows = await db.$queryRaw<ComponentAnswer[]>(Prisma.sql`
    SELECT ${columns} FROM ${source}
    WHERE (${after}::text IS NULL OR c.key > ${after}) AND (${team ?? null}::text IS NULL OR t.key = ${team ?? null})
      AND (${q ?? null}::text IS NULL OR strpos(lower(c.key || ' ' || v.title), lower(${q ?? null})) > 0)
    ORDER BY c.key LIMIT ${take}`);
  return toPage({ rows, take, item: (row) => row, position: ({ key }) => key });
}

type DetailRow = Omit<ComponentDetail, "liveSince" | "changedAt" | "paused"> & {
  paused: { reason: string; by: string; at: number } | null;
  liveSince: Date | null;
  changedAt: Date;
};

/** A component with what depends on it. */
export async function getComponent(db: Reader, key: string): Promise<ComponentDetail> {
  const rows = await db.$queryRaw<DetailRow[]>(Prisma.sql`
    SELECT ${columns}, t.title AS "ownerTitle", v.valid_from AS "changedAt",
      (SELECT l.valid_from FROM live_digests l WHERE l.component_id = c.id AND ${holdsNow("l")}) AS "liveSince",
      (SELECT count(*)::int FROM bundles b WHERE b.component_id = c.id) AS bundles,
      (SELECT jsonb_build_object('reason', x.reason, 'by', y.name, 'at', (extract(epoch FROM x.valid_from) * 1000)::bigint)
        FROM component_pauses x JOIN people y ON y.id = x.paused_by WHERE x.component_id = c.id AND x.valid_to IS NULL) AS paused,
      ARRAY(SELECT o.key FROM components o JOIN component_versions ov ON ov.component_id = o.id AND ${holdsNow("ov")}
            WHERE c.key = ANY(ov.depends_on) ORDER BY o.key) AS dependents
    FROM ${source} WHERE c.key = ${key}`);
  const row = rows[0];
  if (row === undefined) throw notFound("component");
  return {
    ...row,
    liveSince: row.liveSince?.toISOString() ?? null,
    changedAt: row.changedAt.toISOString(),
    paused: row.paused === null ? null : { ...row.paused, at: new Date(row.paused.at).toISOString() },
  };
}
