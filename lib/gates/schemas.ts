import { z } from "zod";
import { Limit, Moment } from "@/lib/platform/moments";
import { Digest, Email, Key, line, markdown, Slug, WebAddress } from "@/lib/platform/names";
import { voteKinds } from "./model";
import { obligationKinds } from "./obligations";

const Reason = markdown(4_000);

const place = { release: Slug, gate: Key };

/** What an approval asks for beside it. */
export const Condition = z.strictObject({
  text: line(500),
  owner: Email,
  due: Limit,
  beforeStage: Key.nullable()
    .optional()
    .describe(
      "The stage before whose start it has to be met; null: before the release is completed; absent: the next",
    ),
});

export const CastVote = z.strictObject({
  ...place,
  /** Absent: the gate's approval. */
  requirement: Key.optional(),
  role: Key,
  vote: z.enum(voteKinds),
  reason: Reason.optional(),
  /** What must become true before a veto is lifted. */
  exitCondition: Reason.optional(),
  subjectDigest: Digest,
  onBehalfOf: Email.optional(),
  /** Of an approval: it counts at once, and the release does not go past the stage named before they are met. */
  conditions: z.array(Condition).max(20).optional(),
});

export const LiftVeto = z.strictObject({
  ...place,
  vote: z.uuid(),
  reason: Reason,
  exitCondition: Reason.optional(),
});

export const RaiseConcern = z.strictObject({ release: Slug, text: Reason });
export const AnswerConcern = z.strictObject({ release: Slug, concern: z.string().max(64), text: Reason });

const Named = z.strictObject({ name: z.string(), email: z.string() });
export const ConcernAnswerBody = z.strictObject({
  id: z.string(),
  text: z.string(),
  by: Named,
  at: z.string(),
  answer: z
    .strictObject({ text: z.string(), by: Named, role: z.string().nullable(), at: z.string() })
    .nullable()
    .describe("role null: taken back by whoever raised it"),
});

const obligation = { release: Slug, obligation: z.string().max(64) };
export const MeetObligation = z.strictObject({ ...obligation, text: Reason });
export const DropObligation = z.strictObject({ ...obligation, reason: Reason });
export const reviewOutcomes = ["justified", "not-justified"] as const;
export const ReviewBreakGlass = z.strictObject({
  ...obligation,
  outcome: z.enum(reviewOutcomes),
  text: Reason,
});

export const ObligationAnswer = z.strictObject({
  id: z.string(),
  kind: z
    .enum([...obligationKinds, "evidence"])
    .describe("evidence: it ran out since its gate passed, and is met by giving it anew"),
  title: z.string(),
  owner: Named.nullable().describe("null: whoever holds the right"),
  waitingOn: z.array(Named),
  dueAt: z.string(),
  isOverdue: z.boolean(),
  beforeStage: z.string().nullable().describe("null: before the release is completed"),
  imposed: z.strictObject({ by: Named, role: z.string(), at: z.string() }).nullable(),
  closure: z
    .strictObject({
      how: z.enum(["met", "dropped"]),
      outcome: z.enum(reviewOutcomes).nullable(),
      text: z.string(),
      by: Named,
      role: z.string().nullable().describe("null: by its owner"),
      at: z.string(),
    })
    .nullable(),
});

/** An obligation that waits for the caller. */
export const OwnObligation = ObligationAnswer.extend({
  release: z.strictObject({ slug: z.string(), title: z.string() }),
});

export const DismissWork = z.strictObject({ ...place, vote: z.uuid(), reason: Reason });

export const AcknowledgeRequirement = z.strictObject({
  ...place,
  requirement: Key,
  role: Key,
  subjectDigest: Digest,
  onBehalfOf: Email.optional(),
});

export const WaiveRequirement = z.strictObject({
  ...place,
  requirement: Key,
  reason: Reason,
  expiresAt: Moment,
  owner: Email,
});

