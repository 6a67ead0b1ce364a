import { z } from "zod";
import { fields, oneOf } from "@/lib/platform/cross-checks";
import { Email, Key, markdown } from "@/lib/platform/names";

const Named = z.strictObject({ name: z.string(), email: z.string() });

export const MissingPlaces = z.strictObject({
  roles: z.array(z.string()).describe("Any one of them"),
  count: z.number(),
  whoMay: z
    .array(
      Named.extend({ onBehalfOf: Named.optional().describe("As whose delegate; absent: for themselves") }),
    )
    .describe("People who could fill such a place now"),
});

export const pendingStates = ["open", "completed", "rejected", "withdrawn", "expired", "void"] as const;
export type PendingState = (typeof pendingStates)[number];

/** What is answered, with 202, to a decision that takes further people. */
export const PendingAnswer = z.strictObject({
  pendingDecision: z.strictObject({
    id: z.string(),
    decision: z.string(),
    state: z.enum(pendingStates),
    missing: z.array(MissingPlaces),
    expiresAt: z.string(),
  }),
});
export type PendingAnswer = z.output<typeof PendingAnswer>;

export const pendingVotes = ["approve", "reject", "withdraw"] as const;
export type PendingVoteKind = (typeof pendingVotes)[number];

const Vote = z.strictObject({
  vote: z.enum(pendingVotes),
  role: z.string().nullable(),
  reason: z.string().nullable(),
  person: Named.describe("Who said it"),
  onBehalfOf: Named.nullable().describe("For whom it counts, where a delegate said it"),
  at: z.string(),
});

export const PendingDetail = z.strictObject({
  id: z.string(),
  decision: z.string(),
  state: z.enum(pendingStates).describe("void: what it was about has changed"),
  release: z.strictObject({ slug: z.string(), title: z.string() }).nullable(),
  input: z.unknown().describe("What was asked for, as the request that opened it said"),
  subjectDigest: z.string(),
  openedAt: z.string(),
  expiresAt: z.string(),
  endedAt: z.string().nullable(),
  votes: z.array(Vote),
  missing: z.array(MissingPlaces).describe("Of an open one"),
  reminded: z
    .strictObject({ level: z.string(), at: z.string() })
    .nullable()
    .describe("The last reminder that its time runs out; null: none"),
});
export type PendingDetail = z.output<typeof PendingDetail>;

export const PendingVoteBody = fields({
  vote: oneOf(pendingVotes),
  role: Key.optional(),
  reason: markdown(4_000).optional(),
  onBehalfOf: Email.optional().describe("Whoever delegated to the caller a role that is asked for"),
});
