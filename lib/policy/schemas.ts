import { z } from "zod";
import { fields, listOf } from "@/lib/platform/cross-checks";
import { isEmail, isKey, Key, line } from "@/lib/platform/names";
import { Expected } from "@/lib/platform/overtaken";
import { RightsRowDocument } from "./rights-schema";

const expected = "the address of a person, or team: and the key of a team";

/** A person by address, or a team as `team:<key>`. */
export const PoolMember = z
  .string({ error: () => `expected ${expected}` })
  .refine((text) => (text.startsWith("team:") ? isKey(text.slice(5)) : isEmail(text)), {
    error: `expected ${expected}`,
  })
  .meta({
    description: "Address of a person, or team:<key>",
    examples: ["lead@example.org", "team:security"],
  });

const Pool = listOf(PoolMember, { max: 200 });
export const RoleParam = fields({ key: Key });
export const CreateRole = fields({ key: Key, title: line(120), pool: Pool.default([]) });
export const PoolBody = fields({ pool: Pool });
export const ChangePool = fields({
  role: Key,
  pool: Pool,
  /** `poolDigest`. */
  expected: Expected,
});

export const RoleAnswer = z.strictObject({
  key: z.string(),
  title: z.string(),
  pool: z.array(z.string()).describe("Addresses of people, and team:<key>"),
  poolDigest: z.string().describe("For If-Match of PUT /roles/{key}/pool"),
  holders: z
    .array(z.strictObject({ name: z.string(), email: z.string() }))
    .describe("People in the pool, by themselves or by team"),
});
export type RoleAnswer = z.output<typeof RoleAnswer>;

const ForcedAnswer = z.strictObject({
  moved: z.array(z.string()).describe("Slugs of those that the caller sees; restricted ones are moved alike"),
  stay: z
    .array(
      z.strictObject({
        release: z.string(),
        rightsVersion: z.number(),
        loosens: z.array(z.string()).describe("What it would loosen of the version that the release keeps"),
      }),
    )
    .describe("Releases that keep their version, since the table would loosen it"),
});

/** What a table would change, before it is put. */
export const RightsDifferenceAnswer = z.strictObject({
  changes: z.array(
    z.strictObject({
      decision: z.string(),
      change: z.enum(["added", "removed", "changed"]),
      before: RightsRowDocument.nullable(),
      after: RightsRowDocument.nullable(),
      loosens: z.boolean().describe("Everything that is not provably a tightening"),
      words: z.string(),
    }),
  ),
  tightens: z.boolean(),
  runningReleases: ForcedAnswer.nullable().describe(
    "Where it is put for running releases, too; null: it loosens something, so that is refused",
  ),
  warnings: z.array(z.lazy(() => Warning)).describe("Decisions that nobody could take then"),
  may: z.boolean().describe("Whether the caller may put it"),
  reason: z.string().nullable(),
  whoMay: z.array(z.strictObject({ name: z.string(), email: z.string() })),
});
export type RightsDifferenceAnswer = z.output<typeof RightsDifferenceAnswer>;

const Warning = z.strictObject({ code: z.string(), decision: z.string(), message: z.string() });
export type Warning = z.output<typeof Warning>;
export const RightsAnswer = z.strictObject({
  version: z.number(),
  digest: z.string(),
  rights: z.array(RightsRowDocument),
  warnings: z.array(Warning).describe("Decisions that nobody can take as things stand"),
  validFrom: z.string(),
  by: z.strictObject({ name: z.string(), email: z.string() }).nullable().describe("null: by the set-up"),
});

export const PutRightsAnswer = RightsAnswer.extend({
  runningReleases: ForcedAnswer.nullable().describe(
    "null: running releases keep the versions they began with",
  ),
});
