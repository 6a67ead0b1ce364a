import { isVerifiedByPeople } from "./course";
import type { AttemptState, ExecutorType, RollbackState, StepState } from "./model";
import type { RollbackStep } from "./schemas";

export interface StepStanding {
  rollback: RollbackState;
  step: Pick<RollbackStep, "verify">;
  state: StepState;
  /** null: none was begun. */
  last: { executor: ExecutorType; state: AttemptState; verification: "passed" | "failed" | null } | null;
}

/** What a person can say of a step now: how carrying it out went, whether it had its effect, or nothing. */
export function reportable({ step, state, last }: StepStanding): "carried-out" | "effect" | null {
  if (last === null) return null;
  if (state === "running" && last.executor === "manual" && last.state === "queued") return "carried-out";
  if (state !== "verifying" || last.verification !== null) return null;
  // What was done by hand is looked at by hand, where nothing else can say it.
  return isVerifiedByPeople(step) || last.executor === "manual" ? "effect" : null;
}

/** Whether a step can be tried again, or taken over by hand. */
export function isStuck({ state, rollback }: Pick<StepStanding, "state" | "rollback">): boolean {
  return state === "failed" && (rollback === "executing" || rollback === "failed");
}

/** Taken over also while somebody else is to carry it out: what nobody has claimed yet waits for nobody. */
export function isTakeable({ state, rollback, last }: Omit<StepStanding, "step">): boolean {
  if (isStuck({ state, rollback })) return true;
  return (
    state === "running" &&
    last !== null &&
    last.executor !== "manual" &&
    last.state === "queued" &&
    (rollback === "executing" || rollback === "failed")
  );
}
