import { createHash, createHmac } from "node:crypto";

/** Crockford's letters: none that is taken for another when it is typed from a screen. */
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const length = 20;

/** The code of a row, 100 bits: whoever has the secret and the row's id finds the same, so that instances agree with nothing kept. */
export function setupCode(secret: string, id: string): string {
  const bytes = createHmac("sha256", secret).update(`set-up ${id}`, "utf8").digest();
  const text = Array.from(bytes.subarray(0, length), (byte) => letters.charAt(byte & 31)).join("");
  return (text.match(/.{4}/g) ?? []).join("-");
}

/** What is stored in a code's place, whichever way somebody types it. */
export function hashSetupCode(code: string): string {
  const plain = code
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  return createHash("sha256").update(plain, "utf8").digest("hex");
}
