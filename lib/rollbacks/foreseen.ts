import { setImmediate } from "node:timers/promises";
import { isRegression } from "@/lib/metrics/criterion-digest";
import { type FailureMode, type Injection, spanOf } from "@/lib/metrics/failure-modes";
import { type Foreseen, foresee } from "@/lib/metrics/foresee";
import type { Better, MetricKind } from "@/lib/metrics/model";
import type { Criteria, Criterion } from "@/lib/metrics/schemas";
import { kindReadBy } from "@/lib/metrics/track-model";
import { durationMs } from "@/lib/platform/durations";
import { drillIntervalMs, drillTimes, samplesFrom } from "./drill-times";
import { foreseenText } from "./foreseen-words";
import type { ForeseenAnswer } from "./rollback-answers";
import type { RollbackPlan } from "./schemas";

/** So many samples are looked at for one criterion; more where the drill waits longer, and at most that many. */
const usualSamples = 20_000;
const mostSamples = 80_000;

export interface ForeseeAsked {
  /** What is random in the samples follows from it. */
  drillId: string;
  mode: FailureMode;
  criteria: Criteria;
  /** Those that are declared, by name. */
  metrics: ReadonlyMap<string, { better: Better; kind: MetricKind }>;
  plan: Pick<RollbackPlan, "objectives">;
  /** Epoch ms. */
  startedAt: number;
}

/**
 * What each criterion of a release would make of a drill's failure if it were the one that should find it, by evaluating the very samples
 * that it would have. Others are let do something between two of them.
 */
export async function foreseenBy(asked: ForeseeAsked): Promise<ForeseenAnswer[]> {
  const found: ForeseenAnswer[] = [];
  for (const criterion of asked.criteria) {
    const each = foreseenOf(criterion, asked);
    found.push({ ...each, message: foreseenText(each) });
    await setImmediate();
  }
  return found;
}

function foreseenOf(criterion: Criterion, asked: ForeseeAsked): Omit<ForeseenAnswer, "message"> {
  const { drillId, mode, criteria, metrics, plan, startedAt } = asked;
  const { key } = criterion;
  const objectiveMs = durationMs(plan.objectives.detect);
  const about = { criterion: key, title: criterion.title ?? key, objectiveMs };
  const metric = metrics.get(criterion.metric);
  if (metric?.kind !== kindReadBy(criterion))
    return { ...about, outcome: "not-evaluated", as: null, afterMs: null, lookedMs: 0 };
  const { failsAt, detectBy } = drillTimes({ criterion, plan }, startedAt);
  const injection: Injection = {
    drillId,
    criterion,
    meaning: { better: metric.better, regressions: criteria.filter(isRegression).length },
    mode,
    startedAt: samplesFrom(criterion, startedAt),
    failsAt,
    mendedAt: null,
    intervalMs: drillIntervalMs,
  };
  const until = Math.max(
    startedAt + spanOf(injection, usualSamples),
    Math.min(detectBy, startedAt + spanOf(injection, mostSamples)),
  );
  const seen = foresee(injection, { from: startedAt, until });
  const { as, afterMs, lookedMs } = seen;
  return {
    ...about,
    // What is judged a lag later has to be judged by then.
    outcome: outcomeOf(seen, {
      objectiveMs,
      waitedMs: detectBy - failsAt - durationMs(criterion.lag ?? criterion.step),
    }),
    as,
    afterMs,
    lookedMs,
  };
}

/** Whether the drill will be found in the time of its objective, before it is given up, or not. */
function outcomeOf(
  { willBeFound, afterMs, because, isLookedOut }: Foreseen,
  { objectiveMs, waitedMs }: { objectiveMs: number; waitedMs: number },
): ForeseenAnswer["outcome"] {
  if (willBeFound && afterMs !== null)
    return afterMs <= objectiveMs ? "in-time" : afterMs <= waitedMs ? "late" : "too-late";
  if (because === "not-seen" && !isLookedOut) return "too-late";
  return because ?? "not-seen";
}
