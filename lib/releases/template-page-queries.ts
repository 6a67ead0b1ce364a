import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";

/** A template as the list of templates shows it. */
export interface TemplateCard {
  key: string;
  title: string;
  description: string | null;
  version: number;
  publishedAt: number;
  publishedBy: string;
  stages: { key: string; title: string | null }[];
  /** Releases that the reader sees, of any version: in draft or in flight, and all. */
  open: number;
  releases: number;
}

/** Every template in its latest version, with what runs by it; one statement. */
export async function listTemplateCards(db: Reader, actor: Actor): Promise<TemplateCard[]> {
  return db.$queryRaw<TemplateCard[]>(Prisma.sql`
    WITH latest AS (SELECT DISTINCT ON (t.key) t.* FROM template_versions t ORDER BY t.key, t.version DESC),
    used AS (
      SELECT t.key, count(*) AS releases, count(*) FILTER (WHERE v.state IN ('draft', 'active')) AS open
      FROM releases r
      JOIN template_versions t ON t.id = r.template_version_id
      JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL
      WHERE ${visibleTo(actor)} GROUP BY t.key
    )
    SELECT l.key, l.title, l.document->>'description' AS description, l.version, p.name AS "publishedBy",
      (extract(epoch FROM l.published_at) * 1000)::float8 AS "publishedAt",
      (SELECT jsonb_agg(jsonb_build_object('key', s->>'key', 'title', s->>'title') ORDER BY n)
        FROM jsonb_array_elements(l.document->'stages') WITH ORDINALITY e(s, n)) AS stages,
      COALESCE(u.open, 0)::int AS open, COALESCE(u.releases, 0)::int AS releases
    FROM latest l JOIN people p ON p.id = l.published_by LEFT JOIN used u ON u.key = l.key
    ORDER BY COALESCE(u.open, 0) DESC, l.title, l.key`);
}

/** How many releases that the reader sees pin each version of a template. */
export async function countReleasesByVersion(
  db: Reader,
  { key, actor }: { key: string; actor: Actor },
): Promise<Map<number, number>> {
  const rows = await db.$queryRaw<{ version: number; releases: number }[]>(Prisma.sql`
    SELECT t.version, count(*)::int AS releases FROM releases r JOIN template_versions t ON t.id = r.template_version_id
    WHERE t.key = ${key} AND ${visibleTo(actor)} GROUP BY t.version`);
  return new Map(rows.map(({ version, releases }) => [version, releases]));
}
