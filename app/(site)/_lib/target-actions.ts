"use server";

import type { Outcome } from "@/components/ui/outcome";
import { askForTarget } from "@/lib/rollbacks/ask-for-target";
import { runCommand, textOf } from "./run";

/** Has what a release goes back to fetched anew. */
export async function verifyTarget(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    askForTarget,
    { release: textOf(form, "release") ?? "" },
    () => "Asked: the next runner that may fetches it now.",
    form,
  );
}
