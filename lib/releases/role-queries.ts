import type { Actor } from "@/lib/identity/actor";
import { digestOf } from "@/lib/bundles/digest";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { loadOrganisation } from "@/lib/policy/queries";
import { visibleTo } from "@/lib/policy/visible";
import { loadAuthority } from "./authority";
import type { RolePool } from "./new-release-model";
import { listRotaChoices, poolsOf } from "./new-release-queries";
import { neededRoles, type Quorum, quorumsOf } from "./staffing";

/** Somebody, a team or a rota, that holds a role on a release. */
export interface HeldRole {
  /** As bodies name it: an address, `team:key` or `rota:key`. */
  name: string;
  title: string;
  since: string;
}

export interface ReleaseRoles {
  pools: RolePool[];
  held: Record<string, HeldRole[]>;
  quorums: Quorum[];
  /** Ids of the members of the teams that own the components. */
  owners: string[];
}

/** By what a release's roles are known to have stayed what they were; names are addresses, or `team:key`. */
export function rolesDigest(names: Readonly<Record<string, readonly string[]>>): string {
  return digestOf(Object.fromEntries(Object.entries(names).map(([role, held]) => [role, held.toSorted()])));
}

/** Who holds which role on a release since when, and whom the pools would allow. */
export async function getReleaseRoles(
  db: Reader,
  { slug, actor, now }: { slug: string; actor: Actor; now: Date },
): Promise<ReleaseRoles> {
  const { template, components } = await loadAuthority(db, { slug, actor, now });
  const rows = await db.$queryRaw<{ role: string; name: string; title: string; since: Date }[]>(Prisma.sql`
    SELECT a.role_key AS role, COALESCE(p.email, 'team:' || t.key, 'rota:' || o.key) AS name, COALESCE(p.name, t.title, o.title) AS title, a.valid_from AS since
    FROM role_assignments a JOIN releases r ON r.id = a.release_id
    LEFT JOIN people p ON p.id = a.person_id LEFT JOIN teams t ON t.id = a.team_id LEFT JOIN rotas o ON o.id = a.rota_id
    WHERE r.slug = ${slug} AND ${holdsNow("a")} AND ${visibleTo(actor)} ORDER BY a.role_key, a.valid_from, a.id`);
  const held: Record<string, HeldRole[]> = {};
  for (const { role, name, title, since } of rows)
    held[role] = [...(held[role] ?? []), { name, title, since: since.toISOString() }];
  const organisation = await loadOrganisation(db, now);
  const roles = [...template.parsed.roles, ...Object.keys(held)];
  return {
    pools: poolsOf(organisation, roles, neededRoles(template.parsed), await listRotaChoices(db)),
    held,
    quorums: quorumsOf(template.parsed),
    owners: components.flatMap(({ owningTeam }) => owningTeam),
  };
}
