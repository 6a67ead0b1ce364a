import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { onRelease } from "@/lib/releases/authority";
import { requirePerson } from "@/lib/releases/rules";
import { writeAttempt } from "./begin-attempt";
import { stepBegun } from "./events";
import type { AttemptState, ExecutorType, StepState } from "./model";
import { TakeOverStep } from "./rollback-schemas";
import { refusalByRollback, refuse } from "./rollback-rules";
import { aboutStep, loadStep } from "./step-acts";
import { mayOnStep, throughStepGlass } from "./step-glass";
import { isTakeable } from "./step-rules";

/** Has people do by hand what failed, or what nobody has begun to carry out. */
export const takeOverStep = command({
  name: "rollback.take-over",
  input: TakeOverStep,
  scope: "rollbacks",
  locks: ({ rollback }) => ({ organisation: "shared", rollback }),
  load: (tx, { rollback, step }, { now, actor }) => loadStep(tx, { id: rollback, step, actor, now }),
  allow: (actor, facts, { breakGlass: isGlass = false }) =>
    mayOnStep(facts, actor, { decision: "rollback.take-over", isGlass, use: facts.use }),
  subject: ({ authority, rollback: { id }, step, last }) =>
    onRelease(authority, { rollback: id, step: step.key, attempt: last?.id ?? null }),
  run: async ({ tx, input: { reason, breakGlass: isGlass = false }, facts, actor, verdict, now }) => {
    const { authority, rollback, step, row, last, level } = facts;
    refuse(refusalByRollback("rollback.take-over", rollback));
    const standing = {
      rollback: rollback.state,
      state: row.state as StepState,
      last:
        last === null
          ? null
          : {
              executor: last.executor as ExecutorType,
              state: last.state as AttemptState,
              verification: null,
            },
    };
    if (!isTakeable(standing))
      throw new AppError(
        "conflict",
        row.state === "running"
          ? `Somebody is carrying out the step ${step.key}; it can be taken over once that ends.`
          : `The step ${step.key} cannot be taken over: it is ${row.state}.`,
      );
    const by = requirePerson(actor);
    const asked = { decision: "rollback.take-over", isGlass, actor, verdict, reason, now } as const;
    const glass = await throughStepGlass(tx, { ...facts, ...asked });
    if (last?.state === "queued") {
      const withdrawn = await tx.rollbackAttempt.updateMany({
        where: { id: last.id, state: "queued" },
        data: { state: "failed", endedAt: now, outcome: `${by.name} took the step over.` },
      });
      if (withdrawn.count === 0)
        throw new AppError("conflict", `Somebody has begun the step ${step.key} in this moment.`);
    }
    const number = (last?.number ?? 0) + 1;
    const attempt = await writeAttempt(tx, {
      rollback,
      level,
      release: authority.release.slug,
      step,
      number,
      executor: "manual",
      askedBy: by.id,
      now,
    });
    const entry = stepBegun({
      ...aboutStep(facts),
      breakGlass: glass.id,
      attempt,
      number,
      executor: "manual",
      by: "take-over",
      reason,
    });
    return { value: { id: rollback.id, state: rollback.state }, entries: [entry, ...glass.entries] };
  },
});
