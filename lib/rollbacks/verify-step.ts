import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { byWorker } from "@/lib/policy/by-worker";
import { stepVerified } from "./attempt-events";
import { findAttempt } from "./attempt-queries";
import { VerifyStep } from "./attempt-schemas";

/** Records that what a step is verified by was found as it should be. That it is not found in time fails the step by itself. */
export const verifyStep = command({
  name: "rollback.verify-step",
  input: VerifyStep,
  scope: "*",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { attempt }, { actor }) => findAttempt(tx, attempt, actor),
  allow: (actor) => byWorker(actor, "Addresses are asked by the worker."),
  run: async ({ tx, input: { note }, facts: attempt, now }) => {
    const { state, verification, of, dueAt } = attempt;
    const isVerifying = of.kind === "step" && of.isUnderWay && of.stepState === "verifying";
    const isOpen = isVerifying && state === "succeeded" && verification === null;
    if (!isOpen || of.verify.http === undefined || dueAt.getTime() <= now.getTime())
      throw new AppError("conflict", "The step does not wait for an address.");
    await tx.$executeRaw`
      UPDATE rollback_attempts SET verification = 'passed', verified_at = ${now}, verified_note = ${note}
      WHERE id = ${attempt.id}::uuid AND verification IS NULL`;
    return { value: null, entries: [stepVerified(attempt, of, note)] };
  },
});
