"use server";

import { redirect } from "next/navigation";
import type { Outcome } from "@/components/ui/outcome";
import { requireActor } from "@/lib/identity/get-actor";
import { publishTemplate } from "@/lib/releases/publish-template";
import { readShippedTemplates } from "@/lib/setup/shipped";
import { runCommand, textOf } from "../../../(site)/_lib/run";

/** Publishes one of the templates that ship. */
export async function publishShipped(_before: Outcome, form: FormData): Promise<Outcome> {
  await requireActor();
  const name = textOf(form, "name");
  const shipped = (await readShippedTemplates([])).find((each) => each.name === name);
  if (shipped === undefined)
    return { kind: "refused", message: "No such template ships.", whoMay: [], faults: [] };
  const outcome = await runCommand(
    publishTemplate,
    { source: shipped.source, mediaType: "application/yaml" },
    () => `${shipped.read.template.title} is published.`,
  );
  if (outcome.kind === "refused") return outcome;
  redirect("/setup/done");
}
