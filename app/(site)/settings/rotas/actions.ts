"use server";

import type { Outcome } from "@/components/ui/outcome";
import { instantOf, isZone } from "@/lib/platform/recurrence";
import { changeRota } from "@/lib/policy/change-rota";
import { createRota } from "@/lib/policy/create-rota";
import { endOverride } from "@/lib/policy/end-override";
import { overrideShift } from "@/lib/policy/override-shift";
import { rotaFromFields } from "@/lib/policy/rota-form";
import { getReader } from "../../_lib/reader";
import { runCommand, textOf } from "../../_lib/run";

const need = (form: FormData, name: string): string => textOf(form, name) ?? "";
const rotaOf = (form: FormData) =>
  rotaFromFields({
    zone: need(form, "zone"),
    people: need(form, "people"),
    starting: need(form, "starting"),
    every: need(form, "every"),
    hours: need(form, "hours"),
  });

export async function addRota(_before: Outcome, form: FormData): Promise<Outcome> {
  const { key, title, team } = {
    key: need(form, "key"),
    title: need(form, "title"),
    team: need(form, "team"),
  };
  return runCommand(createRota, { key, title, team, rota: rotaOf(form) }, () => `The rota ${key} is there.`);
}

export async function putRota(_before: Outcome, form: FormData): Promise<Outcome> {
  const input = { key: need(form, "key"), rota: rotaOf(form), expected: need(form, "expected") };
  return runCommand(changeRota, input, () => "The rota is changed from now on.");
}

/** A shift that is chosen, or a part of it in the reader's own time. */
export async function override(_before: Outcome, form: FormData): Promise<Outcome> {
  const { zone } = await getReader();
  const [shiftFrom = "", shiftUntil = ""] = need(form, "shift").split(" ");
  const person = need(form, "person");
  const input = {
    key: need(form, "key"),
    person,
    from: momentOf(textOf(form, "from"), zone) ?? shiftFrom,
    until: momentOf(textOf(form, "until"), zone) ?? shiftUntil,
    reason: need(form, "reason"),
  };
  return runCommand(overrideShift, input, () => `${person} is on shift then.`, form);
}

export async function endOneOverride(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    endOverride,
    { key: need(form, "key"), id: need(form, "id") },
    () => "It is ended; the rotation goes on.",
    form,
  );
}

/** A local time of the reader as an instant; what is none is refused by the command. */
function momentOf(local: string | undefined, zone: string): string | undefined {
  if (local === undefined || !isZone(zone)) return undefined;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local) ? new Date(instantOf(local, zone)).toISOString() : local;
}
