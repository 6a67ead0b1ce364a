/** To whom checkpoints are pushed out, so that someone else holds them. */
export const deliveryKinds = ["file", "webhook", "email"] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];

/** What stands about one kind of target. */
export interface DeliveryFacts {
  /** Entries that the newest checkpoint is over; null: none was signed yet. */
  newest: number | null;
  /** The last delivery that is over; `at`: when it began. */
  last: { size: number; at: Date } | null;
  /** The delivery that is not over; at most one. */
  open: { attempts: number; triedAt: Date } | null;
}

/**
 * Whether a delivery is to begin, or the open one to be tried again; null: nothing is due. What was missed is not made up for: the
 * newest checkpoint stands for all before it. With one open no other begins.
 */
export function dueDelivery(
  { newest, last, open }: DeliveryFacts,
  { paceMs, now }: { paceMs: number; now: Date },
): "begin" | "again" | null {
  if (open !== null)
    return hasPassed({ since: open.triedAt, pauseMs: retryPauseMs(open.attempts), now }) ? "again" : null;
  if (newest === null || (last !== null && newest <= last.size)) return null;
  return last === null || hasPassed({ since: last.at, pauseMs: paceMs, now }) ? "begin" : null;
}

const firstPauseMs = 5_000;
const longestPauseMs = 3_600_000;

/** The pause after so many attempts that failed: twice as long each time, an hour at most. */
export function retryPauseMs(attempts: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempts - 1, 20));
}

/** A clock that was set back by as much counts too: else a time in a far future would end deliveries for good. */
function hasPassed({ since, pauseMs, now }: { since: Date; pauseMs: number; now: Date }): boolean {
  return Math.abs(now.getTime() - since.getTime()) >= pauseMs;
}
