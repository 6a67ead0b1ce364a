"use server";

import type { Outcome } from "@/components/ui/outcome";
import { changeComponent } from "@/lib/catalogue/change-component";
import type { ComponentKind } from "@/lib/catalogue/model";
import { nameLive } from "@/lib/catalogue/name-live";
import { pauseComponent } from "@/lib/catalogue/pause-component";
import { registerComponent } from "@/lib/catalogue/register-component";
import { resumeComponent } from "@/lib/catalogue/resume-component";
import { runCommand, textOf } from "../_lib/run";

const need = (form: FormData, name: string): string => textOf(form, name) ?? "";

/** What the form says a component is; the command's schema judges it. */
function recordOf(form: FormData) {
  return {
    key: need(form, "key"),
    title: need(form, "title"),
    kind: need(form, "kind") as ComponentKind,
    tier: Number(need(form, "tier")),
    owner: need(form, "owner"),
    dependsOn: need(form, "dependsOn")
      .split(/[\s,]+/)
      .filter((key) => key !== ""),
  };
}

export async function register(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(registerComponent, recordOf(form), ({ key }) => `The component ${key} is registered.`);
}

export async function change(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(changeComponent, recordOf(form), ({ key }) => `The component ${key} is changed.`);
}

export async function nameLiveBundle(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    nameLive,
    { key: need(form, "key"), digest: need(form, "digest"), reason: need(form, "reason") },
    ({ key }) => `Recorded: what is live of ${key}.`,
  );
}

export async function pause(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    pauseComponent,
    { key: need(form, "key"), reason: need(form, "reason") },
    ({ key }) => `${key} is paused: no release on it advances.`,
  );
}

export async function resume(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    resumeComponent,
    { key: need(form, "key"), reason: need(form, "reason") },
    ({ key }) => `${key} goes on.`,
  );
}
