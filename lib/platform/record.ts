import type pg from "pg";
import type { Kernel } from "./command";
import type { Tx } from "./db";
import { retrying } from "./retry";

/** The volumes that are no decisions and so leave no entry. */
export type Recorded =
  | "session"
  | "token-use"
  | "sample"
  | "observation"
  | "step-verdict"
  | "backtest"
  | "step-output"
  | "delivery"
  | "share-link-visit"
  | "checkpoint"
  | "read-mark"
  | "presentation"
  | "projection"
  | "preference";

/** Writes one of them, in a transaction of its own. Everything else goes through a command. */
export function record<T>(
  kernel: Kernel,
  _what: Recorded,
  write: (tx: Tx, now: Date) => Promise<T>,
): Promise<T> {
  return retrying(() =>
    kernel.db.prisma.$transaction((tx) => write(tx, kernel.clock.now()), {
      maxWait: 10_000,
      timeout: 20_000,
    }),
  );
}

/** The same by plain statements: for rows by the ten thousand, which through Prisma cost three times as much. */
export function recordRows<T>(
  kernel: Kernel,
  _what: Recorded,
  write: (client: pg.ClientBase, now: Date) => Promise<T>,
): Promise<T> {
  return retrying(async () => {
    const client = await kernel.db.pool.connect();
    let isSound = false;
    try {
      await client.query("BEGIN");
      const value = await write(client, kernel.clock.now());
      await client.query("COMMIT");
      isSound = true;
      return value;
    } catch (error) {
      // What cannot be rolled back is a connection that is gone; it is not lent out again.
      isSound = await client.query("ROLLBACK").then(
        () => true,
        () => false,
      );
      throw error;
    } finally {
      client.release(!isSound);
    }
  });
}
