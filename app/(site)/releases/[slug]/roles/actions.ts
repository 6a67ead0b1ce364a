"use server";

import { roleWords } from "@/components/gates/status";
import type { Outcome } from "@/components/ui/outcome";
import { assignRoles } from "@/lib/releases/assign-roles";
import { changedRoles } from "@/lib/releases/changed-roles";
import { entriesOf, runCommand, textOf } from "../../../_lib/run";

/** Says anew who holds the roles whose people differ from those that were shown. */
export async function assign(_before: Outcome, form: FormData): Promise<Outcome> {
  const roles = changedRoles(entriesOf(form));
  if (Object.keys(roles).length === 0)
    return { kind: "refused", message: "Nobody was chosen or taken out.", whoMay: [], faults: [] };
  return runCommand(
    assignRoles,
    { release: textOf(form, "release") ?? "", roles },
    (done) => `Recorded: ${done.roles.map(roleWords).join(", ")}.`,
    form,
  );
}
