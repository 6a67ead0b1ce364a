import { isLate, type PhaseName, tookMs } from "./phase-clock";
import { type Moments, phasesOf } from "./phases";
import type { RollbackPlan } from "./schemas";
import type { TargetStanding } from "./target-freshness";
import { targetFault } from "./target-words";

/** Something that a drill showed to be missing; each can become an action. */
export type Gap = {
  kind:
    | "not-found"
    | "not-exercised"
    | "late"
    | "step-failed"
    | "not-seen"
    | "declined"
    | "cancelled"
    | "target-lost"
    | "target-unverified"
    | "target-unreached";
  message: string;
};

export type DrillResult = {
  /** What each phase took, ms; null: it was not reached. */
  took: Record<PhaseName, number | null>;
  gaps: Gap[];
};

export interface DrilledRollback {
  moments: Moments;
  how: "endorsed" | "declined" | "cancelled";
  /** Attempts that failed, by step. */
  failed: Readonly<Record<string, number>>;
}

const phaseWords: Record<PhaseName, string> = {
  detected: "Detecting",
  seen: "Seeing it",
  decided: "Deciding",
  executed: "Executing",
  stable: "Becoming stable",
};

/** What was known of the plan's target when the drill ended. */
export interface DrilledTarget extends TargetStanding {
  /** The plan says for how long its verification counts. */
  isDeclared: boolean;
}

/**
 * A way back that a runner found not to be there, or that the plan asks to be verified and was not, is a gap that fails the drill. Where
 * the plan does not ask, that a runner could not reach it is told and fails nothing; that none looked is not told at all.
 */
export function targetGaps(target: DrilledTarget): Gap[] {
  const fault = targetFault(target);
  if (fault === null) return [];
  const { message, isFirm } = fault;
  if (isFirm) return [{ kind: "target-lost", message }];
  if (target.isDeclared) return [{ kind: "target-unverified", message }];
  const isTried = target.artifacts.some(({ failed }) => failed !== null);
  return isTried ? [{ kind: "target-unreached", message }] : [];
}

/**
 * What a drill measured against the plan's objectives, with each gap named. It passed if there is none but that detection was not
 * exercised, which a drill without a failure says of itself, or that the target of a plan that asks for no verification was not reached.
 * @param rollback null: the failure was not found
 */
export function drillResult(
  plan: Pick<RollbackPlan, "objectives">,
  rollback: DrilledRollback | null,
  { hasFailure, target }: { hasFailure: boolean; target: DrilledTarget },
): DrillResult {
  if (rollback === null)
    return {
      took: { detected: null, seen: null, decided: null, executed: null, stable: null },
      gaps: [
        { kind: "not-found", message: "No criterion found the failure in time." },
        ...targetGaps(target),
      ],
    };
  const { moments, how, failed } = rollback;
  const phases = phasesOf(moments, plan);
  const end = moments.endedAt ?? moments.proposedAt;
  const took = Object.fromEntries(
    phases.map((phase) => [phase.name, phase.to === null ? null : tookMs(phase, end)]),
  ) as DrillResult["took"];
  const late = phases
    .filter((phase) => (phase.name !== "detected" || hasFailure) && isLate(phase, end))
    .map((phase): Gap => ({
      kind: "late",
      message: `${phaseWords[phase.name]} took ${words(tookMs(phase, end) ?? 0)}; ${words(phase.objectiveMs ?? 0)} were agreed.`,
    }));
  const steps = Object.entries(failed).map(([step, times]): Gap => ({
    kind: "step-failed",
    message: `The step ${step} failed ${times === 1 ? "once" : `${times} times`}.`,
  }));
  return {
    took,
    gaps: [
      ...(how === "declined" ? [{ kind: "declined" as const, message: "It was declined." }] : []),
      ...(how === "cancelled"
        ? [{ kind: "cancelled" as const, message: "It was ended before its end." }]
        : []),
      ...(moments.seenAt === null
        ? [{ kind: "not-seen" as const, message: "Nobody who could decide opened it before it was over." }]
        : []),
      ...late,
      ...steps,
      ...targetGaps(target),
      ...(hasFailure
        ? []
        : [{ kind: "not-exercised" as const, message: "Nothing was made up, so detection was not tried." }]),
    ],
  };
}

/** Whether a drill with these gaps counts as passed. */
export function isPassed(gaps: readonly Pick<Gap, "kind">[]): boolean {
  return gaps.every(({ kind }) => kind === "not-exercised" || kind === "target-unreached");
}

function words(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
