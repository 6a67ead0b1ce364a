import { z } from "zod";
import { crossChecked, fields, type Finding, type Sound } from "@/lib/platform/cross-checks";
import { findDurationMs, PositiveDuration } from "@/lib/platform/durations";
import { Moment } from "@/lib/platform/moments";
import { Key, line, markdown, Slug } from "@/lib/platform/names";
import { recurrenceFault } from "@/lib/platform/recurrence";

const Reason = markdown(4_000);
const minuteMs = 60_000;
const mostMs = 366 * 86_400_000;

const Once = fields({ from: Moment, until: Moment });

const Recurring = fields({
  start: line(40).meta({
    description: "Local date and time of the first start",
    examples: ["2026-11-27T18:00"],
  }),
  zone: line(80).meta({ description: "IANA name of the time zone", examples: ["Europe/Berlin"] }),
  rule: line(300).meta({
    description: "RFC 5545 rule without its name",
    examples: ["FREQ=WEEKLY;BYDAY=FR"],
  }),
  duration: PositiveDuration.meta({
    description: "How long each lasts by the clock of the zone; whole minutes, at most 366d",
    examples: ["60h"],
  }),
});

const Shape = fields({
  title: line(120),
  reason: Reason,
  component: Key.optional(),
  once: Once.optional(),
  recurring: Recurring.optional(),
});
export type SetFreeze = z.output<typeof Shape>;

/** What a freeze window is: of the organisation, or of the component named; once or recurring. */
export const SetFreeze = crossChecked(Shape, (value) => [
  ...kindFindings(value),
  ...onceFindings(value.once),
  ...recurringFindings(value.recurring),
]);

function kindFindings({ once, recurring }: Sound<SetFreeze>): Finding[] {
  if ((once === undefined) !== (recurring === undefined)) return [];
  const message = once === undefined ? "says no time" : "is once and recurring";
  return [{ path: ["once"], message, expected: "either once or recurring" }];
}

function onceFindings(once: Sound<SetFreeze>["once"]): Finding[] {
  if (once?.from === undefined || once.until === undefined) return [];
  const ms = Date.parse(once.until) - Date.parse(once.from);
  if (Number.isNaN(ms) || (ms > 0 && ms <= mostMs)) return [];
  return [
    {
      path: ["once", "until"],
      message: "is no time after `from`, or too long after it",
      expected: "a time after `from`, at most 366 days",
    },
  ];
}

function recurringFindings(recurring: Sound<SetFreeze>["recurring"]): Finding[] {
  if (recurring === undefined) return [];
  const { start, zone, rule, duration } = recurring;
  const fault =
    start === undefined || zone === undefined || rule === undefined
      ? null
      : recurrenceFault({ start, zone, rule });
  const findings: Finding[] =
    fault === null
      ? []
      : [
          {
            path: ["recurring", fault.field],
            message: fault.message,
            expected: "a local start, a time zone and a rule that happens at that start",
          },
        ];
  const ms = duration === undefined ? null : findDurationMs(duration);
  if (ms !== null && (ms % minuteMs !== 0 || ms > mostMs))
    findings.push({
      path: ["recurring", "duration"],
      message: "is no such duration",
      expected: "whole minutes, at most 366d",
    });
  return findings;
}

export const EndFreeze = fields({ id: z.string().max(64), reason: Reason });
export const OverrideFreeze = fields({
  release: Slug,
  freeze: z.string().max(64),
  occurrence: Moment.optional().meta({
    description: "When the occurrence starts; absent: the one in force, else the next",
  }),
  reason: Reason,
});
export const PlaceOrganisationHold = fields({ reason: Reason });
export const LiftOrganisationHold = fields({ hold: z.string().max(64), reason: Reason });

const Named = z.object({ name: z.string(), email: z.string() });

const Occurrence = z.object({ from: z.string(), until: z.string() });

export const FreezeAnswer = z.object({
  id: z.string(),
  title: z.string(),
  reason: z.string(),
  component: z.string().nullable().describe("null: the organisation"),
  once: Occurrence.nullable(),
  recurring: z
    .object({ start: z.string(), zone: z.string(), rule: z.string(), duration: z.string() })
    .nullable(),
  setBy: Named,
  setAt: z.string(),
  ended: z.object({ by: Named, at: z.string(), reason: z.string() }).nullable(),
});
export type FreezeAnswer = z.output<typeof FreezeAnswer>;

export const ListedFreeze = FreezeAnswer.extend({
  inForce: z.boolean(),
  next: Occurrence.nullable().describe("The occurrence in force, else the one that comes next"),
  occurrences: z
    .array(
      Occurrence.extend({
        overriddenBy: z
          .array(z.object({ slug: z.string(), title: z.string() }))
          .describe("Releases that may pass it, of those that the caller sees"),
      }),
    )
    .describe("In the time asked for"),
});
export type ListedFreeze = z.output<typeof ListedFreeze>;

export const OverrideAnswer = z.object({
  id: z.string(),
  freeze: z.string(),
  occurrence: Occurrence,
});

export const OrganisationHold = z.object({
  id: z.string(),
  reason: z.string(),
  placedBy: Named,
  at: z.string(),
});
export type OrganisationHold = z.output<typeof OrganisationHold>;
