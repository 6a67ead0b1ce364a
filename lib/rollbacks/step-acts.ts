import { policyOf } from "@/lib/gates/load-gates";
import type { Tx } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import type { RollbackAttempt, RollbackStep as StepRow } from "@/lib/platform/generated/prisma/client";
import type { Actor } from "@/lib/identity/actor";
import { type LoadedRollback, loadRollback } from "./load-rollback";
import type { DrillLevel } from "./model";
import type { RollbackStep } from "./schemas";
import { findStepGlass } from "./step-glass";

export interface LoadedStep extends LoadedRollback {
  step: RollbackStep;
  row: StepRow;
  /** The last attempt; null: none was begun. */
  last: RollbackAttempt | null;
  /** Of a drill; null: the real thing. */
  level: DrillLevel | null;
  /** Id of the use by which the actor has broken the glass to carry it out; null: they have not. */
  use: string | null;
}

/** A step of a rollback by its key or its place from 1, under the release's lock. */
export async function loadStep(
  tx: Tx,
  { id, step: name, actor, now }: { id: string; step: string; actor: Actor; now: Date },
): Promise<LoadedStep> {
  const loaded = await loadRollback(tx, { id, actor, now });
  const { rollback } = loaded;
  const { steps } = rollback.plan;
  const step = steps.find(({ key }) => key === name) ?? steps[/^\d{1,3}$/.test(name) ? Number(name) - 1 : -1];
  if (step === undefined) throw notFound(`step ${name} in this rollback`);
  const row = await tx.rollbackStep.findUniqueOrThrow({
    where: { rollbackId_key: { rollbackId: rollback.id, key: step.key } },
  });
  const last = await tx.rollbackAttempt.findFirst({
    where: { rollbackId: rollback.id, stepKey: step.key },
    orderBy: { number: "desc" },
  });
  const { drillId } = rollback;
  const drill = drillId === null ? null : await tx.drill.findUniqueOrThrow({ where: { id: drillId } });
  const use = await findStepGlass(tx, { rollback, actor });
  return { ...loaded, step, row, last, level: (drill?.level ?? null) as DrillLevel | null, use };
}

/** What entries about a step name. */
export function aboutStep({ authority, rollback, step }: LoadedStep) {
  return {
    releaseId: authority.release.id,
    rollback: rollback.id,
    drill: rollback.drillId,
    policy: policyOf(authority),
    step: step.key,
  };
}
