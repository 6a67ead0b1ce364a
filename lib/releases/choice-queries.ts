import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";

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
