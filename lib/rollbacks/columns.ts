import { Prisma } from "@/lib/platform/generated/prisma/client";

/** The person of a column as answers name one; null where there is none. */
export const named = (column: string) =>
  Prisma.sql`(SELECT jsonb_build_object('name', p.name, 'email', p.email) FROM people p WHERE p.id = ${Prisma.raw(column)})`;

/** A moment as RFC 3339 in UTC. */
export const utc = (column: string) =>
  Prisma.sql`to_char(${Prisma.raw(column)} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
