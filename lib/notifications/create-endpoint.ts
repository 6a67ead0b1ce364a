import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { CreateEndpoint } from "./endpoint-schemas";
import { addSecret } from "./endpoint-store";
import { webhookCreated } from "./events";

/** Adds an address that the organisation's events are posted to. Its secret is made of what this answers, and shown once. */
export const createEndpoint = command({
  name: "create-webhook",
  input: CreateEndpoint,
  scope: "organisation",
  locks: () => ({ organisation: "shared" }),
  load: (tx, _input, { now }) => loadOrganisation(tx, now),
  allow: (actor, organisation) => byAdmin(organisation, actor, "Adding webhooks"),
  run: async ({ tx, input, actor, now }) => {
    if (actor.kind !== "person")
      throw new AppError("people-only", "A webhook is added by a person, who is told when it is gone.");
    const { title, url, form, scheme, filter } = input;
    const id = newId();
    await tx.webhookEndpoint.create({
      data: { id, title, url, form, scheme, filter, ownerId: actor.id, validFrom: now },
    });
    const salt = await addSecret(tx, { endpoint: id, now });
    return {
      value: { id, scheme, salt: Buffer.from(salt).toString("base64") },
      entries: [webhookCreated({ id, owner: actor.id, title, url, form, scheme, filter })],
    };
  },
  secretAnswer: true,
});
