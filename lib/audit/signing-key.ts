import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import type { Sha256 } from "./merkle";
import {
  joined,
  type NoteCrypto,
  type NoteKey,
  noteKey,
  type NoteSignature,
  utf8,
  type VerifyEd25519,
} from "./signed-note";

// What stands before the 32 bytes of an Ed25519 key (RFC 8410) in PKCS #8 and in SubjectPublicKeyInfo.
const privatePrefix = Buffer.from("302e020100300506032b657004220420", "hex");
const publicPrefix = Buffer.from("302a300506032b6570032100", "hex");
const written = /^ed25519-seed:([A-Za-z0-9_-]{43})$/;

export const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest();

/** The seed of a key: given, or made of the installation's secret. It is in no database. */
export function ledgerSeed({ secret, key }: { secret: string; key: string | undefined }): Uint8Array {
  if (key === undefined) return Buffer.from(hkdfSync("sha256", secret, "", "countersign ledger v1", 32));
  const seed = readSeed(key);
  if (seed === null) throw new Error("a ledger key is written as ed25519-seed: and 43 letters of base64url");
  return seed;
}

/** The 32 bytes of a key as settings give it; null: it is none. */
export function readSeed(text: string): Uint8Array | null {
  const [, base64] = written.exec(text) ?? [];
  if (base64 === undefined) return null;
  const seed = Buffer.from(base64, "base64url");
  return seed.length === 32 && seed.toString("base64url") === base64 ? seed : null;
}

export const writeSeed = (seed: Uint8Array) => `ed25519-seed:${Buffer.from(seed).toString("base64url")}`;

/** Signs in the name of the log. */
export interface LedgerSigner {
  key: NoteKey;
  sign: (bytes: Uint8Array) => Uint8Array;
  signNote: (text: string) => NoteSignature;
}

export function ledgerSigner(seed: Uint8Array, name: string): LedgerSigner {
  const privateKey = createPrivateKey({
    key: Buffer.concat([privatePrefix, seed]),
    format: "der",
    type: "pkcs8",
  });
  const der = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const key = noteKey(sha256, name, Uint8Array.from(der.subarray(publicPrefix.length)));
  const signBytes = (bytes: Uint8Array) => Uint8Array.from(sign(null, bytes, privateKey));
  return {
    key,
    sign: signBytes,
    signNote: (text) => ({ name, keyId: key.id, signature: signBytes(utf8(text)) }),
  };
}

export const verifyEd25519: VerifyEd25519 = ({ bytes, signature, publicKey }) => {
  try {
    return verify(null, bytes, publicKeyObject(publicKey), signature);
  } catch {
    return false;
  }
};

export const nodeCrypto: NoteCrypto = { sha256, verify: verifyEd25519 };

// Reading a key takes as long as verifying a signature with it.
const read = new WeakMap<Uint8Array, KeyObject>();

export function publicKeyObject(publicKey: Uint8Array): KeyObject {
  const known = read.get(publicKey);
  if (known !== undefined) return known;
  const key = createPublicKey({
    key: Buffer.from(joined(publicPrefix, publicKey)),
    format: "der",
    type: "spki",
  });
  read.set(publicKey, key);
  return key;
}

/** As `openssl` reads it. */
export const publicKeyPem = (publicKey: Uint8Array) =>
  publicKeyObject(publicKey).export({ format: "pem", type: "spki" }).toString();
