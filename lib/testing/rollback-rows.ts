import type { z } from "zod";
import type { Kernel } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import type { DrillLevel, StepState } from "@/lib/rollbacks/model";
import { type Executor, RollbackPlan, rollbackPlanDigest } from "@/lib/rollbacks/schemas";
import { StepTask } from "@/lib/rollbacks/step-task";

interface Asked {
  /** Slug. */
  release: string;
  executor: z.input<typeof Executor>;
  /** Of the step; a person unless told. */
  verify?: Record<string, unknown>;
  target?: Record<string, string | null>;
  flags?: Record<string, boolean>;
  drill?: DrillLevel;
  dryRun?: boolean;
  script?: string;
  dueInMs?: number;
  timeLimitMs?: number;
  stepState?: StepState;
}

export interface AttemptRow {
  rollback: string;
  attempt: string;
  task: StepTask;
}

const severity = { means: "Bad", decideWithin: "10m", onSilence: "nothing" };

/** A rollback that is being executed, with one step and an attempt of it that waits: rows, as the course of a rollback leaves them. */
export async function queueAttempt(kernel: Kernel, asked: Asked): Promise<AttemptRow> {
  const { executor, verify = { person: "It is so." }, dueInMs = 600_000, drill = null } = asked;
  const { db, clock } = kernel;
  const now = clock.now();
  const dueAt = new Date(now.getTime() + dueInMs);
  const [rollback, attempt] = [newId(), newId()];
  const release = await db.prisma.release.findUniqueOrThrow({ where: { slug: asked.release } });
  const step = {
    key: "put-back",
    kind: "model-replacement",
    executor,
    timeLimit: "10m",
    verify,
    onFailure: "retry",
    reversible: true,
  };
  const plan = RollbackPlan.parse({
    key: "revert",
    target: { bundle: "baseline" },
    severities: { sev1: severity, sev2: severity, sev3: severity, sev4: severity },
    objectives: { detect: "5m", decide: "10m", execute: "15m", stable: "60m" },
    steps: [step],
    stable: { criteria: [], for: "30m" },
  });
  const [parsed] = plan.steps;
  const task = StepTask.parse({
    format: 1,
    attempt,
    number: 1,
    rollback,
    release: asked.release,
    step: step.key,
    kind: step.kind,
    drill,
    dryRun: asked.dryRun ?? false,
    executor: parsed?.executor,
    script: asked.script ?? null,
    target: asked.target ?? { model: `sha256:${"a".repeat(64)}` },
    exposurePercent: 0,
    flags: asked.flags ?? {},
    dataSnapshot: null,
    reportsServing: verify["from"] === "runner",
    timeLimitMs: asked.timeLimitMs ?? 600_000,
    at: now.toISOString(),
    dueAt: dueAt.toISOString(),
  });
  const isDrill = drill !== null;
  const drillId = isDrill ? await runningDrill(kernel, { releaseId: release.id, level: drill }) : null;
  await db.prisma.rollback.create({
    data: {
      id: rollback,
      releaseId: release.id,
      mode: isDrill ? "drill" : "real",
      drillId,
      severity: "sev1",
      state: "executing",
      reason: "It fails.",
      plan,
      planDigest: rollbackPlanDigest(plan),
      target: task.target,
      candidates: {},
      candidate: `sha256:${"c".repeat(64)}`,
      proposedAt: now,
      decideBy: now,
      decidedAt: now,
      decision: "automatic",
      steps: {
        create: [{ key: step.key, position: 0, state: asked.stepState ?? "running", startedAt: now }],
      },
    },
  });
  await db.prisma.rollbackAttempt.create({
    data: {
      id: attempt,
      rollbackId: rollback,
      stepKey: step.key,
      number: 1,
      executor: executor.type,
      state: "queued",
      task,
      at: now,
      dueAt,
    },
  });
  return { rollback, attempt, task };
}

async function runningDrill(
  { db, clock }: Kernel,
  { releaseId, level }: { releaseId: string; level: DrillLevel },
): Promise<string> {
  const id = newId();
  const { id: startedBy } = await db.prisma.person.findFirstOrThrow();
  await db.prisma.drill.create({
    data: {
      id,
      releaseId,
      level,
      severity: "sev1",
      planDigest: `sha256:${"0".repeat(64)}`,
      startedBy,
      startedAt: clock.now(),
      state: "running",
    },
  });
  return id;
}

/** Ends the rollback, as somebody who cancels it does. */
export async function endRollback({ db, clock }: Kernel, id: string): Promise<void> {
  const endedAt = clock.now();
  await db.prisma.rollback.update({
    where: { id },
    data: { state: "cancelled", endedAt },
  });
}

export async function attemptRow({ db }: Kernel, id: string) {
  return db.prisma.rollbackAttempt.findUniqueOrThrow({ where: { id } });
}
