import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { loadAuthority } from "@/lib/releases/authority";
import { followApplying } from "@/lib/rollouts/applying-store";
import { attemptEnded } from "./attempt-events";
import type { AttemptFacts, AttemptFor } from "./attempt-model";
import { findAttempt } from "./attempt-queries";
import { mayEnd, servingText, type Verification, verificationBy } from "./attempt-rules";
import { type AttemptEnded, EndAttempt, type StepSaid } from "./attempt-schemas";

/** How an attempt went, by whoever carried it out; once. Said again in the same words it is `already-exists`, in others a conflict. */
export const endAttempt = command({
  name: "rollback.end-attempt",
  input: EndAttempt,
  scope: "runner",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { attempt: id }, { actor, now }) => {
    const attempt = await findAttempt(tx, id, actor);
    const { of, releaseId } = attempt;
    // What follows for a step is the rollback's course; for an exposure it is done here, and judged as decisions on it are.
    const authority = of.kind === "exposure" ? await loadAuthority(tx, { releaseId, actor, now }) : null;
    return { attempt, authority };
  },
  allow: (actor, { attempt }) => mayEnd(actor, attempt),
  run: async ({ tx, input, facts: { attempt, authority }, actor, now }) => {
    const { succeeded, exitCode = null, note = null, servingDigest } = input;
    assertOpen(attempt, input, now);
    const verification = succeeded ? verificationOf(attempt.of, servingDigest) : null;
    const observed = observedOf(attempt.of, input);
    const isFinal = !succeeded && input.isFinal === true;
    const state: AttemptEnded["state"] = succeeded ? "succeeded" : "failed";
    const serving = servingText(servingDigest);
    const result = verification?.result ?? null;
    const ended = await tx.$executeRaw`
      UPDATE rollback_attempts SET state = ${state}, ended_at = ${now}, outcome = ${note}, exit_code = ${exitCode},
        serving_digest = ${serving}, observed = ${observed}, is_final = ${isFinal}, verification = ${result}, verified_at = ${result === null ? null : now},
        verified_note = ${verification?.note ?? null}
      WHERE id = ${attempt.id}::uuid AND state = 'claimed'`;
    if (ended !== 1) throw new AppError("conflict", "The attempt was ended in between.");
    const told = { succeeded, exitCode, servingDigest: serving, observed, isFinal, note, verification };
    const followed = authority === null ? [] : await followApplying(tx, { authority, actor, now });
    return {
      value: { attempt: attempt.id, state, verification: result },
      entries: [attemptEnded(attempt, told), ...followed],
    };
  },
});

function verificationOf(of: AttemptFor, serving: StepSaid["servingDigest"]): Verification | null {
  return of.kind === "step" ? verificationBy(of.verify, of.task, serving) : null;
}

/** The share that is told; of a step none is recorded. */
function observedOf(of: AttemptFor, { succeeded, percent }: StepSaid): number | null {
  return of.kind === "exposure" && succeeded ? (percent ?? null) : null;
}

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
    attempt.servingDigest === servingText(said.servingDigest) &&
    attempt.observed === observedOf(attempt.of, said)
  );
}
