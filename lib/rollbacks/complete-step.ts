import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { onRelease } from "@/lib/releases/authority";
import { requirePerson } from "@/lib/releases/rules";
import { hasTarget, isVerifiedByPeople } from "./course";
import { stepReported } from "./events";
import type { AttemptState, ExecutorType, StepState } from "./model";
import { CompleteStep } from "./rollback-schemas";
import { refusalByRollback, refuse } from "./rollback-rules";
import { aboutStep, type LoadedStep, loadStep } from "./step-acts";
import { mayOnStep, throughStepGlass } from "./step-glass";
import { reportable } from "./step-rules";

/** A person says how a step went that they carried out, or whether a step had its effect. The course goes on from there by itself. */
export const completeStep = command({
  name: "rollback.complete-step",
  input: CompleteStep,
  scope: "rollbacks",
  locks: ({ rollback }) => ({ organisation: "shared", rollback }),
  load: (tx, { rollback, step }, { now, actor }) => loadStep(tx, { id: rollback, step, actor, now }),
  allow: (actor, facts, { breakGlass: isGlass = false }) =>
    mayOnStep(facts, actor, { decision: "rollback.execute", isGlass, use: facts.use }),
  subject: ({ authority, rollback: { id }, step, last }, { outcome }) =>
    onRelease(authority, { rollback: id, step: step.key, attempt: last?.id ?? null, outcome }),
  run: async ({ tx, input, facts, actor, verdict, now }) => {
    const { outcome, note, servingDigest, reason, breakGlass: isGlass = false } = input;
    const { rollback, step, row, last, level } = facts;
    refuse(refusalByRollback("rollback.execute", rollback));
    const about = reportable({
      rollback: rollback.state,
      step,
      state: row.state as StepState,
      last: lastFact(last),
    });
    if (about === null || last === null)
      throw new AppError(
        "conflict",
        `There is nothing to say of the step ${step.key} now: it is ${row.state}.`,
      );
    const by = requirePerson(actor);
    const asked = { decision: "rollback.execute", isGlass, actor, verdict, reason, now } as const;
    const glass = await throughStepGlass(tx, { ...facts, ...asked });
    const isPassed = outcome === "done" && (level === "tabletop" || isServed(facts, servingDigest));
    // What was done by hand and is verified by looking is both at once; what else verifies it is waited for.
    const isSaid = level === "tabletop" || isVerifiedByPeople(step);
    await tx.rollbackAttempt.update({
      where: { id: last.id },
      data: {
        servingDigest: servingDigest ?? null,
        ...(about === "carried-out" && {
          state: outcome === "done" ? "succeeded" : "failed",
          claimedAt: now,
          personId: by.id,
          endedAt: now,
          outcome: note,
        }),
        ...((about === "effect" || (outcome === "done" && isSaid)) && {
          verification: isPassed ? "passed" : "failed",
          verifiedAt: now,
          verifiedBy: by.id,
          verifiedNote: note,
        }),
      },
    });
    const reported = stepReported({
      ...aboutStep(facts),
      breakGlass: glass.id,
      attempt: last.id,
      outcome,
      servingDigest: servingDigest ?? null,
      note,
    });
    return { value: { id: rollback.id, state: rollback.state }, entries: [reported, ...glass.entries] };
  },
});

/** Where the digest that is served is the proof, it is given, and is one that is gone back to. */
function isServed({ step, rollback }: LoadedStep, servingDigest: string | undefined): boolean {
  // Where nothing is gone back to, nothing is served afterwards that could be named.
  if (step.verify.from !== "confirm" || !hasTarget(rollback)) return true;
  if (servingDigest === undefined)
    throw fieldError(
      "/servingDigest",
      "This step is verified by what is served; look, and name its digest.",
      "the digest of the bundle that is served",
    );
  return Object.values(rollback.target).includes(servingDigest);
}

function lastFact(last: LoadedStep["last"]) {
  if (last === null) return null;
  const { executor, state, verification } = last;
  return {
    executor: executor as ExecutorType,
    state: state as AttemptState,
    verification: verification as "passed" | "failed" | null,
  };
}
