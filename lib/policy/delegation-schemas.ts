import { z } from "zod";
import { fields } from "@/lib/platform/cross-checks";
import { Moment } from "@/lib/platform/moments";
import { Email, Key, markdown, Slug } from "@/lib/platform/names";

/** The longest time for which a role is delegated; the table holds the same. */
export const longestDelegationMs = 90 * 24 * 3_600_000;

const Reason = markdown(1_000);

export const DelegateRole = fields({
  role: Key,
  to: Email.meta({ description: "Who signs instead: not oneself" }),
  from: Moment.optional().meta({ description: "Absent: from now on. Not in the past" }),
  until: Moment.meta({ description: "At most 90 days after it begins" }),
  release: Slug.optional().meta({
    description: "Absent: on every release on which the principal holds the role",
  }),
  reason: Reason.meta({ description: "Everybody who sees the delegation reads it" }),
});

export const RevokeDelegation = fields({ id: z.string().max(64), reason: Reason.optional() });

const Named = z.strictObject({ name: z.string(), email: z.string() });

export const delegationStates = ["coming", "running", "over", "revoked"] as const;

export const DelegationAnswer = z.strictObject({
  id: z.string(),
  role: z.string(),
  from: Named.describe("The principal, for whom the signatures count"),
  to: Named,
  release: z
    .strictObject({ slug: z.string(), title: z.string() })
    .nullable()
    .describe("null: every release on which the principal holds the role"),
  reason: z.string(),
  begins: z.string(),
  until: z.string(),
  state: z
    .enum(delegationStates)
    .describe("over: it ran out, and what was signed under it stands; revoked: that stopped counting"),
  revoked: z
    .strictObject({ at: z.string(), by: Named.nullable(), reason: z.string().nullable() })
    .nullable()
    .describe("by null: one of the two was disabled"),
});
export type DelegationAnswer = z.output<typeof DelegationAnswer>;

/** One that runs out, as an inbox has it. */
export const EndingDelegation = DelegationAnswer.pick({
  id: true,
  role: true,
  from: true,
  to: true,
  release: true,
  until: true,
});
