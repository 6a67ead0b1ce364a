import { z } from "zod";
import { fields, oneOf } from "@/lib/platform/cross-checks";
import { Slug } from "@/lib/platform/names";
import { EscalationDocument } from "./escalation-schema";
import { severities } from "./model";

const Named = z.strictObject({ name: z.string(), email: z.string() });

export const UnreachedAnswer = z.strictObject({
  path: z.string().describe("Of the level in the document"),
  level: z.number(),
  severities: z.array(z.enum(severities)).describe("At which it is so"),
  release: z
    .strictObject({ slug: z.string(), title: z.string() })
    .nullable()
    .describe("Of whose rollback it is so; null: of every one"),
  isNow: z.boolean(),
  from: z.string(),
  to: z.string().describe("At most two weeks ahead"),
  message: z.string(),
});
export type UnreachedAnswer = z.output<typeof UnreachedAnswer>;

const warned = {
  warnings: z
    .array(UnreachedAnswer)
    .describe("Levels that reach nobody now, or at some time in the next 14 days"),
  examined: z
    .number()
    .describe(
      "Releases in flight, with a way back, for which it was looked: those that the caller sees, the most exposed first",
    ),
};

export const EscalationPolicyAnswer = z.strictObject({
  version: z.number().describe("0: the policy that ships with Countersign"),
  digest: z.string().describe("For If-Match of PUT /escalation"),
  policy: EscalationDocument,
  since: z.strictObject({ at: z.string(), by: Named }).nullable().describe("null: none was published yet"),
  ...warned,
});
export type EscalationPolicyAnswer = z.output<typeof EscalationPolicyAnswer>;

export const PreviewEscalation = fields({
  policy: EscalationDocument.optional().describe("Absent: the one that holds"),
  release: Slug.optional().describe("For whose rollback; absent: as far as it can be said without one"),
  severity: oneOf(severities).default("sev1"),
});
export type PreviewEscalation = z.output<typeof PreviewEscalation>;

export const EscalationPreviewAnswer = z.strictObject({
  isSame: z.boolean().describe("It says what the policy in force says"),
  tightens: z
    .boolean()
    .describe("It provably tells at least the same people, no later; all else counts as loosening"),
  ...warned,
  levels: z.array(
    z.strictObject({
      number: z.number(),
      people: z.array(Named).describe("Who would be told now"),
      unseeing: z.array(Named).describe("Whom it means and who do not see the release: they are not told"),
      byRelease: z.boolean().describe("Whom it means depends on the release, and none is named"),
    }),
  ),
  may: z.boolean().describe("Whether the caller may publish it"),
  reason: z.string().nullable(),
  whoMay: z.array(Named),
});
export type EscalationPreviewAnswer = z.output<typeof EscalationPreviewAnswer>;
