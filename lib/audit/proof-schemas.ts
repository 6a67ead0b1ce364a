import { z } from "zod";
import { GrantAnswer } from "./grant-schemas";
import { EntryAnswer } from "./schemas";

const hash = z.string().describe("32 bytes in base64");

export const CheckpointAnswer = z.strictObject({
  size: z.number().describe("how many entries it is over"),
  at: z.string(),
  root: hash,
  keyId: z.string(),
  note: z.string().describe("the signed note, C2SP tlog-checkpoint"),
});
export type CheckpointView = z.infer<typeof CheckpointAnswer>;

export const KeysAnswer = z.strictObject({
  keys: z.array(
    z.strictObject({
      vkey: z.string().describe("as verifiers of signed notes take it"),
      keyId: z.string(),
      at: z.string(),
      pem: z.string().describe("as openssl takes it"),
      note: z.string().describe("how it was introduced: a signed note"),
      isVouchedFor: z.boolean().describe("signed by the key before; of the first: true"),
    }),
  ),
  refusal: z
    .strictObject({ size: z.number(), reason: z.string(), at: z.string() })
    .nullable()
    .describe("why no checkpoint is signed any more: the log does not go on from the last one"),
});
export type KeysView = z.infer<typeof KeysAnswer>;

export const ProofAnswer = z.strictObject({
  seq: z.number(),
  size: z.number(),
  leaf: hash,
  hashes: z.array(hash).describe("from the leaf's sibling to the root's child, RFC 9162, 2.1.3"),
  root: hash,
  checkpoint: z
    .string()
    .nullable()
    .describe("the signed note over this size; null: this size was not signed"),
  proof: z.string().nullable().describe("all of it to keep in one file, C2SP tlog-proof"),
});
export type ProofView = z.infer<typeof ProofAnswer>;

export const ConsistencyAnswer = z.strictObject({
  from: z.number(),
  to: z.number(),
  fromRoot: hash,
  toRoot: hash,
  hashes: z.array(hash).describe("RFC 9162, 2.1.4"),
});
export type ConsistencyView = z.infer<typeof ConsistencyAnswer>;

export const EntryDetail = EntryAnswer.extend({
  bytes: z
    .string()
    .describe("the entry as it is in the log, in base64; the leaf is SHA-256 of 0x00 and these"),
  openings: z
    .array(z.strictObject({ path: z.string(), value: z.string(), salt: z.string() }))
    .describe("commitment = SHA-256 of salt (base64) and value; what was erased is left out"),
  commitments: z
    .record(z.string(), z.string())
    .describe("what the entry commits to, as sha256:<hex>; those without an opening were erased"),
  grants: z.array(GrantAnswer).describe("the rows of `grant`, as they stand"),
});
export type EntryDetailView = z.infer<typeof EntryDetail>;