export const ReportCheck = z.strictObject({
  release: Slug,
  name: Key,
  bundleDigest: Digest,
  status: z.enum(["passed", "failed", "error", "running"]),
  summary: markdown(2_000).optional(),
  url: WebAddress.optional(),
  evidence: z.record(z.string(), z.unknown()).optional(),
});

export const Party = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  onBehalfOf: z
    .object({ email: z.string(), name: z.string() })
    .optional()
    .describe("as whose delegate; absent: for themselves"),
});

const Blocker = z.object({
  code: z.string(),
  requirement: z.string().nullable(),
  message: z.string(),
  canBeClearedBy: z.array(Party),
});
const Act = z.object({
  act: z.string(),
  requirement: z.string().nullable(),
  role: z.string().nullable(),
  people: z.array(Party),
  message: z.string(),
});

const Reminded = z.object({
  level: z.string().describe("soon, due, overdue-1d, overdue-3d, overdue-7d and on by the week"),
  at: z.string(),
});

export const WaitsAnswer = z.strictObject({
  role: z.string(),
  since: z.string().describe("When the role was asked for the present content"),
  usedDays: z.number().describe("Working days that it has waited, of whoever is due first"),
  targetDays: z.number().describe("Working days in which it should be decided"),
  pausedSince: z
    .string()
    .nullable()
    .describe("Since when the clock stands still, for others are to act; null: it runs"),
});

export const RequirementAnswer = z.object({
  key: z.string().nullable().describe("null: the gate's approval"),
  kind: z.string(),
  title: z.string().nullable(),
  guidance: z.string().nullable(),
  status: z.enum(["satisfied", "waived", "blocked", "stale", "needs-work", "open", "not-asked"]),
  subjectDigest: z.string(),
  subject: z.record(z.string(), z.string().nullable()),
  slots: z.array(
    z.object({
      roles: z.array(z.string()),
      count: z.number(),
      meaning: z.string().nullable(),
      source: z.string(),
      filledBy: z.array(z.object({ person: Party, role: z.string(), voteId: z.string() })),
    }),
  ),
  votes: z.array(
    z.object({
      id: z.string(),
      role: z.string(),
      vote: z.string(),
      person: Party,
      castBy: Party,
      at: z.string(),
      subjectDigest: z.string(),
      reason: z.string().nullable(),
      state: z.string(),
    }),
  ),
  blockers: z.array(Blocker),
  unblock: z.array(Act),
  least: z.number().nullable(),
  exact: z.boolean(),
  unsatisfiable: z.boolean(),
  notes: z.array(z.string()),
  due: z
    .object({ at: z.string().nullable(), missing: z.string().nullable() })
    .nullable()
    .describe("when it has to be met, or what is missing to tell; null: it asks for no time"),
  reminded: Reminded.nullable().describe("The last reminder of this time; null: none"),
  waits: z.array(WaitsAnswer).describe("For which roles it waits, and for how long"),
  waivedUntil: z.string().nullable().describe("Until when the waiver in force lasts; null: none is"),
});

export const GateAnswer = z.object({
  key: z.string(),
  title: z.string(),
  stage: z.string(),
  status: z.enum(["skipped", "passed", "blocked", "stale", "needs-work", "open", "ready", "upcoming"]),
  drift: z.enum(["none", "subject-changed", "evidence-aged"]).nullable(),
  breakGlass: z
    .string()
    .nullable()
    .describe("id of the use of break-glass by which it passed; null: it was ready, or has not passed"),
  subjectDigest: z.string(),
  requirements: z.array(RequirementAnswer),
  approval: RequirementAnswer.nullable(),
  blockers: z.array(Blocker),
  unblock: z.array(Act),
  least: z
    .number()
    .nullable()
    .describe(
      "acts in the smallest set that makes the gate ready; 0 when ready, null when no set of votes can",
    ),
  exact: z.boolean(),
  unsatisfiable: z.array(z.string()),
  changesAt: z.string().nullable(),
});
export type GateAnswer = z.infer<typeof GateAnswer>;

