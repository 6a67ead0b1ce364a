import { z } from "zod";
import { Condition, GateAnswer } from "@/lib/gates/schemas";
import { fields, listOf, oneOf, wholeNumber } from "@/lib/platform/cross-checks";
import { CalendarDate, Limit } from "@/lib/platform/moments";
import { Email, Key, line, markdown, Slug } from "@/lib/platform/names";
import { reviewOutcomes } from "./model";

const Reason = markdown(4_000);
const ReviewName = z.string().max(100).meta({ description: "Name of a review, as lists answer it" });
const LocalTime = z
  .string({ error: "expected a local time such as 2026-12-03T15:00" })
  .max(30)
  .meta({
    description: "Local time in the series' time zone",
    examples: ["2026-12-03T15:00"],
  });
const Rule = line(300).meta({
  description: "RRULE by RFC 5545 without its name",
  examples: ["FREQ=WEEKLY;BYDAY=TH"],
});
const Minutes = wholeNumber(5, 1440);
const Scope = oneOf(["this", "following"]).meta({
  description: "this occurrence alone (unless told), or the series from it on",
});

export const ScheduleReview = fields({
  title: line(200),
  start: LocalTime,
  zone: line(64).meta({ description: "IANA time zone", examples: ["Europe/Berlin"] }),
  /** Absent: once. */
  rule: Rule.nullable().optional(),
  minutes: Minutes.default(60),
  covers: fields({
    templates: listOf(Key, { max: 50 }).optional(),
    components: listOf(Key, { max: 50 }).optional(),
    teams: listOf(Key, { max: 50 }).optional(),
    releases: listOf(Slug, { max: 50 }).optional(),
  }),
  /** Beside the champions of what it covers. */
  invited: fields({
    roles: listOf(Key, { max: 50 }).optional(),
    people: listOf(Email, { max: 200 }).optional(),
  }).optional(),
});

export const MoveReview = fields({
  review: ReviewName,
  start: LocalTime,
  minutes: Minutes.optional(),
  scope: Scope.optional(),
  /** Of the series from here on; by default as before. */
  rule: Rule.optional(),
  reason: Reason.optional(),
});

export const CancelReview = fields({ review: ReviewName, scope: Scope.optional(), reason: Reason });
export const RecordAttendance = fields({ review: ReviewName, people: listOf(Email, { max: 200 }) });
export const WriteMinutes = fields({
  review: ReviewName,
  text: markdown(100_000),
  version: wholeNumber(0, 100_000).meta({ description: "The version that this follows; 0: the first" }),
});

export const TickAttendance = fields({
  review: ReviewName,
  person: Email,
  isPresent: z.boolean({ error: "expected true or false" }),
});

const Session = z
  .string()
  .max(64)
  .meta({ description: "Id of the presentation that stands, as its answer names it" });
const StepItem = z
  .string()
  .min(1)
  .max(400)
  .meta({
    description: "opening, closing, or of a release the key of an agenda item, or conclusion",
    examples: ["gate:ready"],
  });
const step = {
  release: Slug.nullable().optional().meta({ description: "Absent or null: the opening or the closing" }),
  item: StepItem,
};
export const PresentReview = fields({
  review: ReviewName,
  replaces: Session.optional().meta({ description: "Absent: nobody presents" }),
});
export const EndPresenting = fields({ review: ReviewName, session: Session });
export const ShowStep = fields({ review: ReviewName, session: Session, ...step });
export const NoteOnReview = fields({
  review: ReviewName,
  ...step,
  text: line(500),
  condition: fields({ owner: Email, due: Limit })
    .optional()
    .meta({ description: "A condition of a go on conditions: it is imposed by whoever concludes" }),
});

export const PlanItem = fields({
  review: ReviewName,
  ...step,
  minutes: wholeNumber(1, 480)
    .nullable()
    .meta({ description: "How long it is planned to take; null: its share of what is left of the meeting" }),
});

export const ConcludeReview = fields({
  review: ReviewName,
  release: Slug,
  outcome: oneOf(reviewOutcomes),
  reason: Reason.optional(),
  conditions: listOf(Condition, { max: 20 }).optional(),
  replaces: z.string().max(64).optional().meta({
    description: "Id of this review's earlier outcome for the release, where there is one",
  }),
});
export type ConcludeReview = z.output<typeof ConcludeReview>;

export const CalendarAddressOf = fields({ person: Email });

const Named = z.strictObject({ name: z.string(), email: z.string() });
const ReleaseNamed = z.strictObject({ slug: z.string(), title: z.string() });

export const ReviewAnswer = z.strictObject({
  id: z.string(),
  series: z.string(),
  title: z.string(),
  start: z.string(),
  end: z.string(),
  zone: z.string(),
  rule: z.string().nullable().describe("null: once"),
  state: z.enum(["scheduled", "held", "cancelled"]),
  originalStart: z.string(),
  releases: z.array(ReleaseNamed).describe("In flight and covered, as far as the caller sees them"),
  isInvited: z.boolean().describe("By name, by role, as champion, or as who called it"),
});
export type ReviewAnswer = z.output<typeof ReviewAnswer>;

