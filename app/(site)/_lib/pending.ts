import "server-only";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { listPending, waitingFor } from "@/lib/policy/pending-decisions";
import { listOpenPending, type PendingRow } from "@/lib/policy/pending-queries";
import type { PendingDetail } from "@/lib/policy/pending-schemas";

/** What of it waits for the reader, as lists show it: one statement. */
export async function getWaitingProposals(): Promise<PendingRow[]> {
  const { db, clock } = kernel();
  return listOpenPending(db.prisma, { actor: await requireActor(), of: "own", now: clock.now() });
}

/** What waits for the reader beside signatures. */
export async function getWaiting(): ReturnType<typeof waitingFor> {
  return waitingFor(kernel(), await requireActor());
}

/** Open decisions of several people on a release. */
export async function getPendingOf(of: { release: string }): Promise<PendingDetail[]> {
  return listPending(kernel(), { actor: await requireActor(), of });
}
