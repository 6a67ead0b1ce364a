"use server";

import type { Outcome } from "@/components/ui/outcome";
import { repeatDelivery } from "@/lib/notifications/repeat-delivery";
import { runCommand, textOf } from "../../_lib/run";

export async function repeat(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(repeatDelivery, { id: textOf(form, "id") ?? "" }, () => "It is sent again now.");
}
