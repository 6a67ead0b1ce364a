import { z } from "zod";
import { unstorable } from "@/lib/platform/names";

/** What can be found. */
export const FoundKind = z.enum(["rollback", "release", "component", "template", "person", "team"]);

/** What was typed. Blank finds nothing. */
export const SearchQuery = z.strictObject({
  q: z
    .string({ error: () => "expected words to look for, at most 200 characters" })
    .max(200, { error: "expected words to look for, at most 200 characters" })
    .refine((text) => unstorable(text) === null, {
      error: "expected words to look for, without NUL or half surrogate pairs",
    })
    .meta({ description: "Words; each must be in the name, slug, key or address", examples: ["fraud"] }),
});

export const Found = z.strictObject({
  kind: FoundKind,
  key: z.string().meta({
    description: "Slug of a release, id of a rollback under way, e-mail address of a person, else the key",
  }),
  title: z.string(),
  detail: z.string().meta({ description: "What tells it apart: a release's state, a person's address" }),
});
export type Found = z.output<typeof Found>;

export const SearchAnswer = z.strictObject({
  items: z
    .array(Found)
    .meta({ description: "Kind by kind, each with the best fitting first; at most 6 of a kind" }),
});
