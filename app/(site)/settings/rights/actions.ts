"use server";

import type { RightsReview } from "@/components/policy/rights-editor";
import { changeRights } from "@/lib/policy/change-rights";
import { parseRights } from "@/lib/policy/rights-schema";
import { runCommand, textOf } from "../../_lib/run";
import { runDifference } from "./_difference";

/** Looks at a table, or puts it in force. The server reads and judges it anew each time. */
export async function reviewRights(_before: RightsReview, form: FormData): Promise<RightsReview> {
  const format = textOf(form, "format") === "json" ? "json" : "yaml";
  const parsed = parseRights(textOf(form, "source") ?? "", format);
  if (!parsed.ok) {
    const faults = parsed.faults.map(({ path, message, line }) => ({
      path: line === undefined || format === "json" ? path : `line ${line} ${path}`,
      message,
    }));
    const message = "The table could not be read.";
    return { outcome: { kind: "refused", message, whoMay: [], faults }, difference: null };
  }
  const { rights } = parsed.value;
  if (textOf(form, "intent") !== "put") return runDifference(rights);
  const running =
    textOf(form, "running") === undefined ? undefined : { reason: textOf(form, "runningReason") ?? "" };
  const outcome = await runCommand(
    changeRights,
    { table: { rights }, running, expected: textOf(form, "expected") },
    ({ version, runningReleases }) =>
      `Version ${version} of the decision rights is in force${runningReleases === null ? "" : `, also for ${runningReleases.moved.length} running releases that you see`}.`,
  );
  return { outcome, difference: null };
}
