"use server";

import { redirect } from "next/navigation";
import type { ForeseenView } from "@/components/rollbacks/foreseen-list";
import type { Outcome } from "@/components/ui/outcome";
import { cancelDrill } from "@/lib/rollbacks/cancel-drill";
import { overrideBreach } from "@/lib/rollbacks/override-breach";
import { proposeRollback } from "@/lib/rollbacks/propose-rollback";
import type { StartDrill } from "@/lib/rollbacks/rollback-schemas";
import { startDrill } from "@/lib/rollbacks/start-drill";
import type { z } from "zod";
import { momentAfter } from "../../../_lib/after";
import { runCommand, textOf } from "../../../_lib/run";
import { runForesee } from "./_foresee";

const releaseIn = (form: FormData): string => textOf(form, "release") ?? "";
type Drill = z.input<typeof StartDrill>;

/** On to the room, where it is decided. */
export async function propose(_before: Outcome, form: FormData): Promise<Outcome> {
  let room: string | null = null;
  const outcome = await runCommand(
    proposeRollback,
    {
      release: releaseIn(form),
      severity: textOf(form, "severity") as z.input<typeof proposeRollback.input>["severity"],
      reason: textOf(form, "reason") ?? "",
    },
    ({ id, isNew }) => {
      room = id;
      return isNew
        ? "Proposed; exposure is paused."
        : "A rollback is under way already; your reason is recorded with it.";
    },
    form,
  );
  if (room !== null) redirect(`/rollbacks/${room as string}`);
  return outcome;
}

export async function drill(_before: Outcome, form: FormData): Promise<Outcome> {
  let room: string | null = null;
  const mode = textOf(form, "failure");
  const criterion = textOf(form, "criterion");
  const outcome = await runCommand(
    startDrill,
    {
      release: releaseIn(form),
      level: textOf(form, "level") as Drill["level"],
      severity: textOf(form, "severity") as Drill["severity"],
      ...(mode !== undefined && {
        failure: { mode: mode as NonNullable<Drill["failure"]>["mode"], criterion: criterion ?? "" },
      }),
    },
    ({ rollback }) => {
      room = rollback;
      return rollback === null
        ? "The drill has begun: its failure is waited for to be found."
        : "The drill has begun.";
    },
    form,
  );
  if (room !== null) redirect(`/rollbacks/${room as string}`);
  return outcome;
}

/** What each criterion would make of a failure, before it is chosen; changes nothing. */
export async function foreseeFailure(asked: { release: string; failure: string }): Promise<ForeseenView> {
  return runForesee(asked);
}

export async function endDrill(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    cancelDrill,
    {
      release: releaseIn(form),
      drill: textOf(form, "drill") ?? "",
      reason: textOf(form, "reason") ?? "",
    },
    () => "The drill is over; it counts for nothing.",
    form,
  );
}

export async function override(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    overrideBreach,
    {
      release: releaseIn(form),
      criterion: textOf(form, "criterion") ?? "",
      reason: textOf(form, "reason") ?? "",
      until: momentAfter(form, "for"),
    },
    () => "Overridden: the criterion begins anew.",
    form,
  );
}
