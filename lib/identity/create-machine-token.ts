import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { byAdminOrLead } from "@/lib/policy/organisation";
import { tokenCreated } from "./events";
import { loadMachine } from "./machines-load";
import { CreateMachineToken } from "./schemas";
import { endOfToken } from "./store";
import { refuseWiderScopes } from "./token-rules";
import { hashToken, hintOf, newToken } from "./tokens";

/** Makes a token for a machine, with scopes to read and report only. */
export const createMachineToken = command({
  name: "create-machine-token",
  input: CreateMachineToken,
  scope: "tokens",
  locks: () => ({ organisation: "shared" }),
  load: (tx, input, { now }) => loadMachine(tx, input.machine, now),
  allow: (actor, { organisation, team }) =>
    byAdminOrLead(organisation, actor, { team, what: "Making a machine's token" }),
  run: async ({ tx, input, facts, actor, now }) => {
    const { machine } = facts;
    if (actor.kind !== "person")
      throw new AppError("people-only", "A machine's token is made by a person, who answers for it.");
    if (machine.disabledAt !== null)
      throw new AppError("conflict", `The machine ${machine.key} is disabled.`);
    refuseWiderScopes(actor, input.scopes);
    const token = newToken();
    const scopes = [...new Set(input.scopes)];
    const row = {
      id: newId(),
      name: input.name,
      scopes,
      expiresAt: endOfToken(input.expiresAt, { now, latest: null }),
    };
    await tx.token.create({
      data: {
        ...row,
        machineId: machine.id,
        createdBy: actor.id,
        hash: hashToken(token),
        hint: hintOf(token),
        createdAt: now,
      },
    });
    const value = { id: row.id, token, scopes, expiresAt: row.expiresAt?.toISOString() ?? null };
    return { value, entries: [tokenCreated(row, { machine: machine.id })] };
  },
  secretAnswer: true,
});
