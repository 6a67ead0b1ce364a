import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";

export interface Choice {
  /** Key. */
  value: string;
  label: string;
}

/** What a list of releases can be narrowed to. */
export type Choices = Record<"teams" | "components" | "templates" | "roles", Choice[]>;

const most = 200;

/** By key, so many of each, in one statement. */
export async function readChoices(db: Reader): Promise<Choices> {
  const [row] = await readRows<{ choices: Choices }>(
    db,
    Prisma.sql`SELECT json_build_object(
      'teams', ${choicesFrom(Prisma.sql`SELECT key, title FROM teams`)},
      'components', ${choicesFrom(Prisma.sql`SELECT c.key, v.title FROM components c JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")}`)},
      'templates', ${choicesFrom(Prisma.sql`SELECT DISTINCT ON (key) key, title FROM template_versions ORDER BY key, version DESC`)},
      'roles', ${choicesFrom(Prisma.sql`SELECT key, title FROM roles`)}) AS choices`,
  );
  return row?.choices ?? { teams: [], components: [], templates: [], roles: [] };
}

function choicesFrom(keyed: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT COALESCE(json_agg(json_build_object('value', o.key, 'label', o.title) ORDER BY o.key), '[]')
    FROM (SELECT * FROM (${keyed}) all_of ORDER BY key LIMIT ${most}) o)`;
}

const mostReleases = 50;

/** Releases in flight that the actor sees, the newest first and so many, with the one that is chosen already. */
export function openReleaseChoices(
  db: Reader,
  { actor, chosen }: { actor: Actor; chosen: string | undefined },
): Promise<Choice[]> {
  return readRows<Choice>(
    db,
    Prisma.sql`SELECT r.slug AS value, r.title AS label
      FROM releases r JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")}
      WHERE (v.state = 'active' OR r.slug = ${chosen ?? ""}) AND ${visibleTo(actor)}
      ORDER BY r.slug = ${chosen ?? ""} DESC, r.created_at DESC, r.id DESC LIMIT ${mostReleases}`,
  );
}
