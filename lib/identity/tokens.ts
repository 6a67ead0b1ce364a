import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const prefix = "csn_";
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLength = 43;
const checkLength = 6;
const shape = new RegExp(`^${prefix}[0-9A-Za-z]{${randomLength + checkLength}}$`);

/** A new bearer token, 256 random bits; the checksum at its end lets a typing mistake be told from a wrong token. */
export function newToken(): string {
  const body = prefix + base62(randomBytes(32), randomLength);
  return body + checksum(body);
}

/** Whether a text can be a token at all: its shape and its checksum, with no look at the database. */
export function isTokenShaped(text: string): boolean {
  if (!shape.test(text)) return false;
  return checksum(text.slice(0, -checkLength)) === text.slice(-checkLength);
}

/** What is stored in a token's place. It has 256 random bits, so a plain hash cannot be guessed back. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}

/** By what people tell their tokens apart in lists. */
export function hintOf(token: string): string {
  return token.slice(0, prefix.length + 4);
}

/** Compares two hashes in a time that does not depend on where they differ. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a, "utf8");
  const right = Buffer.from(b, "utf8");
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}

function checksum(body: string): string {
  return base62(createHash("sha256").update(body, "utf8").digest().subarray(0, 4), checkLength);
}

function base62(bytes: Uint8Array, length: number): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  let text = "";
  while (text.length < length) {
    text = digits.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}
