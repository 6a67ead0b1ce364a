import type { Severity } from "@/lib/policy/model";

export const rollbackStates = [
  "proposed",
  "authorised",
  "executing",
  "validating",
  "stable",
  "endorsed",
  "declined",
  "cancelled",
  "failed",
] as const;
export type RollbackState = (typeof rollbackStates)[number];

/** Where a rollback can go from each state. Authorised: its first step has not begun. Failed: a step waits for people, or it was not stable in time. */
export const rollbackCourse: Record<RollbackState, readonly RollbackState[]> = {
  proposed: ["authorised", "declined", "cancelled"],
  authorised: ["executing", "cancelled"],
  executing: ["validating", "failed", "cancelled"],
  validating: ["stable", "failed", "cancelled"],
  failed: ["executing", "validating", "stable", "cancelled"],
  stable: ["endorsed", "cancelled"],
  endorsed: [],
  declined: [],
  cancelled: [],
};

export function isOver(state: RollbackState): boolean {
  return rollbackCourse[state].length === 0;
}

export const rollbackModes = ["real", "drill"] as const;
export type RollbackMode = (typeof rollbackModes)[number];

export const stepStates = ["waiting", "running", "verifying", "done", "failed"] as const;
export type StepState = (typeof stepStates)[number];

export const attemptStates = ["queued", "claimed", "succeeded", "failed"] as const;
export type AttemptState = (typeof attemptStates)[number];

export const executorTypes = ["manual", "webhook", "flag", "command"] as const;
export type ExecutorType = (typeof executorTypes)[number];

/** How far a drill goes: talked through, with executors that only say what they would do, or on a staging environment. */
export const drillLevels = ["tabletop", "dry-run", "staging"] as const;
export type DrillLevel = (typeof drillLevels)[number];

export const drillStates = ["running", "passed", "failed", "cancelled"] as const;
export type DrillState = (typeof drillStates)[number];

/** How it was decided that a rollback is carried out, or not. */
export type RollbackDecision = "authorised" | "silence" | "automatic" | "declined" | "cancelled";

export interface RollbackKind {
  mode: RollbackMode;
  severity: Severity;
}
