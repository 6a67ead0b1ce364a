import { z } from "zod";
import { Moment } from "@/lib/platform/moments";
import { Digest, Email, Key, markdown, Slug, WebAddress } from "@/lib/platform/names";
import { voteKinds } from "./model";

const Reason = markdown(4_000);

const place = { release: Slug, gate: Key };

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

export const DismissWork = z.strictObject({ ...place, vote: z.uuid(), reason: Reason });

export const AcknowledgeRequirement = z.strictObject({
  ...place,
  requirement: Key,
  role: Key,
  subjectDigest: Digest,
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

export const Party = z.object({ id: z.string(), email: z.string(), name: z.string() });

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
});

export const GateAnswer = z.object({
  key: z.string(),
  title: z.string(),
  stage: z.string(),
  status: z.enum(["skipped", "passed", "blocked", "stale", "needs-work", "open", "ready", "upcoming"]),
  drift: z.enum(["none", "subject-changed", "evidence-aged"]).nullable(),
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
  kind: z.enum(["sign", "acknowledge", "look-again"]),
  role: z.string(),
  meaning: z.string().nullable().describe("what the signature states"),
  subjectDigest: z.string(),
  status: z.string(),
  since: z.string(),
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
    .describe("what the caller signed last here and what differs since; null: never"),
  objections: z.array(Blocker),
  concerns: z
    .array(z.strictObject({ id: z.string(), text: z.string(), by: z.string(), at: z.string() }))
    .describe("Of the release, and not answered yet"),
});
