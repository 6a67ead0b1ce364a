import { Prisma } from "./generated/prisma/client";

/**
 * Rows that hold now: those not closed. No time is compared, since a clock that went back must not bring back what was closed
 * behind it, nor hide what began. As of a past moment the same is asked through `Db.past`, whose rows are closed only if they were then.
 */
export function holdsNow(alias: string): Prisma.Sql {
  return Prisma.raw(`${alias}.valid_to IS NULL`);
}
