import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import { among, neighbourhoodOf } from "./neighbourhood";
import type { GraphComponent, NearComponent } from "./schemas";

/** Every component with what it depends on, by key; of releases those in flight that the caller sees. */
export function loadGraph(db: Reader, actor: Actor): Promise<GraphComponent[]> {
  return db.$queryRaw<GraphComponent[]>(Prisma.sql`
    SELECT c.key, v.title, v.kind, v.tier, t.key AS owner, v.depends_on AS "dependsOn",
      (SELECT l.digest FROM live_digests l WHERE l.component_id = c.id AND ${holdsNow("l")}) AS live,
      EXISTS (SELECT 1 FROM component_pauses x WHERE x.component_id = c.id AND x.valid_to IS NULL) AS "isPaused",
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('slug', r.slug, 'title', r.title, 'state', rv.state, 'stage', rv.stage_key,
          'exposurePercent', rv.exposure_percent) ORDER BY r.slug), '[]')
        FROM release_components rc JOIN releases r ON r.id = rc.release_id
        JOIN release_versions rv ON rv.release_id = r.id AND ${holdsNow("rv")} AND rv.state IN ('draft', 'active')
        WHERE rc.component_id = c.id AND ${visibleTo(actor)}) AS releases
    FROM components c JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")} JOIN teams t ON t.id = v.owner_team_id
    ORDER BY c.key`);
}

/** Components near one, with what is declared among them. */
export function nearIn(
  graph: readonly GraphComponent[],
  { key, depth }: { key: string; depth: number },
): NearComponent[] {
  const declared = declaredIn(graph);
  if (!declared.has(key)) throw notFound("component");
  const near = neighbourhoodOf(key, declared, { used: depth, users: depth });
  const own = among(new Set(near.keys()), declared);
  return graph.flatMap((component) => {
    const found = near.get(component.key);
    if (found === undefined) return [];
    return [{ ...component, ...found, dependsOn: own.get(component.key) ?? [] }];
  });
}

function declaredIn(graph: readonly GraphComponent[]): Map<string, readonly string[]> {
  return new Map(graph.map(({ key, dependsOn }) => [key, dependsOn]));
}
