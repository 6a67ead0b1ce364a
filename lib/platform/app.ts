import { requireConfirmed } from "@/lib/identity/confirmed";
import { readActor } from "@/lib/identity/read-actor";
import { gatherVote } from "@/lib/policy/gather-vote";
import { enqueueFacts } from "@/lib/insights/enqueue-facts";
import { enqueueRefresh } from "@/lib/releases/refresh";
import { systemClock } from "./clock";
import type { Kernel } from "./command";
import { connect, type Db } from "./db";
import { readEnv } from "./env";
import { takeLocks } from "./locks";
import { noteReached } from "./page-request";

/** The kernel as the product runs it: real locks, the caller read again under them. */
export function makeKernel(db: Db, clock = systemClock): Kernel {
  return {
    db,
    clock,
    takeLocks,
    refreshActor: readActor,
    enqueue: async (tx, touched) => {
      await enqueueRefresh(tx, touched);
      await enqueueFacts(tx, touched);
    },
    gather: gatherVote,
    confirm: requireConfirmed,
  };
}

// Next loads route modules several times in one process; the pool must be one.
const slot = globalThis as typeof globalThis & { countersignKernel?: Kernel };

/** The process's kernel, connected at first use. */
export function kernel(): Kernel {
  noteReached();
  slot.countersignKernel ??= makeKernel(connect(readEnv().DATABASE_URL));
  return slot.countersignKernel;
}

/** Tests put theirs here. */
export function useKernel(replacement: Kernel): void {
  slot.countersignKernel = replacement;
}

/** Whether the database answers, for whoever sends traffic here. */
export async function isDatabaseReady(): Promise<boolean> {
  try {
    await kernel().db.pool.query("SELECT 1");
    return true;
  } catch {
    return false;
  }
}
