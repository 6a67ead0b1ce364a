import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { getDocument } from "@/lib/releases/queries";
import { isRegression } from "./criterion-digest";
import { keepBacktest } from "./keep-backtest";
import { Criteria } from "./schemas";
import { readTrialParams, type TrialParams } from "./trial-params";
import { getStoredTrial } from "./trial-queries";

/** Runs an agreed criterion over what is stored once more, and keeps that it was run and how it ended; answers its evaluations. */
export async function keepStoredRun(
  kernel: Kernel,
  { slug, key, actor, params }: { slug: string; key: string; actor: Actor; params: TrialParams },
): Promise<number> {
  const db = kernel.db.prisma;
  const { document } = await getDocument(db, { slug, actor, kind: "criteria", version: undefined });
  const criteria = Criteria.parse(document);
  const criterion = criteria.find((each) => each.key === key);
  if (criterion === undefined) throw new AppError("conflict", "The criteria were changed meanwhile.");
  const { trial } = await getStoredTrial(db, {
    slug,
    actor,
    now: kernel.clock.now(),
    regressions: criteria.filter(isRegression).length,
    zone: "UTC",
    ...readTrialParams(criterion, params),
  });
  if (trial === null || trial.evaluations === 0)
    throw new AppError("conflict", "Nothing is stored that it could be run over.");
  const { from, to } = trial.chart;
  await keepBacktest(kernel, { actor, criterion, from, to, release: slug, found: trial });
  return trial.evaluations;
}
