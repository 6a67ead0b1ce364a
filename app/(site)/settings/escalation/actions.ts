"use server";

import type { Outcome } from "@/components/ui/outcome";
import type { EscalationReview } from "@/components/policy/escalation-editor";
import { checkDocument, type DocumentFault, parseDocument } from "@/lib/platform/documents";
import { changeEscalation } from "@/lib/policy/change-escalation";
import { changeWorkingHours } from "@/lib/policy/change-working-hours";
import { severities } from "@/lib/policy/model";
import { EscalationDocument } from "@/lib/policy/escalation-schema";
import { hoursIn } from "../../_lib/hours";
import { runCommand, textOf } from "../../_lib/run";
import { runPreview } from "./_preview";

/** Looks at a policy, or publishes it. The server reads and judges it anew each time. */
export async function reviewEscalation(_before: EscalationReview, form: FormData): Promise<EscalationReview> {
  const format = textOf(form, "format") === "json" ? "json" : "yaml";
  const parsed = parseDocument(textOf(form, "source") ?? "", format);
  const checked = parsed.ok ? checkDocument(EscalationDocument, parsed) : parsed;
  if (!checked.ok) return unread(checked.faults, format);
  const policy = checked.value;
  if (textOf(form, "intent") !== "put") {
    const severity = severities.find((each) => each === textOf(form, "severity")) ?? "sev1";
    return runPreview({ policy, release: textOf(form, "release"), severity });
  }
  const outcome = await runCommand(
    changeEscalation,
    { policy, expected: textOf(form, "expected") },
    ({ version }) => `Version ${version} of the escalation policy holds.`,
  );
  return { outcome, preview: null };
}

/** Says when the organisation works, and in how many working days it decides. */
export async function saveWorkingHours(_before: Outcome, form: FormData): Promise<Outcome> {
  const hours = { ...hoursIn(form), targetDays: Number(textOf(form, "targetDays")) };
  const given = { hours, expected: textOf(form, "expected") };
  return runCommand(changeWorkingHours, given, () => "The working hours are saved.");
}

function unread(found: readonly DocumentFault[], format: "json" | "yaml"): EscalationReview {
  const faults = found.map(({ path, message, line }) => ({
    path: line === undefined || format === "json" ? path : `line ${line} ${path}`,
    message,
  }));
  const message = "The policy could not be read.";
  return { outcome: { kind: "refused", message, whoMay: [], faults }, preview: null };
}
