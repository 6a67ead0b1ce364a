import { z } from "zod";
import { attestationKinds } from "./attestations/of-release";

export const EnvelopeAnswer = z.strictObject({
  payloadType: z.literal("application/vnd.in-toto+json"),
  payload: z.string().describe("in-toto Statement v1, in base64"),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.string().describe("base64") })),
});

export const AttestationAnswer = z.strictObject({
  kind: z.enum(attestationKinds),
  about: z.string().describe("key of the gate or component, id of the check's result or the drill"),
  at: z.string(),
  predicateType: z.string(),
  envelope: EnvelopeAnswer,
});

export const KeyAnswer = z.strictObject({
  keyId: z.string().describe("SHA-256 of the public key (SubjectPublicKeyInfo, DER), in hexadecimal"),
  algorithm: z.literal("ed25519"),
  publicKey: z.string().describe("PEM"),
});
