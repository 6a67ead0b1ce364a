"use server";

import type { Outcome } from "@/components/ui/outcome";
import { authoriseRollback } from "@/lib/rollbacks/authorise-rollback";
import { cancelRollback } from "@/lib/rollbacks/cancel-rollback";
import { completeStep } from "@/lib/rollbacks/complete-step";
import { declineRollback } from "@/lib/rollbacks/decline-rollback";
import { endorseRollback } from "@/lib/rollbacks/endorse-rollback";
import { postUpdate } from "@/lib/rollbacks/post-update";
import { retryStep } from "@/lib/rollbacks/retry-step";
import { silenceEscalation } from "@/lib/rollbacks/silence-escalation";
import { takeOverStep } from "@/lib/rollbacks/take-over-step";
import { momentAfter } from "../../_lib/after";
import { runCommand, textOf } from "../../_lib/run";

const rollbackIn = (form: FormData): string => textOf(form, "rollback") ?? "";
const stepIn = (form: FormData) => ({ rollback: rollbackIn(form), step: textOf(form, "step") ?? "" });
const reasonIn = (form: FormData): string => textOf(form, "reason") ?? "";
/** Set by the form of its own sheet alone. */
const glassIn = (form: FormData) => (textOf(form, "breakGlass") === "true" ? { breakGlass: true } : {});

export async function authorise(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    authoriseRollback,
    {
      rollback: rollbackIn(form),
      reason: textOf(form, "reason"),
      ...glassIn(form),
    },
    () => "Authorised: it goes back now.",
    form,
  );
}

export async function decline(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    declineRollback,
    { rollback: rollbackIn(form), reason: reasonIn(form), until: momentAfter(form, "for") },
    () => "Declined: it stays. What still stands at the time named is proposed again.",
    form,
  );
}

export async function cancel(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    cancelRollback,
    { rollback: rollbackIn(form), reason: reasonIn(form) },
    () => "Cancelled: nothing more begins.",
    form,
  );
}

export async function endorse(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    endorseRollback,
    { rollback: rollbackIn(form), reason: textOf(form, "reason") },
    () => "Endorsed.",
    form,
  );
}

export async function report(_before: Outcome, form: FormData): Promise<Outcome> {
  const outcome = textOf(form, "outcome") === "failed" ? "failed" : "done";
  const servingDigest = textOf(form, "servingDigest");
  return runCommand(
    completeStep,
    {
      ...stepIn(form),
      outcome,
      note: textOf(form, "note") ?? "",
      ...(servingDigest !== undefined && { servingDigest }),
      ...glassIn(form),
      reason: textOf(form, "reason"),
    },
    () => (outcome === "done" ? "Recorded: done." : "Recorded: failed."),
    form,
  );
}

export async function retry(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    retryStep,
    { ...stepIn(form), reason: reasonIn(form), ...glassIn(form) },
    () => "It is tried again.",
    form,
  );
}

export async function takeOver(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    takeOverStep,
    { ...stepIn(form), reason: reasonIn(form), ...glassIn(form) },
    () => "Taken over: say here how it went once it is done.",
    form,
  );
}

export async function update(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    postUpdate,
    {
      rollback: rollbackIn(form),
      text: textOf(form, "text") ?? "",
      // Only a box that was there says anything.
      ...(form.has("asksStatusPage") && { statusPage: textOf(form, "statusPage") === "on" }),
    },
    () => "Posted.",
    form,
  );
}

export async function silence(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    silenceEscalation,
    { rollback: rollbackIn(form), until: momentAfter(form, "for") },
    () => "Nobody further is told until then. The clock of the decision runs on.",
    form,
  );
}
