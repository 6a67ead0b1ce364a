"use client";

import type { ReactElement } from "react";
import { Notice } from "@/components/ui/notice";
import type { Outcome } from "@/components/ui/outcome";

/** The words at a field of a refused form; faults of what is inside it count where nothing else shows them. */
export function faultsBy(outcome: Outcome): (name: string, within?: boolean) => string | undefined {
  const faults = outcome.kind === "refused" ? outcome.faults : [];
  return (name, within = false) => {
    const own = faults.filter(({ path }) => path === name || (within && path.startsWith(`${name}/`)));
    return own.length === 0 ? undefined : own.map(({ message }) => message).join("; ");
  };
}

/** Why a form was refused, each fault leading to its field. */
export function FormFaults({
  outcome,
  labelOf,
}: {
  outcome: Outcome;
  labelOf: (name: string) => string;
}): ReactElement | null {
  if (outcome.kind !== "refused") return null;
  const { faults, message, whoMay } = outcome;
  return (
    <Notice tone="stop" live="alert" title={faults.length > 0 ? "This was not accepted" : message}>
      {faults.length > 0 && (
        <ul className="list-disc pl-4">
          {faults.slice(0, 12).map(({ path, message: words }) => (
            <li key={`${path} ${words}`}>
              <button
                type="button"
                onClick={(event) => focusField(event.currentTarget.form, path)}
                className="text-left font-medium link"
              >
                {labelOf(path)}
              </button>
              : {words}
            </li>
          ))}
          {faults.length > 12 && <li>and {faults.length - 12} more</li>}
        </ul>
      )}
      {whoMay.length > 0 && <p>Who may: {whoMay.map(({ name }) => name).join(", ")}.</p>}
    </Notice>
  );
}

/** Brings the field of a fault into view, opening what hides it. */
function focusField(form: HTMLFormElement | null, name: string): void {
  const found = form?.elements.namedItem(name);
  const field = found instanceof RadioNodeList ? found[0] : found;
  if (!(field instanceof HTMLElement)) return;
  for (let at = field.closest("details"); at !== null; at = at.parentElement?.closest("details") ?? null)
    at.open = true;
  field.focus();
}
