import type { KeyObject } from "node:crypto";

/** A key that signs what is handed out; the key itself stays where it is kept. */
export interface Signer {
  /** SHA-256 of the public key (SubjectPublicKeyInfo, DER), in hexadecimal. */
  keyId: string;
  sign: (bytes: Uint8Array) => Uint8Array;
  publicKey: KeyObject;
}
