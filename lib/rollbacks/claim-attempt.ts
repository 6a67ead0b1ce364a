import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { takeLocks } from "@/lib/platform/locks";
import { attemptClaimed } from "./attempt-events";
import { findWaiting } from "./attempt-queries";
import { mayClaim } from "./attempt-rules";
import { ClaimAttempt } from "./attempt-schemas";

/**
 * Takes the oldest attempt that waits, for the caller alone and for good: whoever claimed it carries it out or nobody does. Answers
 * its task; a conflict where nothing waits. Which release to lock is known only once it is found, so it is found twice.
 */
export const claimAttempt = command({
  name: "rollback.claim-attempt",
  input: ClaimAttempt,
  scope: "runner",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, input, { now, actor }) => {
    const first = await findWaiting(tx, { ...input, actor, now });
    if (first === null) return null;
    await takeLocks(tx, { organisation: "shared", release: first.release });
    return findWaiting(tx, { ...input, releases: [first.release], actor, now });
  },
  allow: (actor, _attempt, { executors }) => mayClaim(actor, executors),
  run: async ({ tx, facts: attempt, actor, now }) => {
    if (attempt === null) throw nothingWaits();
    const machineId = actor.kind === "machine" ? actor.id : null;
    const taken = await tx.$executeRaw`
      UPDATE rollback_attempts SET state = 'claimed', claimed_at = ${now}, machine_id = ${machineId}::uuid
      WHERE id = ${attempt.id}::uuid AND state = 'queued'`;
    if (taken !== 1) throw nothingWaits();
    return { value: attempt.of.task, entries: [attemptClaimed(attempt)] };
  },
});

function nothingWaits(): AppError {
  return new AppError("conflict", "No step waits for somebody to carry it out.");
}
