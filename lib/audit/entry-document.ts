import { z } from "zod";

const named = z.record(z.string(), z.string().nullable());

/** What an entry's bytes say. */
const EntryDocument = z.object({
  id: z.string(),
  type: z.string(),
  at: z.string(),
  actor: z.object({ kind: z.string(), id: z.string().nullable(), job: z.string().optional() }),
  by: z.object({
    rule: z.string(),
    role: z.string().nullable(),
    grant: z.array(z.string()),
    confirmed: z.object({ method: z.string(), at: z.string() }).optional(),
  }),
  requestId: z.string(),
  subjects: named,
  before: z.string().nullable(),
  after: z.string().nullable(),
  policy: named,
  payload: z.record(z.string(), z.unknown()),
  commitments: z.record(z.string(), z.string()).default({}),
});
export type EntryDocument = z.output<typeof EntryDocument>;

/** Null: it is no entry. Nothing of the product writes such a one, but somebody with the database could. */
export function readEntryDocument(bytes: Uint8Array): EntryDocument | null {
  try {
    return EntryDocument.parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return null;
  }
}
