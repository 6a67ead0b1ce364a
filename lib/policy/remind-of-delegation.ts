import { z } from "zod";
import { levelToTell } from "@/lib/gates/reminder-levels";
import { writeReminders } from "@/lib/gates/reminder-store";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { byWorker } from "./by-worker";
import { findEnding } from "./delegation-store";

/** Tells both that a delegation runs out: the principal signs themselves again, or delegates anew. */
export const remindOfDelegation = command({
  name: "delegation.remind",
  input: z.strictObject({ id: z.uuid() }),
  scope: "*",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { id }) => findEnding(tx, id),
  allow: (actor) => byWorker(actor, "Reminders are sent by themselves."),
  run: async ({ tx, input: { id }, facts: delegation, now }) => {
    if (delegation === null) throw new AppError("conflict", "There is no such delegation, or it was ended.");
    const { role, releaseId, principalId, delegateId, validFrom, until, reached } = delegation;
    const term = { from: validFrom.getTime(), deadline: until.getTime() };
    const level = levelToTell(term, { reached, now: now.getTime() });
    if (level === null) throw new AppError("conflict", "Nobody has to be told of its end now.");
    const reminder = {
      releaseId,
      kind: "delegation" as const,
      about: id,
      deadline: term.deadline,
      level,
      asked: [principalId, delegateId].sort(),
      subjects: { delegation: id, role },
    };
    const [entry] = await writeReminders(tx, [reminder], now);
    if (entry === undefined) throw new AppError("conflict", "Both were told of it just now.");
    return { value: { id, level: level.name }, entries: [entry] };
  },
});
