import { z } from "zod";
import { levelToReach } from "@/lib/gates/reminder-levels";
import { writeReminders } from "@/lib/gates/reminder-store";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { byWorker } from "./by-worker";
import { findReminding } from "./pending-store";

/** Reminds those whom a pending decision waits for that its time runs out; once that is over nobody is asked for it. */
export const remindOfPending = command({
  name: "pending-decision.remind",
  input: z.strictObject({ id: z.uuid() }),
  scope: "*",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { id }) => findReminding(tx, id),
  allow: (actor) => byWorker(actor, "Reminders are sent by themselves."),
  run: async ({ tx, input: { id }, facts: pending, now }) => {
    const term =
      pending === null ? null : { from: pending.openedAt.getTime(), deadline: pending.expiresAt.getTime() };
    const isOver = term === null || term.deadline <= now.getTime();
    const level = isOver
      ? null
      : levelToReach(term, { reached: pending?.reached ?? null, now: now.getTime() });
    if (pending === null || term === null || level === null || pending.waitsFor.length === 0)
      throw new AppError("conflict", "Nobody has to be reminded of it now.");
    const { decision, releaseId, waitsFor } = pending;
    const [entry] = await writeReminders(
      tx,
      [
        {
          releaseId,
          kind: "pending-decision",
          about: id,
          deadline: term.deadline,
          level,
          asked: waitsFor,
          subjects: { pendingDecision: id, decision },
        },
      ],
      now,
    );
    if (entry === undefined) throw new AppError("conflict", "Somebody was reminded of it just now.");
    return { value: { id, level: level.name }, entries: [entry] };
  },
});
