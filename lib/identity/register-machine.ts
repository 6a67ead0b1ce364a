import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { machineRegistered } from "./events";
import { MachineBody } from "./schemas";

/** Adds a pipeline that reports. It has no place in any team or pool, so it never signs. */
export const registerMachine = command({
  name: "register-machine",
  input: MachineBody,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: (tx, _input, { now }) => loadOrganisation(tx, now),
  allow: (actor, organisation) => byAdmin(organisation, actor, "Adding machines"),
  run: async ({ tx, input, facts, now }) => {
    const team = facts.teams.find(({ key }) => key === input.owner);
    if (team === undefined)
      throw fieldError("/owner", `owner: there is no team ${input.owner}.`, "the key of a team");
    if ((await tx.machine.count({ where: { key: input.key } })) > 0)
      throw new AppError("already-exists", `There is a machine ${input.key} already.`);
    const machine = { id: newId(), key: input.key, title: input.title };
    await tx.machine.create({ data: { ...machine, ownerTeamId: team.id, createdAt: now } });
    return { value: { key: machine.key }, entries: [machineRegistered(machine, team)] };
  },
});
