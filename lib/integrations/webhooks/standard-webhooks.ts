import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** The installation's secret for webhooks, as receivers configure it: both ways are signed with it (www.standardwebhooks.com). */
export function webhookSecret(secret: string): string {
  const bytes = Buffer.from(hkdfSync("sha256", secret, "", "countersign webhooks v1", 32));
  return `whsec_${bytes.toString("base64")}`;
}

interface Message {
  id: string;
  /** Epoch seconds. */
  timestamp: number;
  body: string;
}

function signatureOf({ id, timestamp, body }: Message, secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return createHmac("sha256", key).update(`${id}.${timestamp}.${body}`, "utf8").digest();
}

export function webhookHeaders(message: Message, secret: string): Record<string, string> {
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(message.timestamp),
    "webhook-signature": `v1,${signatureOf(message, secret).toString("base64")}`,
  };
}

const toleranceS = 5 * 60;

/** Whether a message came from somebody with the secret, lately, and under the id that it has to have. */
export function isSignedWebhook(
  headers: Headers,
  { id, body, now, secret }: { id: string; body: string; now: Date; secret: string },
): boolean {
  const stamp = headers.get("webhook-timestamp") ?? "";
  if (headers.get("webhook-id") !== id || !/^\d{1,12}$/.test(stamp)) return false;
  const timestamp = Number(stamp);
  if (Math.abs(now.getTime() / 1_000 - timestamp) > toleranceS) return false;
  const wanted = signatureOf({ id, timestamp, body }, secret);
  const given = (headers.get("webhook-signature") ?? "").split(" ").slice(0, 10);
  return given
    .filter((one) => one.startsWith("v1,"))
    .map((one) => Buffer.from(one.slice(3), "base64"))
    .some((one) => one.byteLength === wanted.byteLength && timingSafeEqual(one, wanted));
}
