"use server";

import type { Outcome } from "@/components/ui/outcome";
import { requireActor } from "@/lib/identity/get-actor";
import { isRegression } from "@/lib/metrics/criterion-digest";
import { keepBacktest } from "@/lib/metrics/keep-backtest";
import { Criteria } from "@/lib/metrics/schemas";
import { readTrialParams } from "@/lib/metrics/trial-params";
import { getStoredTrial } from "@/lib/metrics/trial-queries";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import { runAct, textOf } from "../../../_lib/run";
import { getReleaseDocument } from "../_data";

/** Runs an agreed criterion over what is stored once more, and keeps that it was run and how it ended. */
export async function keepRun(_before: Outcome, form: FormData): Promise<Outcome> {
  const [slug, key] = [textOf(form, "release") ?? "", textOf(form, "criterion") ?? ""];
  return runAct(async () => {
    const actor = await requireActor();
    const criteria = Criteria.parse((await getReleaseDocument(slug, "criteria"))?.document ?? []);
    const criterion = criteria.find((each) => each.key === key);
    if (criterion === undefined) throw new AppError("conflict", "The criteria were changed meanwhile.");
    const params = { from: textOf(form, "from"), to: textOf(form, "to") };
    const { trial } = await getStoredTrial(kernel().db.prisma, {
      slug,
      actor,
      now: kernel().clock.now(),
      regressions: criteria.filter(isRegression).length,
      zone: "UTC",
      ...readTrialParams(criterion, params),
    });
    if (trial === null || trial.evaluations === 0)
      throw new AppError("conflict", "Nothing is stored that it could be run over.");
    const { from, to } = trial.chart;
    await keepBacktest(kernel(), { actor, criterion, from, to, release: slug, found: trial });
    return `Kept: ${trial.evaluations} evaluations. Agendas of reviews no longer name it as not tried.`;
  }, form);
}
