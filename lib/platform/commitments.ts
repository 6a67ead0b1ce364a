import { createHash } from "node:crypto";

/** `sha256:<hex>` of salt ‖ text. The salt keeps short texts from being guessed. */
export function commitmentTo(salt: Uint8Array, value: string): string {
  return `sha256:${createHash("sha256").update(salt).update(value, "utf8").digest("hex")}`;
}
