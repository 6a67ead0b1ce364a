import { z } from "zod";
import { entryKindNames } from "@/lib/audit/entry-kinds";
import { crossChecked, entriesOf, type Finding, fields, listOf, oneOf } from "@/lib/platform/cross-checks";
import { Key, line, Slug, WebAddress } from "@/lib/platform/names";
import { Expected } from "@/lib/platform/overtaken";
import { isZone } from "@/lib/platform/recurrence";
import { weekdays } from "@/lib/policy/rota";
import { reminderKinds } from "@/lib/gates/reminder-levels";
import { hearingChoices } from "./hearing-because";
import { hearingReasons } from "./hearing-rules";
import { askingTopics, noticeChannels, paces, topics } from "./model";

const timeExpected = 'expected a time of day such as "20:00"';
const TimeOfDay = z
  .string({ error: () => timeExpected })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: timeExpected });

const Rule = fields({
  by: listOf(oneOf(noticeChannels), { max: 3 }),
  when: oneOf(paces).default("at-once").meta({ description: "The inbox is always at once" }),
});

/** What somebody wants to hear of, and how. */
export const NoticeDocument = crossChecked(
  fields({
    zone: line(64)
      .default("UTC")
      .meta({ description: "IANA time zone of all local times", examples: ["Europe/Berlin"] }),
    dailyAt: TimeOfDay.default("08:00").meta({ description: "Local time of the daily digest" }),
    quiet: fields({
      from: TimeOfDay.optional(),
      to: TimeOfDay.optional().meta({ description: "Not after `from`: on the next day" }),
      days: listOf(oneOf(weekdays), { max: 6 }).optional().meta({ description: "Quiet as a whole" }),
    })
      .optional()
      .meta({
        description:
          "When nothing is sent; it waits until then. Escalations of rollbacks of severity sev1 and sev2 pass",
      }),
    topics: z
      .partialRecord(oneOf(topics), Rule)
      .default({})
      .meta({ description: "By kind of entry, or what is asked; what is absent goes by the defaults" }),
  }),
  ({ zone, quiet, topics: chosen }) => [
    ...(zone === undefined || isZone(zone)
      ? []
      : [
          {
            path: ["zone"],
            message: `${zone} is no time zone`,
            expected: "an IANA name such as Europe/Berlin",
          },
        ]),
    ...quietFaults(quiet),
    ...Object.entries(chosen ?? {}).flatMap(([topic, rule]) => {
      const by = entriesOf(rule?.by);
      return by.flatMap(([at, channel]) =>
        by.some(([other, same]) => other < at && same === channel)
          ? [{ path: ["topics", topic, "by", at], message: `${channel} stands twice`, expected: "each once" }]
          : [],
      );
    }),
  ],
);
export type NoticeDocument = z.output<typeof NoticeDocument>;

function quietFaults(quiet: { from?: string | undefined; to?: string | undefined } | undefined): Finding[] {
  if (quiet === undefined) return [];
  const { from, to } = quiet;
  if ((from === undefined) !== (to === undefined))
    return [{ path: ["quiet"], message: "has one end only", expected: "both from and to, or neither" }];
  return from !== undefined && from === to
    ? [{ path: ["quiet", "to"], message: "is a whole day", expected: "another time than from" }]
    : [];
}

export const ChangeOwnRules = fields({ rules: NoticeDocument, expected: Expected });

const Hook = WebAddress.refine((url) => url.startsWith("https:") || url.startsWith("http:"))
  .nullable()
  .meta({
    description:
      "A Slack-compatible incoming webhook; null: none. Whoever knows it can post there, so it is never shown again",
  });
export const ChangeOwnHook = fields({ url: Hook });

export const ChangeTeamRules = fields({ team: Key, rules: NoticeDocument, expected: Expected });
export const ChangeTeamHook = fields({ team: Key, url: Hook });

export const OneRelease = fields({ release: Slug });

export const MarkNotices = fields({
  upTo: z
    .int({ error: () => "expected the number of an entry" })
    .min(0, { error: "expected the number of an entry" })
    .meta({ description: "Number of the newest entry that was read" }),
});

const HookAnswer = z
  .strictObject({ host: z.string(), since: z.string() })
  .nullable()
  .describe("Where chat messages are posted to, without its secret; null: nowhere");

export const RulesAnswer = z.strictObject({
  digest: z.string().describe("For If-Match"),
  isDefault: z.boolean(),
  rules: NoticeDocument,
  slack: HookAnswer,
  email: z.boolean().describe("Whether this installation sends e-mail"),
});
export type RulesAnswer = z.output<typeof RulesAnswer>;

/** What a reminder is of. */
export const Reminded = z.strictObject({
  kind: z.enum(reminderKinds),
  level: z
    .string()
    .describe("How far its time is over: `half`, `soon`, `due`, `target`, `overdue-3d`, `over-2d` …"),
  deadline: z.string(),
  gate: z.string().nullable().describe("Its title"),
  requirement: z.string().nullable().describe("Its title; null with a gate: the gate's approval"),
  role: z.string().nullable().describe("For whom it waits, or what is delegated"),
  decision: z.string().nullable().describe("What is proposed"),
});
export type Reminded = z.output<typeof Reminded>;

/** What cannot be read must keep nobody from being told of it. */
export function readReminded(value: unknown): Reminded | null {
  const parsed = Reminded.safeParse(value);
  return parsed.success ? parsed.data : null;
}

export const NoticeAnswer = z.strictObject({
  seq: z.number(),
  type: z.string(),
  kind: z.enum(entryKindNames).nullable(),
  topic: z.enum(topics),
  reason: z.enum(hearingReasons).describe("Why one hears of it"),
  at: z.string(),
  actor: z.string().nullable(),
  release: z.strictObject({ slug: z.string(), title: z.string() }).nullable(),
  isRead: z.boolean(),
  reminder: Reminded.nullable().describe("What one is reminded of; null: it is no reminder"),
});
export type NoticeView = z.output<typeof NoticeAnswer>;

export const ChosenAnswer = z.strictObject({ slug: z.string(), title: z.string(), since: z.string() });
export type ChosenRelease = z.output<typeof ChosenAnswer>;

const through = z
  .strictObject({ kind: z.enum(["team", "rota"]), title: z.string() })
  .nullable()
  .describe("By which team or rota one holds it; null: by oneself");
const BecauseAnswer = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("role"), role: z.string(), through }),
  z.strictObject({ kind: z.literal("voted"), role: z.string() }),
  z.strictObject({ kind: z.literal("author"), component: z.string() }),
  z.strictObject({ kind: z.literal("acted") }),
]);

export const HearingAnswer = z.strictObject({
  choice: z.enum(hearingChoices).describe("`rules`: one hears of it where one takes part"),
  since: z.string().nullable().describe("Since when one follows or muted it; null: one chose nothing"),
  because: z.array(BecauseAnswer).describe("How one takes part; empty: not at all"),
  hears: z.boolean().describe("Whether one hears of what others do there"),
  always: z.array(z.enum(askingTopics)).describe("Of what one hears whatever one chose"),
});
export type HearingView = z.output<typeof HearingAnswer>;
