"use server";

import type { Outcome } from "@/components/ui/outcome";
import { publishTemplate } from "@/lib/releases/publish-template";
import { runCommand, textOf } from "../_lib/run";

/** Publishes the text of the editor as the next version, if the latest is still the one that was shown. */
export async function publishVersion(_before: Outcome, form: FormData): Promise<Outcome> {
  const source = textOf(form, "source") ?? "";
  const ifMatch = textOf(form, "ifMatch");
  return runCommand(
    publishTemplate,
    { source, mediaType: "application/yaml", ifMatch },
    ({ key, version, isNew }) =>
      isNew
        ? `Version ${version} of ${key} is published.`
        : `It reads just as version ${version}; nothing was published.`,
  );
}
