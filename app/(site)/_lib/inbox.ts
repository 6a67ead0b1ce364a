import "server-only";
import { cache } from "react";
import { type Inbox, inboxOf } from "@/lib/gates/inbox-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";

/** What waits for the reader; read once for each request. */
export const getInbox = cache(async (): Promise<Inbox> => {
  const actor = await requireActor();
  const { db, clock } = kernel();
  return inboxOf(db.prisma, { actor, now: clock.now() });
});
