"use server";

import type { Outcome } from "@/components/ui/outcome";
import { addTeamMember } from "@/lib/identity/add-team-member";
import { createPerson } from "@/lib/identity/create-person";
import { createTeam } from "@/lib/identity/create-team";
import { requireActor } from "@/lib/identity/get-actor";
import { emailKey } from "@/lib/platform/names";
import { changePool } from "@/lib/policy/change-pool";
import { createRole } from "@/lib/policy/create-role";
import { defaultRoles } from "@/lib/setup/default-roles";
import { keyFrom } from "@/lib/setup/key-from";
import { runCommand, textOf } from "../../../(site)/_lib/run";
import { isKnown, readRoles } from "../_lib/organisation";

const saved: Outcome = { kind: "done", message: "Saved." };

/** Makes the roles that were chosen and puts whoever sets up into the pools they ticked. */
export async function saveRoles(_before: Outcome, form: FormData): Promise<Outcome> {
  const { email } = await requireActor();
  const wanted = form.getAll("role");
  const mine = form.getAll("mine");
  const there = new Map((await readRoles()).map((role) => [role.key, role]));
  let last = saved;
  for (const { key, title } of defaultRoles) {
    const known = there.get(key);
    const isMine = mine.includes(key);
    const own = isMine ? [email] : [];
    if (known === undefined && !wanted.includes(key) && !isMine) continue;
    if (known?.pool.includes(email) === isMine) continue;
    last =
      known === undefined
        ? await runCommand(createRole, { key, title, pool: own }, () => "The roles are saved.")
        : await runCommand(
            changePool,
            { role: key, pool: [...known.pool.filter((each) => each !== email), ...own] },
            () => "The roles are saved.",
          );
    if (last.kind === "refused") return last;
  }
  return last;
}

/** Adds a team with its first lead, who is added as a person where they are not one yet. */
export async function addTeam(_before: Outcome, form: FormData): Promise<Outcome> {
  const title = textOf(form, "title") ?? "";
  const refusal = await runForPerson(form);
  if (refusal !== null) return refusal;
  const members = [{ email: textOf(form, "email") ?? "", lead: true }];
  return runCommand(createTeam, { key: keyFrom(title), title, members }, () => `${title} is added.`);
}

/** Adds somebody to a team. */
export async function addToTeam(_before: Outcome, form: FormData): Promise<Outcome> {
  const refusal = await runForPerson(form);
  if (refusal !== null) return refusal;
  const email = textOf(form, "email") ?? "";
  const input = { team: textOf(form, "team") ?? "", email, lead: form.get("lead") === "yes" };
  return runCommand(addTeamMember, input, () => `${email} is in the team.`);
}

/** Adds a team or a person to the pool of a role. */
export async function addToRole(_before: Outcome, form: FormData): Promise<Outcome> {
  const role = textOf(form, "role") ?? "";
  const team = textOf(form, "team");
  if (team === undefined) {
    const refusal = await runForPerson(form);
    if (refusal !== null) return refusal;
  }
  const pool = (await readRoles()).find(({ key }) => key === role)?.pool ?? [];
  const added = team ?? emailKey(textOf(form, "email") ?? "");
  return runCommand(changePool, { role, pool: [...new Set([...pool, added])] }, () => "The pool is saved.");
}

/** Adds the person that a form names, unless they are there; a refusal where that cannot be. */
async function runForPerson(form: FormData): Promise<Outcome | null> {
  const email = (textOf(form, "email") ?? "").trim();
  await requireActor();
  if (await isKnown(email)) return null;
  const name = textOf(form, "name")?.trim() ?? "";
  const outcome = await runCommand(createPerson, { name, email }, () => `${name} is added.`);
  return outcome.kind === "refused" ? outcome : null;
}
