import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { onRelease } from "@/lib/releases/authority";
import { requirePerson } from "@/lib/releases/rules";
import { writeAttempt } from "./begin-attempt";
import { executorOf } from "./course";
import { stepBegun } from "./events";
import type { StepState } from "./model";
import { RetryStep } from "./rollback-schemas";
import { refusalByRollback, refuse } from "./rollback-rules";
import { aboutStep, loadStep } from "./step-acts";
import { mayOnStep, throughStepGlass } from "./step-glass";
import { isStuck } from "./step-rules";

/** Has a step that failed tried again, by what the plan names: a new attempt, recorded as such. */
export const retryStep = command({
  name: "rollback.retry-step",
  input: RetryStep,
  scope: "rollbacks",
  locks: ({ rollback }) => ({ organisation: "shared", rollback }),
  load: (tx, { rollback, step }, { now, actor }) => loadStep(tx, { id: rollback, step, actor, now }),
  allow: (actor, facts, { breakGlass: isGlass = false }) =>
    mayOnStep(facts, actor, { decision: "rollback.execute", isGlass, use: facts.use }),
  subject: ({ authority, rollback: { id }, step, last }) =>
    onRelease(authority, { rollback: id, step: step.key, attempt: last?.id ?? null }),
  run: async ({ tx, input: { reason, breakGlass: isGlass = false }, facts, actor, verdict, now }) => {
    const { authority, rollback, step, row, last, level } = facts;
    refuse(refusalByRollback("rollback.execute", rollback));
    if (!isStuck({ state: row.state as StepState, rollback: rollback.state }))
      throw new AppError("conflict", `The step ${step.key} did not fail: it is ${row.state}.`);
    const asked = { decision: "rollback.execute", isGlass, actor, verdict, reason, now } as const;
    const glass = await throughStepGlass(tx, { ...facts, ...asked });
    const number = (last?.number ?? 0) + 1;
    const executor = executorOf(step, level === "tabletop");
    const { slug: release } = authority.release;
    const askedBy = requirePerson(actor).id;
    const attempt = await writeAttempt(tx, {
      rollback,
      level,
      release,
      step,
      number,
      executor,
      askedBy,
      now,
    });
    const about = { ...aboutStep(facts), breakGlass: glass.id };
    const entry = stepBegun({ ...about, attempt, number, executor, by: "retry", reason });
    return { value: { id: rollback.id, state: rollback.state }, entries: [entry, ...glass.entries] };
  },
});
