"use server";

import type { Outcome } from "@/components/ui/outcome";
import { changeOwnHook, changeOwnRules } from "@/lib/notifications/own-settings";
import { changeOwnHours } from "@/lib/policy/change-own-hours";
import { hoursIn } from "../../_lib/hours";
import { rulesIn } from "../../_lib/notice-rules";
import { runCommand, textOf } from "../../_lib/run";

export async function saveRules(_before: Outcome, form: FormData): Promise<Outcome> {
  const given = { rules: rulesIn(form), expected: textOf(form, "expected") };
  return runCommand(changeOwnRules, given, () => "Your rules are saved.");
}

export async function saveHours(_before: Outcome, form: FormData): Promise<Outcome> {
  const given = { hours: hoursIn(form), expected: textOf(form, "expected") };
  return runCommand(changeOwnHours, given, () => "Your working hours are saved.");
}

export async function dropHours(_before: Outcome, form: FormData): Promise<Outcome> {
  const given = { hours: null, expected: textOf(form, "expected") };
  return runCommand(changeOwnHours, given, () => "You go by the organisation’s working hours again.");
}

export async function saveHook(_before: Outcome, form: FormData): Promise<Outcome> {
  const url = textOf(form, "url") ?? null;
  return runCommand(changeOwnHook, { url }, ({ isSet }) =>
    isSet ? "Your messages are posted there." : "Your messages are posted nowhere.",
  );
}
