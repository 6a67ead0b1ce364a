import { z } from "zod";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { HealthTitles } from "./titles";

const Keyed = z.array(z.object({ key: z.string(), title: z.string().nullable() }));
const Titles = z.object({
  roles: Keyed,
  components: Keyed,
  templates: z.array(z.object({ key: z.string(), title: z.string(), parts: Keyed })),
});

/** What roles, components and parts of templates are called now; of a template by its latest version. */
export async function healthTitles(
  db: Reader,
  { templates, components }: { templates: readonly string[]; components: readonly string[] },
): Promise<HealthTitles> {
  const [row] = await readRows<{ titles: unknown }>(
    db,
    Prisma.sql`SELECT json_build_object(
      'roles', (SELECT COALESCE(json_agg(json_build_object('key', key, 'title', title)), '[]') FROM roles),
      'components', (SELECT COALESCE(json_agg(json_build_object('key', c.key, 'title', v.title)), '[]') FROM components c
        JOIN component_versions v ON v.component_id = c.id AND v.valid_to IS NULL WHERE c.key = ANY(${components})),
      'templates', (SELECT COALESCE(json_agg(json_build_object('key', t.key, 'title', t.title, 'parts',
          (SELECT COALESCE(json_agg(json_build_object('key', p->>'key', 'title', p->>'title')), '[]') FROM (
            SELECT jsonb_path_query(t.document, '$.stages[*]') p UNION ALL SELECT jsonb_path_query(t.document, '$.stages[*].gates[*]')
            UNION ALL SELECT jsonb_path_query(t.document, '$.criteria[*]')
            UNION ALL SELECT jsonb_build_object('key', (g->>'key') || '/' || (q->>'key'), 'title', COALESCE(q->>'title', q->>'key'))
              FROM jsonb_path_query(t.document, '$.stages[*].gates[*]') g CROSS JOIN LATERAL jsonb_path_query(g, '$.requirements[*]') q) parts))), '[]')
        FROM (SELECT DISTINCT ON (key) key, title, document FROM template_versions WHERE key = ANY(${templates}) ORDER BY key, version DESC) t)) AS titles`,
  );
  const { roles, components: named, templates: parsed } = Titles.parse(row?.titles);
  const titled = (keyed: z.output<typeof Keyed>) =>
    keyed.map(({ key, title }) => [key, title ?? key] as const);
  return {
    roles: Object.fromEntries(titled(roles)),
    components: Object.fromEntries(titled(named)),
    templates: Object.fromEntries(parsed.map(({ key, title }) => [key, title])),
    parts: Object.fromEntries(
      parsed.flatMap(({ key, parts }) =>
        titled(parts).map(([part, title]) => [`${key}/${part}`, title] as const),
      ),
    ),
  };
}
