"use server";

import type { Outcome } from "@/components/ui/outcome";
import { markNotices } from "@/lib/notifications/own-settings";
import { runCommand, textOf } from "../../_lib/run";

export async function markRead(_before: Outcome, form: FormData): Promise<Outcome> {
  const upTo = Number(textOf(form, "upTo") ?? 0);
  return runCommand(markNotices, { upTo }, ({ marked }) =>
    marked === 1 ? "One notice is marked as read." : `${marked} notices are marked as read.`,
  );
}
