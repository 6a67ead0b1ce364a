"use server";

import type { Outcome } from "@/components/ui/outcome";
import type { Made } from "@/components/ui/once-form";
import { createMachineToken } from "@/lib/identity/create-machine-token";
import { disableMachine } from "@/lib/identity/disable-machine";
import { registerMachine } from "@/lib/identity/register-machine";
import { revokeMachineToken } from "@/lib/identity/revoke-machine-token";
import { kernel } from "@/lib/platform/app";
import { runCommand, textOf } from "../../_lib/run";

const need = (form: FormData, name: string): string => textOf(form, name) ?? "";
const dayMs = 86_400_000;

export async function addMachine(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    registerMachine,
    { key: need(form, "key"), title: need(form, "title"), owner: need(form, "owner") },
    ({ key }) => `The machine ${key} is registered; make a token for it on its page.`,
  );
}

export async function disable(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    disableMachine,
    { machine: need(form, "machine") },
    ({ key }) => `The machine ${key} is disabled, and its tokens with it.`,
  );
}

export async function revoke(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    revokeMachineToken,
    { machine: need(form, "machine"), id: need(form, "id") },
    () => "The token is revoked.",
  );
}

/** The token goes back to the form alone; what is said over the page and kept in a cookie does not hold it. */
export async function makeToken(_before: Made, form: FormData): Promise<Made> {
  const days = Number(textOf(form, "days") ?? 0);
  const checks = (textOf(form, "checks") ?? "").split(/[\s,]+/).filter((name) => name !== "");
  const scopes = form.getAll("scope").flatMap((scope) => (typeof scope === "string" ? [scope] : []));
  let secret: string | null = null;
  const outcome = await runCommand(
    createMachineToken,
    {
      machine: need(form, "machine"),
      name: need(form, "name"),
      scopes: [...scopes, ...checks.map((name) => `checks:${name}`)],
      ...(days > 0 && { expiresAt: new Date(kernel().clock.now().getTime() + days * dayMs).toISOString() }),
    },
    (made) => {
      secret = made.token;
      return "The token is made; it is shown this once.";
    },
  );
  return { outcome, secret };
}
