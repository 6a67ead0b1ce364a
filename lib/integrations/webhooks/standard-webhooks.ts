import { createHmac, createPrivateKey, createPublicKey, hkdfSync, sign, timingSafeEqual } from "node:crypto";
import type { KeptSecret } from "@/lib/notifications/delivery-model";

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

/**
 * The secret of one endpoint, made of the installation's and of what is kept of the endpoint, so that whoever reads the database alone
 * can sign nothing. As receivers configure it: `whsec_…` to verify with, or of Ed25519 `whsk_…`, which stays here.
 */
export function endpointSecret(secret: string, { scheme, salt }: KeptSecret): string {
  const bytes = Buffer.from(hkdfSync("sha256", secret, salt, `countersign endpoint ${scheme} v1`, 32));
  return `${scheme === "hmac" ? "whsec_" : "whsk_"}${bytes.toString("base64")}`;
}

/** What a receiver verifies with: of Ed25519 the public key, `whpk_…`, else the secret itself. */
export function verifyingKey(secret: string): string {
  if (!secret.startsWith("whsk_")) return secret;
  const der = createPublicKey(privateKeyOf(secret)).export({ format: "der", type: "spki" });
  return `whpk_${der.subarray(-32).toString("base64")}`;
}

/** Headers of a message to an endpoint, with a signature by each secret that holds: two while they are rotated. */
export function signedHeaders(message: Message, secrets: readonly string[]): Record<string, string> {
  const content = Buffer.from(`${message.id}.${message.timestamp}.${message.body}`, "utf8");
  const signatures = secrets.map((secret) =>
    secret.startsWith("whsk_")
      ? `v1a,${sign(null, content, privateKeyOf(secret)).toString("base64")}`
      : `v1,${signatureOf(message, secret).toString("base64")}`,
  );
  return { ...webhookHeaders(message, ""), "webhook-signature": signatures.join(" ") };
}

// What stands before the seed of an Ed25519 key in PKCS #8.
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

function privateKeyOf(secret: string) {
  const seed = Buffer.from(secret.slice("whsk_".length), "base64");
  return createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" });
}
