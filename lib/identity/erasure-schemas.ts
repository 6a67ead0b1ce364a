import { z } from "zod";
import { ConsequencesAnswer } from "@/lib/gates/consequence-schemas";
import { fields, listOf } from "@/lib/platform/cross-checks";
import { Email, line, markdown } from "@/lib/platform/names";

const TextOfEntry = fields({
  seq: z.int({ error: "expected an entry's number" }).min(1).max(Number.MAX_SAFE_INTEGER),
  path: line(64).meta({ description: "Name of the text in the entry", examples: ["reason"] }),
});

const why = "Why; it stays in the ledger, and does not name the person";
const others =
  "Texts elsewhere that name the person, of those that the dry run lists: erased together with them. What is not listed here stays.";
export const ErasureBody = fields({
  reason: markdown(1_000).meta({ description: why }),
  texts: listOf(TextOfEntry, { max: 500 }).default([]).meta({ description: others }),
});
export const ErasePerson = fields({ person: Email, ...ErasureBody.shape });

const Counts = {
  openings: z.number().describe("commitments in the ledger to who they are, that can no longer be opened"),
  sessions: z.number(),
  tokens: z.number(),
  identities: z.number().describe("of single sign-on"),
  invitations: z.number(),
  views: z.number(),
  calendarAddresses: z.number(),
};
export const ErasureCounts = z.strictObject(Counts);
export type ErasureCounts = z.output<typeof ErasureCounts>;

const Named = z.strictObject({ name: z.string(), email: z.string() });

export const ErasureAnswer = z.strictObject({
  person: Named,
  becomes: Named.describe("What stands in their place from then on; the address is free again"),
  faults: z.array(z.string()).describe("Why they cannot be erased now; empty: they can be"),
  erases: ErasureCounts,
  rotas: z.array(z.strictObject({ key: z.string(), title: z.string() })).describe("That they leave"),
  shifts: z.number().describe("Shifts that they took over, which end"),
  owes: z
    .array(z.strictObject({ release: z.string(), title: z.string(), dueAt: z.string() }))
    .describe("Open obligations on releases that the caller sees: nobody else owns them"),
  consequences: ConsequencesAnswer.nullable().describe(
    "Of their access ending; null: they are disabled already",
  ),
  mentions: z
    .array(
      z.strictObject({
        seq: z.number(),
        path: z.string(),
        type: z.string(),
        release: z.string().nullable(),
        text: z.string(),
      }),
    )
    .describe("Texts elsewhere that name them, by address or whole name, in entries that the caller sees"),
  mentionsBeyond: z
    .number()
    .describe("Further ones: in entries that the caller does not see, or too many to list"),
  stays: z
    .strictObject({
      acts: z.number().describe("entries of what they did, by their id"),
      texts: z.number().describe("free texts that they wrote"),
      manifests: z.number().describe("manifests of bundles that name their address: signed content"),
      documents: z.number().describe("plans, criteria, templates and minutes that name them"),
    })
    .describe("What stays, and is not erased by this"),
});
export type ErasureView = z.output<typeof ErasureAnswer>;

export const ErasedAnswer = z.strictObject({
  person: Named.describe("What stands in their place"),
  erased: z.strictObject({ ...Counts, texts: z.number() }),
});
