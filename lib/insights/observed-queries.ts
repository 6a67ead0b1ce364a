import { z } from "zod";
import { digestOf } from "@/lib/bundles/digest";
import { type Reader, readRows } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { holdsNow } from "@/lib/platform/ranges";
import { utc } from "@/lib/rollbacks/columns";
import type { Dataset, UnintendedAnswer } from "./observed-schemas";

/** The datasets of a component, by namespace and name. */
export async function datasetsOf(db: Reader, key: string): Promise<Dataset[]> {
  const [row] = await db.$queryRaw<{ datasets: Dataset[] }[]>(Prisma.sql`
    SELECT COALESCE((SELECT json_agg(json_build_object('namespace', d.namespace, 'name', d.name) ORDER BY d.namespace, d.name)
      FROM component_datasets d WHERE d.component_id = c.id AND ${holdsNow("d")}), '[]') AS datasets FROM components c WHERE c.key = ${key}`);
  if (row === undefined) throw notFound("component");
  return row.datasets;
}

/** By what they are known to have stayed what they were when somebody read them. */
export function datasetsDigest(datasets: readonly Dataset[]): string {
  return digestOf(datasets.map(({ namespace, name }) => ({ namespace, name })));
}

/**
 * Which component was seen to depend on which: as it was reported, by reading a dataset that is the other's, or by the other's writing
 * of a dataset that is its own. Whose a dataset is counts as it is named now.
 */
const seen = Prisma.sql`
  SELECT o.component_id AS id, c.id AS on_id, NULL AS through, o.first_seen_at, o.last_seen_at
  FROM observed_uses o JOIN components c ON c.key = o.name WHERE o.kind = 'component'
  UNION ALL
  SELECT CASE o.kind WHEN 'input' THEN o.component_id ELSE d.component_id END, CASE o.kind WHEN 'input' THEN d.component_id ELSE o.component_id END,
    d.namespace || ' ' || d.name, o.first_seen_at, o.last_seen_at
  FROM observed_uses o JOIN component_datasets d ON d.name = o.name AND d.namespace = o.namespace AND d.valid_to IS NULL WHERE o.kind <> 'component'`;

interface Asked {
  /** The team that owns the component which depends on the other; undefined: any. */
  team?: string | undefined;
}

/** What was seen and is not declared, by component. */
export async function listUnintended(
  db: Reader,
  { team, ...ask }: PageAsk & Asked,
): Promise<Page<UnintendedAnswer>> {
  const { take, after } = readPage(ask, z.tuple([z.string(), z.string()]));
  const rows = await readUnintended(db, { team }, { take, after });
  return toPage({
    rows,
    take,
    item: (row) => row,
    position: ({ component, dependsOn }) => [component, dependsOn],
  });
}

/** So many of them at most. */
export function allUnintended(db: Reader, asked: Asked, most: number): Promise<UnintendedAnswer[]> {
  return readUnintended(db, asked, { take: most, after: null });
}

function readUnintended(
  db: Reader,
  { team }: Asked,
  { take, after }: { take: number; after: readonly [string, string] | null },
): Promise<UnintendedAnswer[]> {
  const beyond = after === null ? Prisma.sql`TRUE` : Prisma.sql`(c.key, o.key) > (${after[0]}, ${after[1]})`;
  return readRows<UnintendedAnswer>(
    db,
    Prisma.sql`WITH pairs AS (SELECT id, on_id, COALESCE(json_agg(DISTINCT through) FILTER (WHERE through IS NOT NULL), '[]') AS through,
        min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at FROM (${seen}) s WHERE id <> on_id GROUP BY id, on_id)
      SELECT c.key AS component, v.title, t.title AS owner, o.key AS "dependsOn", ov.title AS "dependsOnTitle", p.through,
        ${utc("p.first_seen_at")} AS "firstSeenAt", ${utc("p.last_seen_at")} AS "lastSeenAt"
      FROM pairs p JOIN components c ON c.id = p.id JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")} JOIN teams t ON t.id = v.owner_team_id
      JOIN components o ON o.id = p.on_id JOIN component_versions ov ON ov.component_id = o.id AND ${holdsNow("ov")}
      WHERE NOT o.key = ANY(v.depends_on) AND (${team ?? null}::text IS NULL OR t.key = ${team ?? null}) AND ${beyond}
      ORDER BY c.key, o.key LIMIT ${take}`,
  );
}
