import { z } from "zod";

const Person = z.strictObject({
  name: z.string(),
  email: z.string(),
  role: z.string().nullable().describe("In which they would decide"),
  since: z.string().nullable().describe("When they began to hold it"),
  grant: z
    .array(z.string())
    .describe(
      "Ids of what gives it to them, as entries name them: assignment, pool entry, memberships, rota",
    ),
});
const Missing = z.strictObject({
  source: z.string(),
  roles: z.array(z.string()),
  count: z.number(),
  whoMay: z.array(Person),
});

/** What a table says of each decision, and who could take it. */
const Items = z.array(
  z.strictObject({
    decision: z.string(),
    title: z.string(),
    joint: z
      .enum(["each", "any"])
      .describe("Of several rows that hold: whether each is asked, or any suffices"),
    rows: z.array(
      z.strictObject({
        source: z.enum(["organisation", "template"]),
        slots: z.array(z.strictObject({ roles: z.array(z.string()), count: z.number(), words: z.string() })),
        when: z.string().nullable().describe("null: always"),
        holds: z.boolean().describe("Its conditions are met as things stand: by this rule it is decided"),
      }),
    ),
    now: z
      .strictObject({
        alone: z.array(Person).describe("Who may alone"),
        together: z.array(Missing).describe("Where nobody may alone: who could fill each place"),
        isPossible: z.boolean(),
      })
      .nullable()
      .describe("As things stand, or stood; null: it depends on the rows' conditions"),
  }),
);

/** Who may decide what on a release, and who could now or at the moment that is asked for. */
export const ReleaseRightsAnswer = z.strictObject({
  at: z.string().nullable().describe("The moment that was asked for; null: now"),
  rights: z.number().nullable().describe("Version of the organisation's table that holds for it"),
  template: z.strictObject({ key: z.string(), version: z.number() }),
  items: Items,
  nobody: z.array(z.string()).describe("Decisions that no row gives to anybody"),
  nextCursor: z.null(),
});

/** Of the organisation's table: who could take what is about no release. */
export const DecidersAnswer = Items.describe(
  "Who could take each decision that is about no release, as things stand or stood; what is decided on a release is at /releases/{slug}/rights",
);