export const AdvanceAnswer = z
  .object({
    stage: z.string(),
    next: z.string(),
    refusal: z.object({ code: z.string(), message: z.string(), blockers: z.array(Blocker) }).nullable(),
  })
  .nullable()
  .describe(
    "Leaving the current stage, and what stands against it whoever asks: gates, holds, freezes; null where there is no stage to leave",
  );
export type AdvanceAnswer = z.infer<typeof AdvanceAnswer>;
export type RequirementAnswer = z.infer<typeof RequirementAnswer>;

/** What an act of signing answers: the requirement's status now, and the gate's. */
export const Signed = z.strictObject({
  status: z.string(),
  gate: z.strictObject({ key: z.string(), status: z.string(), subjectDigest: z.string() }),
});

export const CheckAnswer = z.strictObject({
  id: z.string(),
  component: z.string(),
  name: z.string(),
  bundleDigest: z.string(),
  status: z.enum(["passed", "failed", "error", "running"]),
  summary: z.string().nullable(),
  url: z.string().nullable(),
  evidence: z.unknown(),
  reportedBy: z.string(),
  at: z.string(),
});

const Change = z.enum(["added", "removed", "changed"]);

/** Something that waits for the caller's decision. */
export const InboxAnswer = z.strictObject({
  release: z.strictObject({ slug: z.string(), title: z.string() }),
  stage: z.strictObject({ key: z.string(), title: z.string() }),
  gate: z.strictObject({ key: z.string(), title: z.string(), objective: z.string() }),
  requirement: z
    .strictObject({ key: z.string(), title: z.string(), guidance: z.string().nullable() })
    .nullable()
    .describe("null: the gate's approval"),
  kind: z
    .enum(["sign", "acknowledge", "look-again", "waiver"])
    .describe("waiver: one that the caller owns runs out"),
  role: z.string().nullable().describe("null: a waiver is its owner's"),
  onBehalfOf: z
    .strictObject({ email: z.string(), name: z.string(), until: z.string() })
    .nullable()
    .describe("as whose delegate the caller is asked, and until when; null: for themselves"),
  meaning: z.string().nullable().describe("what the signature states"),
  subjectDigest: z.string(),
  status: z.string(),
  since: z.string(),
  dueAt: z.string().nullable().describe("When it has to be done, or the waiver runs out; null: at no time"),
  reminded: Reminded.nullable(),
  clock: WaitsAnswer.nullable().describe("How long it has waited for the role; null: it waits for none"),
  waiting: z.array(z.strictObject({ name: z.string(), email: z.string() })).describe("Who waits for it"),
  last: z
    .strictObject({
      vote: z.string(),
      at: z.string(),
      reason: z.string().nullable(),
      changes: z.array(
        z.strictObject({
          part: z.string(),
          change: Change,
          artifacts: z.array(z.strictObject({ kind: z.string(), name: z.string(), change: Change })),
        }),
      ),
    })
    .nullable()
    .describe(
      "what the caller, or whoever they act for, signed last here and what differs since; null: never",
    ),
  objections: z.array(Blocker),
  concerns: z
    .array(z.strictObject({ id: z.string(), text: z.string(), by: z.string(), at: z.string() }))
    .describe("Of the release, and not answered yet"),
});

/** A person, with what the caller waits for that they could do. */
export const HolderAnswer = z.strictObject({
  person: Named,
  overdue: z.number(),
  since: z.string().describe("Since when the oldest of it waits"),
  things: z.array(
    z.strictObject({
      release: z.strictObject({ slug: z.string(), title: z.string() }).nullable(),
      title: z.string(),
      gate: z.string().nullable().describe("null: a proposal"),
      requirement: z.string().nullable().describe("null: the gate's approval, or a proposal"),
      since: z.string(),
      dueAt: z.string().nullable(),
    }),
  ),
});
