import { randomBytes } from "node:crypto";
import { v7 } from "uuid";

/** A new uuid v7: sorts by the time it was made. */
export function newId(): string {
  return v7();
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text from outside can be compared with a uuid column. */
export function isId(text: string): boolean {
  return uuid.test(text);
}

/** `bytes` of randomness, base64url. */
export function newSecret(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}
