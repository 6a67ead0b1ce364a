"use server";

import type { Outcome } from "@/components/ui/outcome";
import { keepStoredRun } from "@/lib/metrics/keep-stored-run";
import { kernel } from "@/lib/platform/app";
import { runAct, textOf } from "../../../_lib/run";

/** Runs an agreed criterion over what is stored once more, and keeps that it was run and how it ended. */
export async function keepRun(_before: Outcome, form: FormData): Promise<Outcome> {
  const [slug, key] = [textOf(form, "release") ?? "", textOf(form, "criterion") ?? ""];
  const params = { from: textOf(form, "from"), to: textOf(form, "to") };
  return runAct(async ({ actor }) => {
    const evaluations = await keepStoredRun(kernel(), { slug, key, actor, params });
    return `Kept: ${evaluations} evaluations. Agendas of reviews no longer name it as not tried.`;
  }, form);
}
