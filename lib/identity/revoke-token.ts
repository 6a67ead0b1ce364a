import { command } from "@/lib/platform/command";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { tokenRevoked } from "./events";
import { byOwner } from "./own";
import { RevokeToken } from "./schemas";
import { getPerson, revokeOneToken } from "./store";

/** Ends a token: one's own, or as admin anybody's. */
export const revokeToken = command({
  name: "revoke-token",
  input: RevokeToken,
  scope: "tokens",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, input, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    person: await getPerson(tx, input.person),
  }),
  allow: (actor, { organisation, person }) => {
    const own = byOwner(actor, person, "");
    return own.allowed ? own : byAdmin(organisation, actor, "Revoking another person's token");
  },
  run: async ({ tx, input, facts, now }) => {
    await revokeOneToken(tx, { id: input.id, owner: { personId: facts.person.id }, now });
    return { value: { id: input.id }, entries: [tokenRevoked(input, { person: facts.person.id })] };
  },
});
