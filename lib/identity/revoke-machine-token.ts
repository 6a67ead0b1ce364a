import { command } from "@/lib/platform/command";
import { byAdminOrLead } from "@/lib/policy/organisation";
import { tokenRevoked } from "./events";
import { loadMachine } from "./machines-load";
import { RevokeMachineToken } from "./schemas";
import { revokeOneToken } from "./store";

/** Ends one token of a machine. */
export const revokeMachineToken = command({
  name: "revoke-machine-token",
  input: RevokeMachineToken,
  scope: "tokens",
  locks: () => ({ organisation: "shared" }),
  load: (tx, input, { now }) => loadMachine(tx, input.machine, now),
  allow: (actor, { organisation, team }) =>
    byAdminOrLead(organisation, actor, { team, what: "Revoking a machine's token" }),
  run: async ({ tx, input, facts, now }) => {
    await revokeOneToken(tx, { id: input.id, owner: { machineId: facts.machine.id }, now });
    return { value: { id: input.id }, entries: [tokenRevoked(input, { machine: facts.machine.id })] };
  },
});
