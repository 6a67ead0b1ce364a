import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { roleCreated } from "./events";
import { byAdmin, ownGain } from "./organisation";
import { addToPool, readPool } from "./pool-members";
import { findOpener, loadOrganisation } from "./queries";
import { CreateRole } from "./schemas";

/** Adds a role with its first pool, in which whoever adds it does not stand, set-up aside. */
export const createRole = command({
  name: "create-role",
  input: CreateRole,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now }) => {
    const organisation = await loadOrganisation(tx, now);
    const members = await readPool(tx, { pool: input.pool, organisation });
    return { organisation, members, opener: await findOpener(tx, organisation) };
  },
  allow: (actor, { organisation, members, opener }) => {
    const verdict = byAdmin(organisation, actor, "Adding roles");
    if (!verdict.allowed) return verdict;
    const teams = organisation.teams.filter(({ id }) => members.teams.includes(id));
    return ownGain(actor, { people: members.people, teams, opener }) ?? verdict;
  },
  run: async ({ tx, input, facts, now }) => {
    const { organisation, members } = facts;
    if (organisation.roles.some(({ key }) => key === input.key))
      throw new AppError("already-exists", `There is a role ${input.key} already.`);
    await tx.role.create({ data: { key: input.key, title: input.title, createdAt: now } });
    await addToPool(tx, { role: input.key, members, now });
    return { value: { key: input.key }, entries: [roleCreated(input, members)] };
  },
});
