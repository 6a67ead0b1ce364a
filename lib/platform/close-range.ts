import type { Tx } from "./db";
import { Prisma } from "./generated/prisma/client";

export type RangeTable =
  | "component_versions"
  | "component_datasets"
  | "live_digests"
  | "release_versions"
  | "candidates"
  | "release_documents"
  | "role_assignments"
  | "access_levels"
  | "team_members"
  | "team_groups"
  | "pool_entries"
  | "rights_versions"
  | "rota_versions"
  | "escalation_versions"
  | "notice_rules"
  | "notice_hooks"
  | "notice_mutes"
  | "notice_follows"
  | "working_hours";

/**
 * Closes what holds of a series and answers when its next row begins: now, or later where the clock went back behind a row,
 * since the ranges of a series never overlap.
 */
export async function closeRange(
  tx: Tx,
  { table, series, now }: { table: RangeTable; series: Prisma.Sql; now: Date },
): Promise<Date> {
  const name = Prisma.raw(table);
  const ended = table === "role_assignments" ? Prisma.sql`, ended = 'revoked'` : Prisma.empty;
  await tx.$executeRaw(
    Prisma.sql`UPDATE ${name} SET valid_to = GREATEST(valid_from, ${now})${ended} WHERE ${series} AND valid_to IS NULL`,
  );
  const rows = await tx.$queryRaw<{ from: Date }[]>(
    Prisma.sql`SELECT GREATEST(${now}::timestamptz, max(valid_to)) AS "from" FROM ${name} WHERE ${series}`,
  );
  return rows[0]?.from ?? now;
}
