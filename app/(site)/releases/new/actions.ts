"use server";

import { redirect } from "next/navigation";
import type { CreateState } from "@/components/releases/new/new-release-form";
import { createRelease } from "@/lib/releases/create-release";
import { readNewReleaseForm } from "@/lib/releases/new-release-form";
import { entriesOf, runCommand, typedIn } from "../../_lib/run";

/** Makes a draft and goes to it; a refusal comes back with what was typed, its faults at the fields they mean. */
export async function create(_before: CreateState, form: FormData): Promise<CreateState> {
  const entries = entriesOf(form);
  const { input, fieldOf } = readNewReleaseForm(entries);
  let slug: string | null = null;
  const outcome = await runCommand(
    createRelease,
    // What the form says is judged by the command's own schema.
    input as never,
    (release) => {
      slug = release.slug;
      return `“${release.title}” is a draft. What it still needs stands below.`;
    },
    form,
  );
  if (slug !== null) redirect(`/releases/${String(slug)}`);
  const placed =
    outcome.kind === "refused"
      ? { ...outcome, faults: outcome.faults.map((fault) => ({ ...fault, path: fieldOf(fault.path) })) }
      : outcome;
  return { outcome: placed, typed: typedIn(entries) };
}
