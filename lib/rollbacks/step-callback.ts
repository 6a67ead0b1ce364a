import { isSignedWebhook, webhookSecret } from "@/lib/integrations/webhooks/standard-webhooks";
import { answerForm, saidBy } from "@/lib/integrations/webhooks/attempt-webhook";
import type { Actor } from "@/lib/identity/actor";
import { type Kernel, parseInput } from "@/lib/platform/command";
import { parseDocument } from "@/lib/platform/documents";
import { AppError, notFound } from "@/lib/platform/errors";
import { findAttempt } from "./attempt-queries";
import type { AttemptEnded } from "./attempt-schemas";
import { endOnce } from "./end-once";

interface Callback {
  attempt: string;
  headers: Headers;
  body: Uint8Array;
  /** The installation's. */
  secret: string;
  requestId: string;
}

export const callbackLimit = 64 * 1024;

/**
 * How an attempt went, by the webhook that accepted it; only the signature counts, and it names the attempt. Said again it is the same
 * answer, so that whoever catches a message and sends it again changes nothing.
 */
export async function endByCallback(kernel: Kernel, callback: Callback): Promise<AttemptEnded> {
  const { attempt: id, headers, secret, requestId } = callback;
  const body = Buffer.from(callback.body).toString("utf8");
  const now = kernel.clock.now();
  if (!isSignedWebhook(headers, { id, body, now, secret: webhookSecret(secret) }))
    throw new AppError(
      "not-signed-in",
      "The message is not signed as it has to be: by the webhooks' secret, within the last five minutes, with the attempt as its webhook-id.",
    );
  const parsed = parseDocument(callback.body, "json", { maxBytes: callbackLimit, maxDepth: 10 });
  if (!parsed.ok) throw new AppError("malformed-body", "The body is no JSON text.");
  const actor: Actor = { kind: "system", job: "worker" };
  const { executor, of } = await findAttempt(kernel.db.prisma, id, actor);
  if (executor !== "webhook") throw notFound("attempt");
  const said = saidBy(parseInput(answerForm(of.kind), parsed.value));
  if (said === null) throw new AppError("invalid-input", "A callback says done or failed.");
  return endOnce(kernel, { attempt: id, said }, { actor, requestId });
}
