"use server";

import type { Outcome } from "@/components/ui/outcome";
import { acknowledgeHandOver } from "@/lib/handovers/acknowledge-hand-over";
import { runCommand, textOf } from "../_lib/run";

export async function acknowledge(_before: Outcome, form: FormData): Promise<Outcome> {
  const key = textOf(form, "key") ?? "";
  return runCommand(acknowledgeHandOver, { key }, () => "It is recorded that you read it.", form);
}
