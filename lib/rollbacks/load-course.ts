import { readRestored } from "@/lib/metrics/own-tracks";
import { stableSince } from "@/lib/metrics/stable-since";
import type { Reader } from "@/lib/platform/db";
import type { AttemptFact, CourseFacts } from "./course";
import { loadEscalation } from "./escalation-store";
import type { RollbackRow } from "./load-rollback";
import type { AttemptState, ExecutorType, StepState } from "./model";

/** What the course of a rollback is judged by at a time; in a command under the release's lock. */
export async function loadCourse(db: Reader, rollback: RollbackRow, now: Date): Promise<CourseFacts> {
  const { id, state, severity, plan, decideBy, executedAt, drillId } = rollback;
  const steps = await db.rollbackStep.findMany({
    where: { rollbackId: id },
    orderBy: { position: "asc" },
  });
  const attempts = await db.rollbackAttempt.findMany({
    where: { rollbackId: id },
    orderBy: { number: "asc" },
  });
  const drill = drillId === null ? null : await db.drill.findUniqueOrThrow({ where: { id: drillId } });
  const standing = await readRestored(db, id);
  const hasSamples = drill === null || drill.failure !== null;
  const isMeasured = plan.stable.criteria.length > 0 && hasSamples;
  const stable = standing.filter(({ key }) => plan.stable.criteria.includes(key));
  // A criterion of the plan that nobody evaluates is not ok: the release agreed on no such criterion, or its metric is not declared.
  const isComplete = stable.length === plan.stable.criteria.length;
  return {
    state,
    severity,
    plan,
    isTabletop: drill?.level === "tabletop",
    steps: steps.map(({ key, state: at }) => ({ key, state: at as StepState })),
    attempts: attempts.map(
      ({ id: attempt, stepKey, number, executor, state: at, dueAt, verification }): AttemptFact => ({
        id: attempt,
        // Of a rollback every attempt is at a step.
        step: stepKey ?? "",
        number,
        executor: executor as ExecutorType,
        state: at as AttemptState,
        dueAt: dueAt.getTime(),
        verification: verification as AttemptFact["verification"],
      }),
    ),
    decideBy: decideBy.getTime(),
    executedAt: executedAt?.getTime() ?? null,
    stableSince: isMeasured
      ? isComplete
        ? stableSince(stable, now.getTime())
        : null
      : (executedAt?.getTime() ?? null),
    // A rehearsal without samples can show no effect, as it can show no stability.
    verified: hasSamples
      ? standing
          .filter(
            ({ verdict, freshUntil }) =>
              verdict === "ok" && freshUntil !== null && now.getTime() < freshUntil,
          )
          .map(({ key }) => key)
      : plan.steps.flatMap(({ verify }) => verify.criterion ?? []),
    escalation: await loadEscalation(db, rollback),
  };
}
