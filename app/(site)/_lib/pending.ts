import "server-only";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { listPending } from "@/lib/policy/pending-decisions";
import type { PendingDetail } from "@/lib/policy/pending-schemas";

/** Open decisions of several people: those that wait for the reader, or those of a release. */
export async function getPendingOf(of: "own" | { release: string }): Promise<PendingDetail[]> {
  return listPending(kernel(), { actor: await requireActor(), of });
}
