import "server-only";
import { cache } from "react";
import { type InboxItem, inboxOf } from "@/lib/gates/inbox-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";

/** What waits for the reader; read once for each request. */
export const getInbox = cache(async (): Promise<InboxItem[]> => {
  const actor = await requireActor();
  const { db, clock } = kernel();
  return inboxOf(db.prisma, { actor, now: clock.now() });
});
