"use server";

import type { Outcome } from "@/components/ui/outcome";
import { changeView, removeView, saveView } from "@/lib/releases/change-views";
import { runCommand, textOf } from "./_lib/run";

const need = (form: FormData, name: string): string => textOf(form, name) ?? "";

export async function saveViewAs(_before: Outcome, form: FormData): Promise<Outcome> {
  const input = {
    name: need(form, "name"),
    query: need(form, "query"),
    shared: form.get("shared") === "yes",
  };
  return runCommand(saveView, input, () => `Saved: ${input.name}.`);
}

export async function changeOwnView(_before: Outcome, form: FormData): Promise<Outcome> {
  const input = { id: need(form, "id"), name: need(form, "name"), shared: form.get("shared") === "yes" };
  return runCommand(changeView, input, () => `Kept: ${input.name}.`);
}

export async function moveOwnView(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    changeView,
    { id: need(form, "id"), position: Number(need(form, "position")) },
    () => "Put in another place.",
  );
}

export async function removeOwnView(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(removeView, { id: need(form, "id") }, () => "Removed the view.");
}
