import { type KeyObject, verify } from "node:crypto";
import { canonicalBytes } from "@/lib/bundles/digest";
import type { Statement } from "./statement";

/** DSSE, as in-toto signs statements (github.com/secure-systems-lab/dsse). */
export interface Envelope {
  payloadType: string;
  /** Base64. */
  payload: string;
  signatures: { keyid: string; sig: string }[];
}

export type Sign = (bytes: Uint8Array) => { keyid: string; sig: Uint8Array };

export const statementType = "application/vnd.in-toto+json";

/** What is signed: type and content, each with its length, so that neither can stand for the other. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, "utf8");
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.byteLength} `, "utf8"),
    type,
    Buffer.from(` ${payload.byteLength} `, "utf8"),
    payload,
  ]);
}

/** A statement in an envelope with one signature. The same statement and key give the same envelope, byte for byte. */
export function seal(statement: Statement, sign: Sign): Envelope {
  const payload = canonicalBytes(statement);
  const { keyid, sig } = sign(preAuthEncoding(statementType, payload));
  return {
    payloadType: statementType,
    payload: payload.toString("base64"),
    signatures: [{ keyid, sig: Buffer.from(sig).toString("base64") }],
  };
}

/** The content of an envelope that one of the keys signed; null where none did. */
export function openEnvelope(
  { payloadType, payload, signatures }: Envelope,
  keys: readonly KeyObject[],
): { content: Buffer; key: KeyObject } | null {
  const content = Buffer.from(payload, "base64");
  const signed = preAuthEncoding(payloadType, content);
  for (const key of keys)
    if (signatures.some(({ sig }) => isSignedBy(key, signed, Buffer.from(sig, "base64"))))
      return { content, key };
  return null;
}

function isSignedBy(key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(hashFor(key), bytes, key, signature);
  } catch {
    // Of another kind than the key.
    return false;
  }
}

/** Ed25519 hashes by itself; ECDSA goes with the hash of its curve's size. */
function hashFor({ asymmetricKeyType: kind, asymmetricKeyDetails: details }: KeyObject): string | null {
  if (kind === "ed25519" || kind === "ed448") return null;
  if (kind === "ec" && details?.namedCurve === "secp384r1") return "sha384";
  return kind === "ec" && details?.namedCurve === "secp521r1" ? "sha512" : "sha256";
}
