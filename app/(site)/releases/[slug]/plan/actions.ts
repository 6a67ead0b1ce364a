"use server";

import type { Outcome } from "@/components/ui/outcome";
import { parseDocument } from "@/lib/platform/documents";
import { changeCriteria } from "@/lib/releases/change-criteria";
import { changePlan } from "@/lib/releases/change-plan";
import { changeRollbackPlan } from "@/lib/releases/change-rollback-plan";
import { runCommand, textOf } from "../../../_lib/run";

/** Writes a version of the plan, the criteria or the rollback plan from YAML. */
export async function writeDocument(_before: Outcome, form: FormData): Promise<Outcome> {
  const parsed = parseDocument(textOf(form, "source") ?? "", "yaml");
  if (!parsed.ok) {
    const faults = parsed.faults.map(({ path, message, line }) => ({
      path: line === undefined ? path : `line ${line}`,
      message,
    }));
    return { kind: "refused", message: "The document could not be read.", whoMay: [], faults };
  }
  const common = { release: textOf(form, "release") ?? "", ifMatch: textOf(form, "ifMatch") };
  const done = ({ version, changedParts }: { version: number; changedParts: string[] }): string =>
    changedParts.length === 0
      ? `It reads just as before; version ${version} stays.`
      : `Version ${version} is written; changed: ${changedParts.join(", ")}.`;
  // The document is unknown until the command's schema has read it.
  const document = parsed.value as never;
  switch (textOf(form, "kind")) {
    case "criteria":
      return runCommand(changeCriteria, { ...common, document }, done);
    case "rollback-plan":
      return runCommand(changeRollbackPlan, { ...common, document }, done);
    default:
      return runCommand(changePlan, { ...common, document }, done);
  }
}
