import { z } from "zod";

const Named = z.strictObject({ name: z.string(), email: z.string() });
const Titled = z.strictObject({ key: z.string(), title: z.string() });

export const grantKinds = ["assignment", "pool", "team", "rota", "override", "delegation", "token"] as const;

/** A row that gave somebody the right to do something, as it stands. */
export const GrantAnswer = z.strictObject({
  id: z.string(),
  kind: z
    .enum(grantKinds)
    .nullable()
    .describe("null: it is about a release that the reader may not see, or is none of these"),
  role: z.string().nullable(),
  person: Named.nullable().describe("Whom it names; of a delegation, who signs"),
  principal: Named.nullable().describe("Of a delegation, for whom"),
  team: Titled.nullable(),
  rota: Titled.nullable(),
  machine: Titled.nullable(),
  release: z.strictObject({ slug: z.string(), title: z.string() }).nullable(),
  from: z.string().nullable(),
  to: z.string().nullable().describe("null: it holds still"),
  entry: z.number().nullable().describe("The entry by which it was given; null: none says so"),
});
export type GrantView = z.output<typeof GrantAnswer>;
