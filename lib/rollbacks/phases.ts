import { durationMs } from "@/lib/platform/durations";
import type { RollbackPlan } from "./schemas";

export const phaseNames = ["detected", "seen", "decided", "executed", "stable"] as const;
export type PhaseName = (typeof phaseNames)[number];

/** Moments of a rollback, epoch ms; null: not yet, or of a breach nobody measured. */
export interface Moments {
  /** When the failure began, or the first breach stood. */
  breachedAt: number | null;
  proposedAt: number;
  /** When the first who could decide saw it. */
  seenAt: number | null;
  decidedAt: number | null;
  executedAt: number | null;
  stableAt: number | null;
  /** It ended; phases that were not reached by then never are. */
  endedAt: number | null;
}

/** A phase with its clock: from when it runs, until when it ran, and within how long it should; epoch ms and ms. */
export interface Phase {
  name: PhaseName;
  /** null: it has not begun. */
  from: number | null;
  /** null: it runs, or has not begun. */
  to: number | null;
  /** null: the plan names none. */
  objectiveMs: number | null;
  state: "ahead" | "running" | "done" | "never";
}

/** The five phases, each from the end of the one before; seeing runs beside deciding, whose clock starts with the proposal. */
export function phasesOf(
  moments: Moments,
  {
    objectives,
  }: { objectives: Pick<RollbackPlan["objectives"], "detect" | "decide" | "execute" | "stable"> },
): Phase[] {
  const { breachedAt, proposedAt, seenAt, decidedAt, executedAt, stableAt, endedAt } = moments;
  const phase = (
    name: PhaseName,
    from: number | null,
    to: number | null,
    objective: string | null,
  ): Phase => ({
    name,
    from,
    to: from === null ? null : to,
    objectiveMs: objective === null ? null : durationMs(objective),
    state:
      from === null
        ? endedAt === null
          ? "ahead"
          : "never"
        : to !== null
          ? "done"
          : endedAt === null
            ? "running"
            : "never",
  });
  return [
    phase("detected", breachedAt ?? proposedAt, proposedAt, objectives.detect),
    phase("seen", proposedAt, seenAt, null),
    phase("decided", proposedAt, decidedAt, objectives.decide),
    phase("executed", decidedAt, executedAt, objectives.execute),
    phase("stable", executedAt, stableAt, objectives.stable),
  ];
}

/** How long a phase took, or has run until now, in ms; null: it has not begun. */
export function tookMs({ from, to }: Pick<Phase, "from" | "to">, now: number): number | null {
  return from === null ? null : Math.max(0, (to ?? now) - from);
}

/** Whether it is over its objective, by what it took or has run until now. */
export function isLate(phase: Phase, now: number): boolean {
  const took = tookMs(phase, now);
  return phase.objectiveMs !== null && took !== null && took > phase.objectiveMs;
}
