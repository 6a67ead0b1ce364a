import "server-only";
import { cache } from "react";
import { type Inbox, inboxOf } from "@/lib/gates/inbox-queries";
import type { WaitingHandOver } from "@/lib/handovers/shift-change";
import { handOversWaitingFor } from "@/lib/handovers/waiting-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import type { UnappliedExposure } from "@/lib/rollouts/exposure-schemas";
import { unappliedFor } from "@/lib/rollouts/unapplied-queries";
import { rollbacksWaitingFor, type WaitingRollback } from "@/lib/rollbacks/waiting-rollbacks";

/** What waits for the reader; read once for each request. */
export const getInbox = cache(async (): Promise<Inbox> => {
  const actor = await requireActor();
  const { db, clock } = kernel();
  return inboxOf(db.prisma, { actor, now: clock.now() });
});

/** What goes back and waits for the reader: one statement, beside those of the inbox. */
export async function getWaitingRollbacks(): Promise<WaitingRollback[]> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  return rollbacksWaitingFor(db.prisma, { actor, now: clock.now() });
}

/** Shifts whose hand-over the reader has not acknowledged: one statement. */
export async function getHandOvers(): Promise<WaitingHandOver[]> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  return handOversWaitingFor(db.prisma, { actor, now: clock.now() });
}

/** What executors could not set, and the reader can: one statement where there is nothing. */
export async function getUnapplied(): Promise<UnappliedExposure[]> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  return unappliedFor(db.prisma, { actor, now: clock.now() });
}
