import type { Criterion } from "@/lib/metrics/schemas";
import { durationMs } from "@/lib/platform/durations";
import type { RollbackPlan } from "./schemas";

/** So many steps of its criterion a drill's samples are healthy before they fail. */
const healthySteps = 2;
/** A failure that was not found within so many times the objective is not waited for any longer. */
const patience = 2;
const longestBeforeMs = 3_600_000;

/** Between the samples that a drill makes up. */
export const drillIntervalMs = 5_000;

/** From when on a drill's samples are made up, for a criterion: a window before it starts, so that what compares with before has something. */
export function samplesFrom(criterion: Criterion, startedAt: number): number {
  return startedAt - ("window" in criterion ? Math.min(durationMs(criterion.window), longestBeforeMs) : 0);
}

/** When the made-up failure of a drill begins, and until when it has to be found; epoch ms. */
export function drillTimes(
  { criterion, plan }: { criterion: Criterion; plan: Pick<RollbackPlan, "objectives"> },
  startedAt: number,
): { failsAt: number; detectBy: number } {
  const failsAt = startedAt + healthySteps * durationMs(criterion.step);
  return { failsAt, detectBy: failsAt + patience * durationMs(plan.objectives.detect) };
}
