import { z } from "zod";
import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { byWorker } from "./by-worker";
import { decisionEnded } from "./pending-events";
import { closePending, lockOpenById } from "./pending-store";

/** Ends a decision that ran out, or whose subject is another one now; by the worker alone, and nothing depends on when. */
export const endPendingDecision = command({
  name: "pending-decision.end",
  input: z.strictObject({ id: z.uuid(), how: z.enum(["expired", "void"]) }),
  scope: "*",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { id }) => lockOpenById(tx, id),
  allow: (actor) => byWorker(actor, "A pending decision ends by itself, or by a vote on it."),
  run: async ({ tx, input: { id, how }, facts: pending, now }) => {
    if (pending === null) throw notFound("open decision");
    if (how === "expired" && pending.expiresAt > now)
      throw new AppError("conflict", "Its time has not run out yet.");
    await closePending(tx, { id, how, now });
    return { value: { id, how }, entries: [decisionEnded(pending, { how, reason: undefined })] };
  },
});
