import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import { best, fit, wordsOf } from "./rank-rules";
import { type Found, FoundKind } from "./schemas";

const mostOfAKind = 6;
/** Read of each kind, to be ranked; who types a common word sees the newest that hold it. */
const read = 60;

/** What the caller may see and whose names hold every word that was typed. */
export async function search(
  db: Reader,
  { actor, q }: { actor: Actor; q: string },
): Promise<{ items: Found[] }> {
  const words = wordsOf(q);
  if (words.length === 0) return { items: [] };
  const rows = await db.$queryRaw<Found[]>(statement(actor, words));
  return {
    items: FoundKind.options.flatMap((kind) =>
      best(
        rows.filter((row) => row.kind === kind),
        ({ title, key }) => fit(q, title, key),
        mostOfAKind,
      ),
    ),
  };
}

function statement(actor: Actor, words: readonly string[]): Prisma.Sql {
  const holds = (text: Prisma.Sql) => {
    // The same as `plain` does: marks that combine are what NFD parts from their letters.
    const bare = Prisma.sql`lower(regexp_replace(normalize(${text}, NFD), ${"[\u0300-\u036f]"}, '', 'g'))`;
    return Prisma.join(
      words.map((word) => Prisma.sql`strpos(${bare}, ${word}) > 0`),
      " AND ",
    );
  };
  return Prisma.sql`
    (SELECT 'rollback' AS kind, o.id::text AS key, CASE WHEN o.mode = 'drill' THEN 'Drill: rollback' ELSE 'Rollback' END || ' room of ' || r.title AS title,
       o.state || ', ' || o.severity AS detail FROM rollbacks o JOIN releases r ON r.id = o.release_id
     WHERE o.ended_at IS NULL AND ${visibleTo(actor)} AND ${holds(Prisma.sql`'drill: rollback room of ' || r.title`)}
     ORDER BY o.order DESC LIMIT ${read})
    UNION ALL
    (SELECT 'release' AS kind, r.slug AS key, r.title, v.state AS detail
     FROM releases r JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")}
     WHERE ${visibleTo(actor)} AND ${holds(Prisma.sql`r.slug || ' ' || r.title`)} ORDER BY r.created_at DESC LIMIT ${read})
    UNION ALL
    (SELECT 'component', c.key, v.title, v.kind FROM components c JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")}
     WHERE ${holds(Prisma.sql`c.key || ' ' || v.title`)} ORDER BY c.key LIMIT ${read})
    UNION ALL
    (SELECT 'template', t.key, t.title, 'version ' || t.version FROM template_versions t
     WHERE NOT EXISTS (SELECT 1 FROM template_versions n WHERE n.key = t.key AND n.version > t.version)
       AND ${holds(Prisma.sql`t.key || ' ' || t.title`)} ORDER BY t.key LIMIT ${read})
    UNION ALL
    (SELECT 'person', p.email, p.name, p.email FROM people p
     WHERE ${holds(Prisma.sql`p.name || ' ' || p.email`)} ORDER BY p.email LIMIT ${read})
    UNION ALL
    (SELECT 'team', t.key, t.title, t.key FROM teams t WHERE ${holds(Prisma.sql`t.key || ' ' || t.title`)} ORDER BY t.key LIMIT ${read})`;
}
