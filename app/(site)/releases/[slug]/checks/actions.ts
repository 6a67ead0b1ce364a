"use server";

import type { Outcome } from "@/components/ui/outcome";
import { reportCheck } from "@/lib/gates/report-check";
import { runCommand, textOf } from "../../../_lib/run";

/** Records a check's result by hand; an author of the bundle is refused, and who reported it is shown. */
export async function report(_before: Outcome, form: FormData): Promise<Outcome> {
  const name = textOf(form, "name") ?? "";
  return runCommand(
    reportCheck,
    {
      release: textOf(form, "release") ?? "",
      name,
      bundleDigest: textOf(form, "bundleDigest") ?? "",
      // The command's own schema says which there are.
      status: (textOf(form, "status") ?? "") as "passed",
      summary: textOf(form, "summary"),
      url: textOf(form, "url"),
    },
    ({ status }) => `Recorded: ${name} ${status}.`,
    form,
  );
}
