import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";

interface Choice {
  value: string;
  label: string;
}

/** What the ledger can be narrowed to, as far as it is offered: whatever else is written is looked for, too. */
export interface FilterChoices {
  people: Choice[];
  roles: Choice[];
  releases: Choice[];
}

const most = 200;

/** People by name, roles by key, and the newest releases that the reader sees, in one statement. */
export async function readFilterChoices(db: Reader, actor: Actor): Promise<FilterChoices> {
  const [row] = await readRows<{ choices: FilterChoices }>(
    db,
    Prisma.sql`SELECT json_build_object(
      'people', ${listed(Prisma.sql`SELECT p.email AS value, p.name AS label, row_number() OVER (ORDER BY p.name, p.email) AS n FROM people p`)},
      'roles', ${listed(Prisma.sql`SELECT k.key AS value, k.title AS label, row_number() OVER (ORDER BY k.key) AS n FROM roles k`)},
      'releases', ${listed(Prisma.sql`SELECT r.slug AS value, r.title AS label, row_number() OVER (ORDER BY r.created_at DESC, r.id) AS n FROM releases r WHERE ${visibleTo(actor)}`)}) AS choices`,
  );
  return row?.choices ?? { people: [], roles: [], releases: [] };
}

function listed(rows: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT COALESCE(json_agg(json_build_object('value', o.value, 'label', o.label) ORDER BY o.n), '[]')
    FROM (SELECT * FROM (${rows}) x ORDER BY x.n LIMIT ${most}) o)`;
}
