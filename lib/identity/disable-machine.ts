import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { byAdminOrLead } from "@/lib/policy/organisation";
import { machineDisabled } from "./events";
import { loadMachine } from "./machines-load";
import { DisableMachine } from "./schemas";
import { revokeTokens } from "./store";

/** Ends a machine and all its tokens; what it reported stays. */
export const disableMachine = command({
  name: "disable-machine",
  input: DisableMachine,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: (tx, input, { now }) => loadMachine(tx, input.machine, now),
  allow: (actor, { organisation, team }) =>
    byAdminOrLead(organisation, actor, { team, what: "Disabling a machine" }),
  run: async ({ tx, facts, now }) => {
    const { machine } = facts;
    if (machine.disabledAt !== null)
      throw new AppError("conflict", `The machine ${machine.key} is disabled already.`);
    await tx.machine.update({ where: { id: machine.id }, data: { disabledAt: now } });
    const tokens = await revokeTokens(tx, { machineId: machine.id }, now);
    return { value: { key: machine.key }, entries: [machineDisabled(machine, tokens)] };
  },
});
