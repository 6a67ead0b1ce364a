"use server";

import { redirect } from "next/navigation";
import { stringify } from "yaml";
import type { Conflict, DocumentState } from "@/components/releases/forms/document-form";
import type { Outcome } from "@/components/ui/outcome";
import { textDifference } from "@/lib/bundles/text-difference";
import { parseDocument } from "@/lib/platform/documents";
import { documentOfFields } from "@/lib/platform/form-fields";
import { changeCriteria } from "@/lib/releases/change-criteria";
import { changePlan } from "@/lib/releases/change-plan";
import { changeRollbackPlan } from "@/lib/releases/change-rollback-plan";
import type { DocumentKind } from "@/lib/releases/model";
import { entriesOf, runCommand, textOf, typedIn } from "../../../_lib/run";
import { getReleaseDocument } from "../_data";

/** Writes a version of the plan from its fields. */
export async function writePlan(_before: DocumentState, form: FormData): Promise<DocumentState> {
  const entries = entriesOf(form);
  const { document, fieldOf } = documentOfFields(entries);
  const outcome = await runCommand(
    changePlan,
    // What the fields say is judged by the command's own schema.
    { ...commonOf(form), document },
    saidOf,
    form,
  );
  const placed: Outcome =
    outcome.kind === "refused"
      ? {
          ...outcome,
          faults: outcome.faults.map((fault) => ({
            ...fault,
            path: fieldOf(fault.path.replace(/^\/document/, "")),
          })),
        }
      : outcome;
  return stateAfter("plan", form, placed);
}

/** Writes a version of the criteria or the rollback plan from YAML. */
export async function writeDocument(_before: DocumentState, form: FormData): Promise<DocumentState> {
  const kind = textOf(form, "kind") === "criteria" ? "criteria" : "rollback-plan";
  const parsed = parseDocument(textOf(form, "source") ?? "", "yaml");
  if (!parsed.ok) {
    const faults = parsed.faults.map(({ path, message, line }) => ({
      path: line === undefined ? path : `line ${line}`,
      message,
    }));
    const outcome: Outcome = {
      kind: "refused",
      message: "The document could not be read.",
      whoMay: [],
      faults,
    };
    return { outcome, typed: typedIn(entriesOf(form)), conflict: null };
  }
  // The document is unknown until the command's schema has read it.
  const input = { ...commonOf(form), document: parsed.value as never };
  const outcome =
    kind === "criteria"
      ? await runCommand(changeCriteria, input, saidOf, form)
      : await runCommand(changeRollbackPlan, input, saidOf, form);
  return stateAfter(kind, form, outcome);
}

function commonOf(form: FormData): { release: string; ifMatch: string | undefined } {
  return { release: textOf(form, "release") ?? "", ifMatch: textOf(form, "ifMatch") };
}

function saidOf({ version, changedParts }: { version: number; changedParts: string[] }): string {
  return changedParts.length === 0
    ? `It reads just as before; version ${version} stays.`
    : `Version ${version} is written; changed: ${changedParts.join(", ")}.`;
}

async function stateAfter(kind: DocumentKind, form: FormData, outcome: Outcome): Promise<DocumentState> {
  const { release, ifMatch } = commonOf(form);
  if (outcome.kind === "done") redirect(`/releases/${encodeURIComponent(release)}/plan#${kind}`);
  const isOvertaken = outcome.kind === "refused" && outcome.code === "precondition-failed";
  const conflict = isOvertaken ? await conflictOf(kind, release, ifMatch) : null;
  return { outcome, typed: typedIn(entriesOf(form)), conflict };
}

/** What was written since the version that was read. */
async function conflictOf(
  kind: DocumentKind,
  release: string,
  ifMatch: string | undefined,
): Promise<Conflict | null> {
  const current = await getReleaseDocument(release, kind);
  if (current === null) return null;
  const read = current.versions.find(({ digest }) => digest === ifMatch);
  const before = read === undefined ? null : await getReleaseDocument(release, kind, String(read.version));
  const text = (document: unknown): string =>
    document === null || document === undefined ? "" : stringify(document, { lineWidth: 100 });
  const { lines } = textDifference(text(before?.document), text(current.document));
  return {
    version: current.version,
    changedBy: current.changedBy,
    digest: current.digest,
    lines: lines.map(({ change, text: words }) => ({ change, text: words })),
  };
}
