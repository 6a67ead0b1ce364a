import { z } from "zod";

const byName = z.record(z.string(), z.string().nullable());

/** A sequenced entry as the API gives it. */
export const EntryAnswer = z.strictObject({
  seq: z.number(),
  id: z.string(),
  type: z.string(),
  at: z.string(),
  actor: z.strictObject({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  role: z.string().nullable(),
  rule: z.string(),
  decision: z
    .string()
    .nullable()
    .describe("Which of the decisions that rights are about it is of, as far as that follows from the entry"),
  grant: z.array(z.string()),
  confirmed: z
    .strictObject({ method: z.string(), at: z.string() })
    .nullable()
    .describe("How and when a signer showed anew who they are, where the template asks for it"),
  release: z.string().nullable(),
  subjects: byName,
  before: z.string().nullable(),
  after: z.string().nullable(),
  policy: byName,
  payload: z.record(z.string(), z.unknown()),
  texts: z.record(z.string(), z.string()).describe("opened commitments, where not erased"),
  erased: z.array(z.string()).describe("names of texts that were erased"),
  requestId: z.string(),
  digest: z.string(),
});
export type EntryView = z.infer<typeof EntryAnswer>;
