import { durationMs } from "@/lib/platform/durations";
import type { Phase, PhaseName } from "./phase-clock";
import type { RollbackPlan } from "./schemas";

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

type Objectives = Pick<RollbackPlan["objectives"], "detect" | "decide" | "execute" | "stable">;

/** Within how long each phase should be done, ms; null: the plan names nothing. */
export function objectivesOf({
  detect,
  decide,
  execute,
  stable,
}: Objectives): Record<PhaseName, number | null> {
  return {
    detected: durationMs(detect),
    seen: null,
    decided: durationMs(decide),
    executed: durationMs(execute),
    stable: durationMs(stable),
  };
}

/** The five phases, each from the end of the one before; seeing runs beside deciding, whose clock starts with the proposal. */
export function phasesOf(moments: Moments, { objectives }: { objectives: Objectives }): Phase[] {
  const within = objectivesOf(objectives);
  const { breachedAt, proposedAt, seenAt, decidedAt, executedAt, stableAt, endedAt } = moments;
  const phase = (name: PhaseName, from: number | null, to: number | null): Phase => ({
    name,
    from,
    to: from === null ? null : to,
    objectiveMs: within[name],
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
    phase("detected", breachedAt ?? proposedAt, proposedAt),
    phase("seen", proposedAt, seenAt),
    phase("decided", proposedAt, decidedAt),
    phase("executed", decidedAt, executedAt),
    phase("stable", executedAt, stableAt),
  ];
}
