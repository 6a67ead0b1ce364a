import { durationMs } from "@/lib/platform/durations";
import type { Tx } from "@/lib/platform/db";
import { newId } from "@/lib/platform/ids";
import type { RollbackRow } from "./load-rollback";
import type { DrillLevel, ExecutorType } from "./model";
import type { RollbackStep } from "./schemas";
import { scriptOf } from "./script-of";
import { StepTask } from "./step-task";

interface NewAttempt {
  rollback: RollbackRow;
  /** null: the real thing. */
  level: DrillLevel | null;
  release: string;
  step: RollbackStep;
  number: number;
  executor: ExecutorType;
  /** Id of whoever asked for it; null: the plan. */
  askedBy: string | null;
  now: Date;
}

/** Writes what is to be done, once, and has the step run; whoever carries it out finds it there. Answers the attempt's id. */
export async function writeAttempt(tx: Tx, attempt: NewAttempt): Promise<string> {
  const { rollback, step, number, executor, askedBy, now } = attempt;
  const id = newId();
  const task = await taskOf(tx, attempt, id);
  await tx.rollbackStep.update({
    where: { rollbackId_key: { rollbackId: rollback.id, key: step.key } },
    data: { state: "running", endedAt: null, ...(number === 1 && { startedAt: now }) },
  });
  await tx.rollbackAttempt.create({
    data: {
      id,
      rollbackId: rollback.id,
      stepKey: step.key,
      number,
      executor,
      state: "queued",
      task,
      askedBy,
      at: now,
      dueAt: new Date(task.dueAt),
    },
  });
  return id;
}

async function taskOf(
  tx: Tx,
  { rollback, level, release, step, number, executor, now }: NewAttempt,
  id: string,
): Promise<StepTask> {
  const { plan, target, candidates } = rollback;
  const timeLimitMs = durationMs(step.timeLimit);
  const command = executor === "command" && step.executor.type === "command" ? step.executor : null;
  return StepTask.parse({
    format: 1,
    attempt: id,
    number,
    rollback: rollback.id,
    release,
    step: step.key,
    kind: step.kind,
    drill: level,
    dryRun: level === "dry-run" || (level === "staging" && executor !== "command"),
    executor: executor === "manual" ? { type: "manual" } : step.executor,
    script:
      command === null
        ? null
        : (command.script ?? (await scriptOf(tx, { first: target, otherwise: candidates }))),
    target,
    exposurePercent: plan.target.exposurePercent,
    flags: plan.target.flags,
    dataSnapshot: plan.target.dataSnapshot,
    reportsServing: step.verify.servingDigest !== undefined && step.verify.from === "runner",
    timeLimitMs,
    at: now.toISOString(),
    dueAt: new Date(now.getTime() + timeLimitMs).toISOString(),
  });
}
