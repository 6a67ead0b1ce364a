import type { Kernel } from "./command";
import type { Tx } from "./db";
import { retrying } from "./retry";

/** The volumes that are no decisions and so leave no entry. */
export type Recorded =
  | "session"
  | "token-use"
  | "sample"
  | "step-verdict"
  | "delivery"
  | "read-mark"
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
