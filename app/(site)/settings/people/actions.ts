"use server";

import { redirect } from "next/navigation";
import { personPath } from "@/components/settings/words";
import type { Outcome } from "@/components/ui/outcome";
import type { AccessLevelName } from "@/lib/identity/actor";
import { createPerson } from "@/lib/identity/create-person";
import { disablePerson } from "@/lib/identity/disable-person";
import { erasePerson } from "@/lib/identity/erase-person";
import { enablePerson } from "@/lib/identity/enable-person";
import { endSessions } from "@/lib/identity/end-sessions";
import { revokeToken } from "@/lib/identity/revoke-token";
import { setAccess } from "@/lib/identity/set-access";
import { runCommand, textOf } from "../../_lib/run";

const need = (form: FormData, name: string): string => textOf(form, name) ?? "";
const accessOf = (form: FormData) => need(form, "access") as AccessLevelName;

export async function addPerson(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    createPerson,
    { name: need(form, "name"), email: need(form, "email"), access: accessOf(form) },
    ({ email }) => `${email} is added; the first sign-in takes an invitation or the single sign-on.`,
  );
}

export async function disable(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    disablePerson,
    { person: need(form, "person") },
    ({ email }) => `${email} is disabled: sessions, tokens and places have ended.`,
  );
}

/** Their page has another address afterwards. */
export async function erase(_before: Outcome, form: FormData): Promise<Outcome> {
  const person = need(form, "person");
  if (need(form, "typed").trim().toLowerCase() !== person.toLowerCase())
    return {
      kind: "refused",
      message: `Type ${person} to confirm that it is they who are erased.`,
      whoMay: [],
      faults: [],
    };
  let erased: string | undefined;
  const outcome = await runCommand(
    erasePerson,
    { person, reason: need(form, "reason"), texts: form.getAll("text").flatMap(namedText) },
    ({ person: { name, email } }) => {
      erased = email;
      return `They are erased; ${name} stands in their place.`;
    },
    form,
  );
  if (erased !== undefined) redirect(personPath(erased));
  return outcome;
}

/** An entry's number and the name of its text, as `12/reason`. */
function namedText(value: FormDataEntryValue): { seq: number; path: string }[] {
  const [, seq, path] = typeof value === "string" ? (/^(\d{1,15})\/(.+)$/.exec(value) ?? []) : [];
  return seq === undefined || path === undefined ? [] : [{ seq: Number(seq), path }];
}

export async function enable(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    enablePerson,
    { person: need(form, "person"), access: accessOf(form) },
    ({ email }) => `${email} is enabled. Places in teams and pools are given anew.`,
  );
}

export async function giveAccess(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    setAccess,
    { person: need(form, "person"), access: accessOf(form) },
    ({ email }) => `${email} has another access level.`,
  );
}

export async function signOutEverywhere(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(endSessions, { person: need(form, "person") }, ({ ended }) =>
    ended === 1 ? "One sign-in has ended." : `${ended} sign-ins have ended.`,
  );
}

export async function revokeTokenOf(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    revokeToken,
    { person: need(form, "person"), id: need(form, "id") },
    () => "The token is revoked.",
  );
}
