import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import { dependentsOf } from "./dependents";
import type { BlastRadius, ReleaseInFlight } from "./schemas";

interface Row {
  key: string;
  title: string;
  dependsOn: string[];
  releases: ReleaseInFlight[];
}

/** What pausing a component would stop, and what is built on it; of releases those that the caller sees. */
export async function blastRadius(
  db: Reader,
  { key, actor }: { key: string; actor: Actor },
): Promise<BlastRadius> {
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT c.key, v.title, v.depends_on AS "dependsOn",
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('slug', r.slug, 'title', r.title, 'state', rv.state, 'stage', rv.stage_key,
          'exposurePercent', rv.exposure_percent) ORDER BY r.slug), '[]')
        FROM release_components rc JOIN releases r ON r.id = rc.release_id
        JOIN release_versions rv ON rv.release_id = r.id AND ${holdsNow("rv")} AND rv.state IN ('draft', 'active')
        WHERE rc.component_id = c.id AND ${visibleTo(actor)}) AS releases
    FROM components c JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")}`);
  const known = new Map(rows.map((row) => [row.key, row]));
  const own = known.get(key);
  if (own === undefined) throw notFound("component");
  const declared = new Map(rows.map((row) => [row.key, row.dependsOn]));
  return {
    releases: own.releases,
    dependents: dependentsOf(key, declared).flatMap(({ key: user, through }) => {
      const row = known.get(user);
      return row === undefined ? [] : [{ key: user, title: row.title, through, releases: row.releases }];
    }),
  };
}
