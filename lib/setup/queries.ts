import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import type { SetupFacts } from "./model";

/** How far set-up is, in one statement. */
export async function getSetupFacts(db: Reader): Promise<SetupFacts> {
  const rows = await db.$queryRaw<SetupFacts[]>(Prisma.sql`
    SELECT (SELECT count(*)::int FROM (SELECT FROM people LIMIT 1) x) AS people,
           (SELECT count(*)::int FROM roles) AS roles,
           EXISTS (SELECT FROM rights_versions v WHERE ${holdsNow("v")}) AS "hasRights",
           (SELECT count(*)::int FROM (SELECT FROM template_versions LIMIT 1) x) AS templates`);
  return rows[0] ?? { people: 0, roles: 0, hasRights: false, templates: 0 };
}

/** Who set the workspace up: the person who was there first. */
export async function findFirstPerson(db: Reader): Promise<{ name: string; email: string } | null> {
  return db.person.findFirst({
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { name: true, email: true },
  });
}
