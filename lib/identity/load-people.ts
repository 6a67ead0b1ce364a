import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { PersonFact } from "@/lib/policy/model";
import { disabledAt } from "@/lib/releases/authority";

/** People by id, with when they were disabled. */
export async function loadPeople(db: Reader, ids: readonly string[]): Promise<PersonFact[]> {
  const rows = await db.$queryRaw<
    (Omit<PersonFact, "disabledAt"> & { disabledAt: bigint | null })[]
  >(Prisma.sql`
    SELECT x.id, x.email, x.name, ${disabledAt("x")} AS "disabledAt" FROM people x WHERE x.id = ANY(${ids}::uuid[]) ORDER BY x.email`);
  return rows.map((row) => ({ ...row, disabledAt: row.disabledAt === null ? null : Number(row.disabledAt) }));
}
