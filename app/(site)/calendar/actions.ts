"use server";

import type { Outcome } from "@/components/ui/outcome";
import { findDurationMs } from "@/lib/platform/durations";
import { instantOf, isZone } from "@/lib/platform/recurrence";
import { endFreeze } from "@/lib/rollouts/end-freeze";
import { liftOrganisationHold } from "@/lib/rollouts/lift-organisation-hold";
import { placeOrganisationHold } from "@/lib/rollouts/place-organisation-hold";
import { setFreeze } from "@/lib/rollouts/set-freeze";
import { runCommand, textOf } from "../_lib/run";

// What the form sends is checked by the command's own schema; a missing field is refused there, by its name.
const need = (form: FormData, name: string): string => textOf(form, name) ?? "";

export async function setWindow(_before: Outcome, form: FormData): Promise<Outcome> {
  const faults = timeFaults(form);
  if (faults.length > 0) return { kind: "refused", message: "", whoMay: [], faults };
  return runCommand(
    setFreeze,
    {
      title: need(form, "title"),
      reason: need(form, "reason"),
      component: textOf(form, "component"),
      ...timesIn(form),
    },
    ({ title }) => `Recorded: “${title}” is set.`,
    form,
  );
}

/** What is wrong with a window as the form says it; the command would speak of times that nobody typed. */
function timeFaults(form: FormData): { path: string; message: string }[] {
  const [from, until, zone] = [need(form, "from"), need(form, "until"), need(form, "zone")];
  const faults = [];
  if (!isZone(zone))
    faults.push({ path: "Time zone", message: "is none that is known; expected Europe/Berlin or the like" });
  if (until !== "" && until <= from) faults.push({ path: "Until", message: "is not after From" });
  return faults;
}

/** From then until then, by the clock of the zone; again and again where the form names a rule. */
function timesIn(form: FormData) {
  const [from, until, zone] = [need(form, "from"), need(form, "until"), need(form, "zone")];
  const rule = textOf(form, "rule") ?? textOf(form, "repeats");
  if (rule === undefined) return { once: { from: momentIn(from, zone), until: momentIn(until, zone) } };
  const minutes = (Date.parse(`${until}Z`) - Date.parse(`${from}Z`)) / 60_000;
  // What is no duration is refused as what was typed.
  const duration = findDurationMs(`${minutes}m`) === null ? until : `${minutes}m`;
  return { recurring: { start: from, zone, rule, duration } };
}

function momentIn(local: string, zone: string): string {
  const isLocal = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local) && !Number.isNaN(Date.parse(`${local}Z`));
  return isLocal && isZone(zone) ? new Date(instantOf(local, zone)).toISOString() : local;
}

export async function endWindow(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    endFreeze,
    { id: need(form, "freeze"), reason: need(form, "reason") },
    () => "Recorded: the freeze window is ended.",
    form,
  );
}

export async function holdAll(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    placeOrganisationHold,
    { reason: need(form, "reason") },
    () => "The organisation is on hold.",
    form,
  );
}

export async function liftAll(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    liftOrganisationHold,
    { hold: need(form, "hold"), reason: need(form, "reason") },
    () => "The organisation’s hold is lifted.",
    form,
  );
}
