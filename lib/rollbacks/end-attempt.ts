import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { attemptEnded } from "./attempt-events";
import { type AttemptFacts, findAttempt } from "./attempt-queries";
import { mayEnd, servingText, verificationBy } from "./attempt-rules";
import { type AttemptEnded, EndAttempt, type StepSaid } from "./attempt-schemas";

/** How an attempt went, by whoever carried it out; once. Said again in the same words it is `already-exists`, in others a conflict. */
export const endAttempt = command({
  name: "rollback.end-attempt",
  input: EndAttempt,
  scope: "runner",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { attempt }, { actor }) => findAttempt(tx, attempt, actor),
  allow: (actor, attempt) => mayEnd(actor, attempt),
  run: async ({ tx, input, facts: attempt, now }) => {
    const { succeeded, exitCode = null, note = null, servingDigest } = input;
    assertOpen(attempt, input, now);
    const verification = succeeded ? verificationBy(attempt.verify, attempt.task, servingDigest) : null;
    const state: AttemptEnded["state"] = succeeded ? "succeeded" : "failed";
    const serving = servingText(servingDigest);
    const result = verification?.result ?? null;
    const ended = await tx.$executeRaw`
      UPDATE rollback_attempts SET state = ${state}, ended_at = ${now}, outcome = ${note}, exit_code = ${exitCode},
        serving_digest = ${serving}, verification = ${result}, verified_at = ${result === null ? null : now},
        verified_note = ${verification?.note ?? null}
      WHERE id = ${attempt.id}::uuid AND state = 'claimed'`;
    if (ended !== 1) throw new AppError("conflict", "The attempt was ended in between.");
    return {
      value: { attempt: attempt.id, state, verification: result },
      entries: [attemptEnded(attempt, { succeeded, exitCode, servingDigest: serving, note, verification })],
    };
  },
});

function assertOpen(attempt: AttemptFacts, said: StepSaid, now: Date): void {
  const { state, dueAt } = attempt;
  if (state === "queued") throw new AppError("conflict", "Nobody has claimed this attempt.");
  if (state !== "claimed") {
    if (isSame(attempt, said)) throw new AppError("already-exists", "This was said of the attempt already.");
    throw new AppError("conflict", `The attempt has ended already: ${state}. A new one may be asked for.`);
  }
  if (dueAt.getTime() > now.getTime()) return;
  const due = dueAt.toISOString();
  throw new AppError("conflict", `It is too late: the attempt was due at ${due}, and counts as failed.`);
}

/** Whether an attempt that ended did so with these words. */
export function isSame(attempt: AttemptFacts, said: StepSaid): boolean {
  return (
    attempt.state === (said.succeeded ? "succeeded" : "failed") &&
    attempt.exitCode === (said.exitCode ?? null) &&
    attempt.outcome === (said.note ?? null) &&
    attempt.servingDigest === servingText(said.servingDigest)
  );
}
