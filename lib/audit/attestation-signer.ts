import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign } from "node:crypto";
import type { Signer } from "./signer-model";

// What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410).
const privatePrefix = Buffer.from("302e020100300506032b657004220420", "hex");

/** The key that signs attestations: made of the installation's secret, with a word of its own, so that it is in no database. */
export function attestationSigner(secret: string): Signer {
  const seed = Buffer.from(hkdfSync("sha256", secret, "", "countersign attestations v1", 32));
  const key = createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(key);
  const der = publicKey.export({ format: "der", type: "spki" });
  return {
    keyId: createHash("sha256").update(der).digest("hex"),
    sign: (bytes) => sign(null, bytes, key),
    publicKey,
  };
}
