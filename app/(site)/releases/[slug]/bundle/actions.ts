"use server";

import { redirect } from "next/navigation";
import type { Outcome } from "@/components/ui/outcome";
import { registerBundle } from "@/lib/bundles/register-bundle";
import { parseDocument } from "@/lib/platform/documents";
import { setCandidate } from "@/lib/releases/set-candidate";
import { runCommand, textOf } from "../../../_lib/run";

/** Registers a bundle by its manifest and goes on to what making it the candidate would do. */
export async function register(_before: Outcome, form: FormData): Promise<Outcome> {
  const source = textOf(form, "manifest") ?? "";
  if (source === "") return refuse("Choose files, or a manifest: there is nothing to register yet.");
  const parsed = parseDocument(source, /^\s*[{[]/.test(source) ? "json" : "yaml");
  if (!parsed.ok) {
    const faults = parsed.faults.map(({ path, message, line }) => ({
      path: line === undefined ? path : `line ${line}`,
      message,
    }));
    return { ...refuse("The manifest could not be read."), faults };
  }
  const [release = "", component = ""] = [textOf(form, "release"), textOf(form, "component")];
  let digest: string | null = null;
  const outcome = await runCommand(
    registerBundle,
    // The manifest is unknown until the command's schema has read it.
    { component, release, manifest: parsed.value as never },
    (bundle) => {
      digest = bundle.digest;
      return bundle.isNew
        ? `${bundle.component} ${bundle.version} is registered.`
        : `${bundle.component} ${bundle.version} was registered before; it is the same bundle.`;
    },
    form,
  );
  if (digest !== null)
    redirect(
      `/releases/${encodeURIComponent(release)}/bundle/candidate?component=${component}&digest=${encodeURIComponent(digest)}`,
    );
  return outcome;
}

/** Makes a registered bundle the candidate. */
export async function makeCandidate(_before: Outcome, form: FormData): Promise<Outcome> {
  const [release = "", component = ""] = [textOf(form, "release"), textOf(form, "component")];
  let isSet = false;
  const outcome = await runCommand(
    setCandidate,
    { release, component, digest: textOf(form, "digest") ?? "" },
    () => {
      isSet = true;
      return `Recorded: it is the candidate of ${component}.`;
    },
    form,
  );
  if (isSet) redirect(`/releases/${encodeURIComponent(release)}/bundle?component=${component}`);
  return outcome;
}

function refuse(message: string): Extract<Outcome, { kind: "refused" }> {
  return { kind: "refused", message, whoMay: [], faults: [] };
}
