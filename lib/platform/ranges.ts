import { Prisma } from "./generated/prisma/client";

/**
 * Rows that hold now. Their start is not compared: a clock that went back must not make a hold or a revocation disappear.
 * For a past moment use `heldAt`.
 */
export function holdsNow(alias: string, now: Date): Prisma.Sql {
  const a = Prisma.raw(alias);
  return Prisma.sql`(${a}.valid_to IS NULL OR ${a}.valid_to > ${now})`;
}

/** Rows that held at a past moment: half-open, from included, to excluded. */
export function heldAt(alias: string, at: Date): Prisma.Sql {
  const a = Prisma.raw(alias);
  return Prisma.sql`(${a}.valid_from <= ${at} AND (${a}.valid_to IS NULL OR ${a}.valid_to > ${at}))`;
}
