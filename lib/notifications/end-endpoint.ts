import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { byWorker } from "@/lib/policy/by-worker";
import { EndpointOnly } from "./endpoint-schemas";
import { endEndpoint, lockEndpoint } from "./endpoint-store";
import { webhookEnded } from "./events";

/** Disables an endpoint that answered that it is gone; whoever made it is told. */
export const endGoneEndpoint = command({
  name: "end-gone-webhook",
  input: EndpointOnly,
  scope: "*",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { id }) => lockEndpoint(tx, id),
  allow: (actor) => byWorker(actor, "An endpoint says for itself that it is gone."),
  run: async ({ tx, input: { id }, facts: { isOver, ownerId }, now }) => {
    if (isOver) throw new AppError("conflict", "The webhook has ended.");
    await endEndpoint(tx, { id, how: "gone", now });
    return { value: { id }, entries: [webhookEnded({ id, owner: ownerId, how: "gone" })] };
  },
});