export const ReviewRange = z
  .strictObject({ from: CalendarDate, to: CalendarDate, mine: z.literal("yes").optional() })
  .refine(
    ({ from, to }) =>
      Date.parse(to) >= Date.parse(from) && Date.parse(to) - Date.parse(from) <= 400 * 86_400_000,
    {
      path: ["to"],
      error: "expected a day from `from` on, at most 400 days after it",
    },
  );
export const ReviewsAnswer = z.strictObject({
  items: z.array(ReviewAnswer),
  nextCursor: z.null(),
  isCut: z.boolean(),
});

const OutcomeAnswer = z.strictObject({
  id: z.string(),
  outcome: z.enum(reviewOutcomes),
  counts: z
    .enum(reviewOutcomes)
    .describe("As what it counts: a conditional go is a go once its conditions are met"),
  reason: z.string().nullable(),
  by: Named,
  at: z.string(),
  conditions: z.array(
    z.strictObject({
      id: z.string(),
      text: z.string(),
      owner: Named.nullable(),
      due: z.string(),
      isOpen: z.boolean(),
    }),
  ),
});
/** What is spoken about, the hardest first. */
export const agendaKinds = [
  "veto",
  "needs-work",
  "condition",
  "obligation",
  "concern",
  "waiver",
  "drill",
  "criterion",
  "gate",
] as const;
const AgendaItem = z.strictObject({
  kind: z.enum(agendaKinds),
  key: z.string().describe("By which it is known on the agenda of its release"),
  text: z.string().describe("Of a gate its title"),
  details: z.array(z.string()).describe("Of a gate what stands in its way"),
  status: GateAnswer.shape.status.nullable().describe("Of a gate"),
  gate: z.string().nullable().describe("Key of the gate that it is about"),
  who: z.array(Named).describe("Who can clear it, or whose it is"),
});
export const AgendaAnswer = z.strictObject({
  release: ReleaseNamed,
  stage: z.string().nullable(),
  items: z.array(AgendaItem),
  outcome: OutcomeAnswer.nullable().describe("How this review ended for the release"),
});
export const NoteAnswer = z.strictObject({
  id: z.string(),
  release: z.string().nullable(),
  item: z.string(),
  text: z.string(),
  condition: z.strictObject({ owner: Named, due: z.string() }).nullable(),
  by: Named,
  at: z.string(),
});
export type NoteAnswer = z.output<typeof NoteAnswer>;
export const PlannedTime = z.strictObject({
  release: z.string().nullable(),
  item: z.string(),
  minutes: z.number(),
});
export type PlannedTime = z.output<typeof PlannedTime>;

export const ReviewDetail = ReviewAnswer.extend({
  calledBy: Named,
  covers: z.strictObject({
    templates: z.array(z.string()),
    components: z.array(z.string()),
    teams: z.array(z.string()),
    releases: z.array(z.string()),
  }),
  invited: z.strictObject({ roles: z.array(z.string()), people: z.array(Named) }),
  attendance: z.strictObject({ people: z.array(Named), by: Named, at: z.string() }).nullable(),
  minutes: z.strictObject({ version: z.number(), text: z.string(), by: Named, at: z.string() }).nullable(),
  draft: z.string().describe("Minutes to begin with; restricted releases are left out"),
  notes: z.array(NoteAnswer).describe("What was written down step by step, of releases that the caller sees"),
  times: z
    .array(PlannedTime)
    .describe("Steps of which somebody said how long they are planned to take; others share what is left"),
  agenda: z.array(AgendaAnswer),
  isCut: z.boolean().describe("More releases are covered than an agenda holds"),
});
export type ReviewDetail = z.output<typeof ReviewDetail>;

const StepAnswer = z.strictObject({ release: z.string().nullable(), item: z.string() });
export const PresentationAnswer = z.strictObject({
  review: z.string(),
  version: z.string().describe("Another whenever something else is shown, as events tell it"),
  session: z
    .strictObject({ id: z.string(), presenter: Named, since: z.string() })
    .nullable()
    .describe("null: nobody presents"),
  current: z
    .strictObject({
      step: StepAnswer.nullable().describe("null: of a release that the caller does not see"),
      since: z.string(),
      plannedMs: z
        .number()
        .describe("What was said of it, or its share of what was left of the meeting when it came up"),
      isGone: z.boolean().describe("It was settled, or its release ended, while it was spoken about"),
    })
    .nullable(),
  previous: StepAnswer.nullable(),
  next: StepAnswer.nullable(),
  steps: z.array(StepAnswer).describe("As far as the caller sees the releases"),
  notes: z.array(NoteAnswer),
});
export type PresentationAnswer = z.output<typeof PresentationAnswer>;
