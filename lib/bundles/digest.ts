import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** SHA-256 of a value's canonical JSON (RFC 8785), as `sha256:<hex>`. */
export function digestOf(value: unknown): string {
  return sha256(canonicalBytes(value));
}

/** Canonical JSON (RFC 8785) as UTF-8 bytes. */
export function canonicalBytes(value: unknown): Buffer {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("a value with no JSON form has no digest");
  return Buffer.from(text, "utf8");
}

/** `sha256:<hex>` of bytes. */
export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
