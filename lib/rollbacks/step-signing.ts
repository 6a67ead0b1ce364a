import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from "node:crypto";
import { type AttemptTask, taskBytes } from "./attempt-task";

// What stands before the 32 bytes of an Ed25519 key (RFC 8410) in PKCS #8 and in SubjectPublicKeyInfo.
const privatePrefix = Buffer.from("302e020100300506032b657004220420", "hex");
const publicPrefix = Buffer.from("302a300506032b6570032100", "hex");
const prefix = "ed25519:";

/** The key that signs steps: made of the installation's secret, so that it is in no database and the same for all instances. */
function privateKey(secret: string): KeyObject {
  const seed = Buffer.from(hkdfSync("sha256", secret, "", "countersign rollback steps v1", 32));
  return createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: "der", type: "pkcs8" });
}

/** What a runner pins: `ed25519:` and the key in base64url. */
export function stepPublicKey(secret: string): string {
  const der = createPublicKey(privateKey(secret)).export({ format: "der", type: "spki" });
  return prefix + der.subarray(publicPrefix.length).toString("base64url");
}

/** Computed whenever a task is handed out, in base64url. */
export function signTask(task: AttemptTask, secret: string): string {
  return sign(null, taskBytes(task), privateKey(secret)).toString("base64url");
}

/** Whether a text is a key as `stepPublicKey` writes it. */
export function isStepKey(text: string): boolean {
  return /^ed25519:[A-Za-z0-9_-]{43}$/.test(text);
}

export function isSignedTask(task: AttemptTask, signature: string, key: string): boolean {
  if (!isStepKey(key)) return false;
  const bytes = Buffer.from(key.slice(prefix.length), "base64url");
  const publicKey = createPublicKey({
    key: Buffer.concat([publicPrefix, bytes]),
    format: "der",
    type: "spki",
  });
  try {
    return verify(null, taskBytes(task), publicKey, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}
