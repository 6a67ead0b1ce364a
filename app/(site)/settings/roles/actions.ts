"use server";

import type { Outcome } from "@/components/ui/outcome";
import { changePool } from "@/lib/policy/change-pool";
import { createRole } from "@/lib/policy/create-role";
import { runCommand, textOf } from "../../_lib/run";

const need = (form: FormData, name: string): string => textOf(form, name) ?? "";
const poolOf = (form: FormData): string[] =>
  form.getAll("pool").flatMap((value) => (typeof value === "string" && value !== "" ? [value] : []));

export async function addRole(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    createRole,
    { key: need(form, "key"), title: need(form, "title"), pool: poolOf(form) },
    ({ key }) => `The role ${key} is there.`,
  );
}

/** The pool as it was read, with one more in it or one fewer. */
export async function putPool(_before: Outcome, form: FormData): Promise<Outcome> {
  const added = textOf(form, "team") ?? textOf(form, "person");
  const pool = added === undefined ? poolOf(form) : [...poolOf(form), added];
  return runCommand(changePool, { role: need(form, "role"), pool, expected: need(form, "expected") }, () =>
    added === undefined ? "The pool is changed." : `${added} is in the pool now.`,
  );
}
