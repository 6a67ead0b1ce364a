import type { Tx } from "./db";

/**
 * Advisory locks of the database: each number stands here once, so that nobody waits for a stranger. The first half of a lock's key is the
 * family; of `one`, the second half is the number; of the others it is a hash of what is locked.
 */
export const lockFamily = 1129530190;

/** Of which there is one in a database. Nine is the migrations': series of samples are numbered one after the other. */
export const one = {
  organisation: 1,
  samples: 8,
  tree: 10,
  deliveredFile: 11,
  deliveredWebhook: 12,
  deliveredEmail: 13,
  signing: 14,
} as const;

const families = {
  template: 1129530191,
  notices: 1129530192,
  workingHours: 1129530193,
  facts: 1129530194,
  claims: 1129530195,
  views: 1129530196,
  reviews: 1129530197,
} as const;

/** Waits until nobody else has the lock on a thing of that kind; it lasts until the transaction ends. */
export async function lockOne(tx: Tx, family: keyof typeof families, key: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(${families[family]}::int, hashtext(${key}))`;
}
