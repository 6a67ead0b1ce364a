import { Prisma } from "./generated/prisma/client";

/**
 * Rows that hold now: those not closed. No time is compared, since a clock that went back must not bring back what was closed
 * behind it, nor hide what began. For a past moment use `heldAt`.
 */
export function holdsNow(alias: string): Prisma.Sql {
  return Prisma.raw(`${alias}.valid_to IS NULL`);
}

/** Rows that held at a past moment: half-open, from included, to excluded. */
export function heldAt(alias: string, at: Date): Prisma.Sql {
  const a = Prisma.raw(alias);
  return Prisma.sql`(${a}.valid_from <= ${at} AND (${a}.valid_to IS NULL OR ${a}.valid_to > ${at}))`;
}
