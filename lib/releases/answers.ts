import { z } from "zod";
import { MissingPlaces } from "@/lib/policy/pending-schemas";

import { releaseStatuses } from "@/lib/gates/release-status";
import { documentKinds, releaseStates } from "./model";
import { TemplateChange } from "./template-answers";

const Named = z.object({ name: z.string(), email: z.string() });

export const MemberAnswer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person"), name: z.string(), email: z.string() }),
  z.object({ kind: z.literal("team"), key: z.string(), title: z.string(), people: z.array(Named) }),
  z.object({
    kind: z.literal("rota"),
    key: z.string(),
    title: z.string(),
    people: z.array(Named).describe("Who is on shift at that moment"),
  }),
]);
export const RolesAnswer = z.record(z.string(), z.array(MemberAnswer));

export const ReleaseSummary = z.object({
  slug: z.string(),
  title: z.string(),
  state: z.enum(releaseStates),
  stage: z.string().nullable(),
  exposurePercent: z.number(),
  targetDate: z.string().nullable(),
  isRestricted: z.boolean(),
  template: z.object({ key: z.string(), version: z.number() }),
  champion: Named.nullable(),
  components: z.array(z.string()),
  holds: z.number(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
});

/** A release in a list, with what its gates come to. */
export const ListedRelease = ReleaseSummary.extend({
  status: z
    .enum(releaseStatuses)
    .nullable()
    .describe("What the current stage's gates come to; null for a draft and once ended"),
  waitingFor: z.array(Named).describe("People on whose decision it waits"),
  changedAt: z.string().describe("When it was last decided on"),
});
export type ListedRelease = z.output<typeof ListedRelease>;

const StageAnswer = z.object({
  key: z.string(),
  title: z.string(),
  status: z.enum(["upcoming", "current", "passed", "skipped", "reopened"]),
});
const PlannedStage = StageAnswer.extend({
  planned: z.string().nullable().describe("Day on which it is planned to be left"),
});

const DocumentHead = z.object({
  version: z.number(),
  digest: z.string(),
  changedAt: z.string(),
  changedBy: z.string(),
});

const Ability = z.union([
  z.object({
    allowed: z.literal(true),
    takes: z
      .array(MissingPlaces)
      .optional()
      .describe("Whom it takes beside the caller, where it takes several people"),
  }),
  z.object({
    allowed: z.literal(false),
    code: z.string(),
    reason: z.string(),
    whoMay: z.array(Named),
  }),
]);

export const ReleaseDetail = ReleaseSummary.omit({ components: true, holds: true }).extend({
  at: z.string().nullable().describe("The moment that was asked for; null: now"),
  createdBy: z.string(),
  rightsVersion: z.number().nullable(),
  components: z.array(
    z.object({
      key: z.string(),
      title: z.string(),
      tier: z.number(),
      from: z.string().nullable().describe("Baseline; pinned when the release starts"),
      to: z.string().nullable().describe("Candidate"),
    }),
  ),
  stages: z.array(PlannedStage),
  roles: RolesAnswer,
  documents: z.record(z.enum(documentKinds), DocumentHead),
  holds: z.array(
    z.object({
      id: z.string(),
      reason: z.string(),
      placedBy: z.string(),
      at: z.string(),
      isOrganisation: z.boolean().describe("Of every release; lifted at /holds/{id}/lift"),
      component: z
        .string()
        .nullable()
        .describe(
          "Key of the component whose pause it is, resumed at /components/{key}/resume; null: a hold",
        ),
    }),
  ),
  freezes: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        reason: z.string(),
        component: z.string().nullable().describe("null: the organisation"),
        from: z.string(),
        until: z.string(),
        isOverridden: z.boolean().describe("The release may pass this occurrence"),
      }),
    )
    .describe("In force: nothing advances but by an override"),
  abilities: z
    .record(z.string(), Ability)
    .nullable()
    .describe("What the caller may do now; null for a past moment"),
});
export type ReleaseDetail = z.output<typeof ReleaseDetail>;

const FromTo = z.strictObject({ from: z.number(), to: z.number() });
export const MigrationAnswer = z.strictObject({
  template: FromTo.extend({ key: z.string(), latest: z.number() }),
  rights: FromTo.nullable().describe("null: they stay"),
  changes: z.array(TemplateChange),
  rightsChanges: z.array(
    z.strictObject({ decision: z.string(), change: z.string(), words: z.string(), loosens: z.boolean() }),
  ),
  loosens: z.boolean().describe("Whether anything is not provably a tightening"),
  affected: z
    .array(
      z.strictObject({
        gate: z.string(),
        requirement: z.string().nullable().describe("null: the gate's approval"),
        title: z.string(),
        before: z.string().nullable(),
        after: z.string().nullable(),
      }),
    )
    .describe("Requirements that would stand otherwise; null: not there"),
  unfilled: z.array(z.string()).describe("Roles that somebody has to be given first"),
  refusal: z.string().nullable().describe("Why it cannot be moved as it stands, whoever asks"),
  ability: Ability.describe("Whether the caller may, and what it takes beside them"),
});
export type MigrationAnswer = z.output<typeof MigrationAnswer>;
export const MigratedRelease = z.strictObject({
  slug: z.string(),
  template: FromTo,
  rights: FromTo.nullable(),
});

export const CreatedRelease = z.object({
  slug: z.string(),
  title: z.string(),
  state: z.literal("draft"),
  template: z.object({ key: z.string(), version: z.number() }),
});

export const DocumentAnswer = z.object({
  kind: z.enum(documentKinds),
  version: z.number(),
  digest: z.string(),
  document: z.unknown().describe("null: none was written yet"),
  changedAt: z.string(),
  changedBy: z.string(),
  versions: z.array(DocumentHead),
});
export type DocumentAnswer = z.output<typeof DocumentAnswer>;

export const DatesAnswer = z.object({
  targetDate: z.string().nullable(),
  stages: z.record(z.string(), z.string()).describe("By a stage's key the day on which it is to be left"),
});
export const ChangedDocument = z.object({
  version: z.number(),
  digest: z.string(),
  changedParts: z.array(z.string()),
});
export const StartedRelease = z.object({ slug: z.string(), state: z.literal("active"), stage: z.string() });
export const EndedRelease = z.object({ slug: z.string(), state: z.enum(releaseStates) });
export const CandidateAnswer = z.object({
  component: z.string(),
  digest: z.string(),
  previous: z.string().nullable(),
});
export const PlacedHold = z.object({ id: z.string(), reason: z.string() });
export const LiftedHold = z.object({ id: z.string(), isLifted: z.boolean() });
