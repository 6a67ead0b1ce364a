import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { NoteCrypto } from "./signed-note";

/** The cryptography of a browser, as strict as the server's: a signature has one form. */
export const browserCrypto: NoteCrypto = {
  sha256,
  verify: ({ bytes, signature, publicKey }) => {
    try {
      return ed25519.verify(signature, bytes, publicKey, { zip215: false });
    } catch {
      return false;
    }
  },
};
