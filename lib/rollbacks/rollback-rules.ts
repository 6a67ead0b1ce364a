import { AppError, type ErrorCode } from "@/lib/platform/errors";
import type { Decision } from "@/lib/policy/model";
import type { RightsContext } from "@/lib/policy/rights";
import { isOver, type RollbackKind, type RollbackState } from "./model";
import { isIrreversible } from "./plan-warnings";
import type { RollbackPlan } from "./schemas";

/** Decisions that the state of a rollback can stand against, whoever asks. */
export const rollbackDecisions = [
  "rollback.authorise",
  "rollback.execute",
  "rollback.take-over",
  "rollback.decline",
  "rollback.cancel",
  "rollback.endorse",
] as const satisfies readonly Decision[];
export type RollbackDecisionName = (typeof rollbackDecisions)[number];

interface Refusal {
  code: ErrorCode;
  message: string;
}

/** Why the state of a rollback does not allow a decision; null where it does. Buttons and commands ask the same. */
export function refusalByRollback(
  decision: RollbackDecisionName,
  { state }: { state: RollbackState },
): Refusal | null {
  if (isOver(state)) return { code: "conflict", message: `The rollback is ${state}.` };
  switch (decision) {
    case "rollback.authorise":
      return state === "proposed"
        ? null
        : { code: "conflict", message: `It is decided already: the rollback is ${state}.` };
    case "rollback.decline":
      return state === "proposed"
        ? null
        : { code: "conflict", message: `It has begun: the rollback is ${state}. It can be cancelled.` };
    case "rollback.execute":
    case "rollback.take-over":
      return state === "executing" || state === "failed"
        ? null
        : { code: "conflict", message: `No step is under way: the rollback is ${state}.` };
    case "rollback.endorse":
      return state === "stable"
        ? null
        : { code: "conflict", message: `It is endorsed once it is stable; it is ${state}.` };
    case "rollback.cancel":
      return null;
  }
}

export function refuse(refusal: Refusal | null): void {
  if (refusal !== null) throw new AppError(refusal.code, refusal.message);
}

/** What of a rollback the rows of rights ask for. */
export function rightsOn({
  severity,
  plan,
}: Pick<RollbackKind, "severity"> & { plan: RollbackPlan }): RightsContext {
  return { severity, irreversible: isIrreversible(plan) };
}

/** The plan by which it can be done, or what stands against it, whoever asks. */
export type ByPlan = { plan: RollbackPlan; fault: null } | { plan: null; fault: string };

/** Proposing to go back. */
export function planToPropose(plan: RollbackPlan | null, { isExposed }: { isExposed: boolean }): ByPlan {
  if (!isExposed) return against("Nothing of the release is exposed, so there is nothing to roll back.");
  return plan === null
    ? against("No rollback plan is agreed, so there is no way back.")
    : { plan, fault: null };
}

/** Starting a drill. */
export function planToDrill(plan: RollbackPlan | null, { isRunning }: { isRunning: boolean }): ByPlan {
  if (plan === null) return against("No rollback plan is agreed, so there is none to drill.");
  return isRunning ? against("A drill of this release is under way already.") : { plan, fault: null };
}

function against(fault: string): ByPlan {
  return { plan: null, fault };
}
