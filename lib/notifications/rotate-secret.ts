import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { schemes } from "./delivery-model";
import { RotateSecret } from "./endpoint-schemas";
import { addSecret, lockEndpoint } from "./endpoint-store";
import { webhookSecretRotated } from "./events";

/** Gives an endpoint another secret; for a while its messages are signed with the one before as well. */
export const rotateSecret = command({
  name: "rotate-webhook-secret",
  input: RotateSecret,
  scope: "organisation",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { id }, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    endpoint: await lockEndpoint(tx, id),
  }),
  allow: (actor, { organisation }) => byAdmin(organisation, actor, "Rotating a webhook's secret"),
  run: async ({ tx, input: { id, overlapHours }, facts: { endpoint }, now }) => {
    if (endpoint.isOver) throw new AppError("conflict", "The webhook has ended.");
    const until = new Date(now.getTime() + overlapHours * 3_600_000);
    // One that was to hold for longer ends with this one's overlap: never more than two hold.
    await tx.$executeRaw`
      UPDATE webhook_secrets SET valid_to = GREATEST(valid_from, CASE WHEN valid_to IS NULL THEN ${until}::timestamptz ELSE LEAST(valid_to, ${now}::timestamptz) END)
      WHERE endpoint_id = ${id}::uuid AND (valid_to IS NULL OR valid_to > ${now}::timestamptz)`;
    const salt = await addSecret(tx, { endpoint: id, now });
    const scheme = schemes.find((each) => each === endpoint.scheme) ?? "hmac";
    return {
      value: { id, scheme, salt: Buffer.from(salt).toString("base64") },
      entries: [webhookSecretRotated({ id, until })],
    };
  },
  secretAnswer: true,
});
