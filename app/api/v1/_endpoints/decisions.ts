import { z } from "zod";
import { inboxOf } from "@/lib/gates/inbox-queries";
import { InboxAnswer } from "@/lib/gates/schemas";
import { AppError } from "@/lib/platform/errors";
import { endpoint } from "@/lib/platform/web";

export const listDecisions = endpoint({
  method: "GET",
  path: "/decisions",
  tag: "Gates",
  summary: "What waits for the caller's decision, longest first, with what changed since they last signed it",
  query: z.strictObject({ waitingOn: z.literal("me").optional() }),
  answers: { 200: z.strictObject({ items: z.array(InboxAnswer), nextCursor: z.null() }) },
  handle: async ({ kernel, actor }) => {
    if (actor.kind !== "person")
      throw new AppError("people-only", "Nothing waits for the decision of a machine.");
    const items = await inboxOf(kernel.db.prisma, { actor, now: kernel.clock.now() });
    const body = items.map(({ since, last, ...item }) => ({
      ...item,
      since: new Date(since).toISOString(),
      last: last === null ? null : { ...last, at: new Date(last.at).toISOString() },
    }));
    return { status: 200, body: { items: body, nextCursor: null } };
  },
});

export const decisionEndpoints = [listDecisions];
