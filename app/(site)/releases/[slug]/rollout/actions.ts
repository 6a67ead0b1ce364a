"use server";

import type { Outcome } from "@/components/ui/outcome";
import { applyExposure } from "@/lib/rollouts/apply-exposure";
import { confirmExposure } from "@/lib/rollouts/confirm-exposure";
import type { ExposureStands } from "@/lib/rollouts/exposure-schemas";
import { increaseExposure } from "@/lib/rollouts/increase-exposure";
import { pauseExposure } from "@/lib/rollouts/pause-exposure";
import { resumeExposure } from "@/lib/rollouts/resume-exposure";
import { runCommand, textOf } from "../../../_lib/run";

const releaseIn = (form: FormData): string => textOf(form, "release") ?? "";

export async function increase(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    increaseExposure,
    {
      release: releaseIn(form),
      percent: Number(textOf(form, "percent")),
      reason: textOf(form, "reason"),
      // Set by the form of its own sheet alone.
      ...(textOf(form, "breakGlass") === "true" && { breakGlass: true }),
    },
    ({ intended }) => `Recorded: ${intended} % is intended; it counts once it is confirmed.`,
    form,
  );
}

export async function pause(_before: Outcome, form: FormData): Promise<Outcome> {
  const percent = textOf(form, "percent");
  return runCommand(
    pauseExposure,
    {
      release: releaseIn(form),
      reason: textOf(form, "reason") ?? "",
      ...(percent !== undefined && { percent: Number(percent) }),
    },
    (stands) => `Exposure is paused. ${standsWords(stands)}`,
    form,
  );
}

export async function resume(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    resumeExposure,
    { release: releaseIn(form), reason: textOf(form, "reason") ?? "" },
    () => "Exposure may grow again; the present step soaks anew.",
    form,
  );
}

export async function confirm(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    confirmExposure,
    {
      release: releaseIn(form),
      percent: Number(textOf(form, "percent")),
      bundleDigest: textOf(form, "bundleDigest"),
    },
    ({ confirmed }) => `Recorded: ${confirmed} % is confirmed.`,
    form,
  );
}

export async function apply(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    applyExposure,
    { release: releaseIn(form), reason: textOf(form, "reason") },
    ({ percent }) => `Recorded: the executor is asked to set ${percent} %.`,
    form,
  );
}

function standsWords({ intended, confirmed, isConfirmed }: ExposureStands): string {
  return isConfirmed
    ? `${confirmed} % stays confirmed.`
    : `${intended} % is intended; ${confirmed} % was confirmed last.`;
}
