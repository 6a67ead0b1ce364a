"use server";

import type { Outcome } from "@/components/ui/outcome";
import { openPostMortem } from "@/lib/learning/open-post-mortem";
import { runCommand, textOf } from "../../../_lib/run";

export async function open(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    openPostMortem,
    { release: textOf(form, "release") ?? "" },
    () => "Opened, with the timeline of the whole release.",
    form,
  );
}
