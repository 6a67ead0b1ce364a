import { z } from "zod";

const Person = z.strictObject({ name: z.string(), email: z.string() });
const Missing = z.strictObject({
  source: z.string(),
  roles: z.array(z.string()),
  count: z.number(),
  whoMay: z.array(Person),
});

/** Who may decide what on a release, and who could now. */
export const ReleaseRightsAnswer = z.strictObject({
  items: z.array(
    z.strictObject({
      decision: z.string(),
      title: z.string(),
      joint: z
        .enum(["each", "any"])
        .describe("Of several rows that hold: whether each is asked, or any suffices"),
      rows: z.array(
        z.strictObject({
          source: z.enum(["organisation", "template"]),
          slots: z.array(
            z.strictObject({ roles: z.array(z.string()), count: z.number(), words: z.string() }),
          ),
          when: z.string().nullable().describe("null: always"),
        }),
      ),
      now: z
        .strictObject({
          alone: z.array(Person).describe("Who may alone"),
          together: z.array(Missing).describe("Where nobody may alone: who could fill each place"),
          isPossible: z.boolean(),
        })
        .nullable()
        .describe("As the release stands; null: it depends on the rows' conditions"),
    }),
  ),
  nobody: z.array(z.string()).describe("Decisions that no row gives to anybody"),
  nextCursor: z.null(),
});
