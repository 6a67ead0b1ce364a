"use server";

import { redirect } from "next/navigation";
import type { Outcome } from "@/components/ui/outcome";
import { requireActor } from "@/lib/identity/get-actor";
import { changeRights } from "@/lib/policy/change-rights";
import type { RightsRow } from "@/lib/policy/model";
import { parseRights } from "@/lib/policy/rights-schema";
import { readDefaultRights } from "@/lib/setup/shipped";
import { runCommand, textOf } from "../../../(site)/_lib/run";
import { readRoles } from "../_lib/organisation";

/** Puts the first table of rights, as the form's rows or the YAML say it. */
export async function agreeRights(_before: Outcome, form: FormData): Promise<Outcome> {
  await requireActor();
  const source = textOf(form, "source");
  const read = source === undefined ? { ok: true as const, rights: await rowsOf(form) } : fromYaml(source);
  if (!read.ok) return read.refusal;
  const outcome = await runCommand(
    changeRights,
    { table: { rights: read.rights } },
    () => "The decision rights are agreed.",
  );
  if (outcome.kind === "refused") return outcome;
  redirect("/setup/template");
}

/** The shipped rows with the roles and counts that were chosen; a row without a role is left out, so that it is nobody's. */
async function rowsOf(form: FormData): Promise<RightsRow[]> {
  const roles = (await readRoles()).map(({ key }) => key);
  return (await readDefaultRights(roles)).flatMap((row) => {
    const [slot] = row.slots;
    if (slot === undefined) return [];
    const chosen = form
      .getAll(`${row.decision}.role`)
      .filter((value): value is string => typeof value === "string");
    const count = Number(textOf(form, `${row.decision}.count`) ?? slot.count);
    return chosen.length === 0 ? [] : [{ ...row, slots: [{ ...slot, roles: chosen, count }] }];
  });
}

function fromYaml(source: string): { ok: true; rights: RightsRow[] } | { ok: false; refusal: Outcome } {
  const parsed = parseRights(source, "yaml");
  if (parsed.ok) return { ok: true, rights: parsed.value.rights };
  const faults = parsed.faults.map(({ path, message, line }) => ({
    path: line === undefined ? path : `line ${line}`,
    message,
  }));
  const message = "The table could not be read.";
  return { ok: false, refusal: { kind: "refused", message, whoMay: [], faults } };
}
