import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { EndpointOnly } from "./endpoint-schemas";
import { endEndpoint, lockEndpoint } from "./endpoint-store";
import { webhookEnded } from "./events";

/** Ends posting to an address. What waits for it is not posted any more. */
export const removeEndpoint = command({
  name: "remove-webhook",
  input: EndpointOnly,
  scope: "organisation",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { id }, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    endpoint: await lockEndpoint(tx, id),
  }),
  allow: (actor, { organisation }) => byAdmin(organisation, actor, "Removing webhooks"),
  run: async ({ tx, input: { id }, facts: { endpoint }, now }) => {
    if (endpoint.isOver) throw new AppError("conflict", "The webhook has ended.");
    await endEndpoint(tx, { id, how: "removed", now });
    return { value: { id }, entries: [webhookEnded({ id, owner: endpoint.ownerId, how: "removed" })] };
  },
});
