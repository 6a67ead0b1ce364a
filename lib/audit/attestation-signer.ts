import { createHash } from "node:crypto";
import type { Signer } from "./signer-model";
import { ledgerSigner, publicKeyObject } from "./signing-key";

/**
 * The ledger's key, for attestations: one key to hold, to rotate and to know. What it signs here begins with DSSEv1 and ends
 * without a line break, so that none of it reads as a checkpoint.
 * @param seed 32 bytes
 */
export function attestationSigner(seed: Uint8Array): Signer {
  const { key, sign } = ledgerSigner(seed, "attestations");
  const publicKey = publicKeyObject(key.publicKey);
  const der = publicKey.export({ format: "der", type: "spki" });
  return { keyId: createHash("sha256").update(der).digest("hex"), sign, publicKey };
}
