import { z } from "zod";
import { crossChecked, entriesOf, type Finding, fields, listOf, oneOf } from "@/lib/platform/cross-checks";
import { Moment } from "@/lib/platform/moments";
import { Email, emailKey, Key, line, markdown } from "@/lib/platform/names";
import { Expected } from "@/lib/platform/overtaken";
import { recurrenceFault } from "@/lib/platform/recurrence";
import { weekdays } from "./rota";

const TimeOfDay = z
  .string({ error: () => 'expected a time of day such as "09:00"' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'expected a time of day such as "09:00"' });

const everyWeek = "FREQ=WEEKLY";

/** Who takes turns, when they hand over, and which hours are covered. */
export const RotaDocument = crossChecked(
  fields({
    zone: line(64).meta({
      description: "IANA time zone; hand-overs and hours stay at their local time in it",
      examples: ["Europe/Berlin"],
    }),
    people: listOf(Email, { min: 1, max: 50 }).meta({
      description: "In the order of their turns; the first from the first hand-over on",
    }),
    handover: fields({
      starting: line(16).meta({
        description: "Local time of the first hand-over, before which nobody is on shift",
        examples: ["2026-11-30T09:00"],
      }),
      every: line(400)
        .default(everyWeek)
        .meta({ description: "RFC 5545 rule by which hand-overs recur", examples: [everyWeek] }),
    }),
    hours: listOf(
      fields({
        days: listOf(oneOf(weekdays), { min: 1, max: 7 }),
        from: TimeOfDay,
        to: TimeOfDay.meta({ description: "Not after `from`: on the next day" }),
      }),
      { min: 1, max: 21 },
    )
      .optional()
      .meta({ description: "Hours in which somebody is on shift; absent: always" }),
  }),
  ({ zone, people, handover }) => [...peopleTwice(people), ...handoverFaults(zone, handover)],
);
export type RotaDocument = z.output<typeof RotaDocument>;

function peopleTwice(people: readonly (string | undefined)[] | undefined): Finding[] {
  const keys = entriesOf(people).map(([at, email]) => ({ at, key: emailKey(email) }));
  return keys.flatMap(({ at, key }) =>
    keys.some((other) => other.at < at && other.key === key)
      ? [{ path: ["people", at], message: `${key} stands twice`, expected: "each person once" }]
      : [],
  );
}

function handoverFaults(
  zone: string | undefined,
  handover: { starting?: string | undefined; every?: string | undefined } | undefined,
): Finding[] {
  const { starting, every } = handover ?? {};
  if (zone === undefined || starting === undefined || every === undefined) return [];
  if (/(^|;)(COUNT|UNTIL)=/.test(every)) {
    const message = "ends, and a rota goes on until it is changed";
    return [{ path: ["handover", "every"], message, expected: "a rule without COUNT and UNTIL" }];
  }
  const fault = recurrenceFault({ start: starting, zone, rule: every });
  if (fault === null) return [];
  const places = {
    zone: { path: ["zone"], expected: "an IANA time zone such as Europe/Berlin" },
    start: { path: ["handover", "starting"], expected: "a local time such as 2026-11-30T09:00" },
    rule: { path: ["handover", "every"], expected: "an RFC 5545 rule such as FREQ=WEEKLY" },
  };
  return [{ ...places[fault.field], message: fault.message }];
}

export const CreateRota = fields({ key: Key, title: line(120), team: Key, rota: RotaDocument });
export const RotaBody = fields({ rota: RotaDocument });
export const ChangeRota = fields({ key: Key, rota: RotaDocument, expected: Expected });
export const RotaParam = fields({ key: Key });
export const OverrideParam = fields({ key: Key, id: z.uuid({ error: "expected the id of an override" }) });

export const OverrideBody = fields({
  person: Email,
  from: Moment.optional().meta({ description: "Absent, or past: from now on" }),
  until: Moment,
  reason: markdown(1_000),
});
export const OverrideShift = fields({ key: Key, ...OverrideBody.shape });

const mostDays = 92;
const dayMs = 86_400_000;

/** Absent: the coming four weeks. */
export const RotaRange = z
  .strictObject({ from: Moment, to: Moment })
  .partial()
  .refine(
    ({ from, to }) => {
      if (from === undefined && to === undefined) return true;
      const days = (Date.parse(to ?? "") - Date.parse(from ?? "")) / dayMs;
      return days > 0 && days <= mostDays;
    },
    { path: ["to"], error: `expected both from and to, at most ${mostDays} days apart` },
  );

const Person = z.strictObject({ name: z.string(), email: z.string() });
const Times = { from: z.string(), to: z.string() };
const Shift = z.strictObject({ person: Person, ...Times });

const Head = {
  key: z.string(),
  title: z.string(),
  team: z.string().describe("Whose leads change it"),
  zone: z.string(),
  people: z
    .array(z.strictObject({ ...Person.shape, isEnabled: z.boolean() }))
    .describe("In the order of their turns"),
  now: Shift.nullable().describe("Who is on shift, and until when; null: nobody"),
  next: Shift.nullable().describe("Who comes then"),
  gap: z.strictObject(Times).nullable().describe("The next time at which nobody is on shift, now included"),
};

export const RotaSummary = z.strictObject(Head);
export type RotaSummary = z.output<typeof RotaSummary>;

export const RotaAnswer = z.strictObject({
  ...Head,
  version: z.number(),
  digest: z.string().describe("For If-Match of PUT /rotas/{key}"),
  rota: RotaDocument,
  from: z.string(),
  to: z.string(),
  shifts: z.array(
    z.strictObject({
      ...Shift.shape,
      source: z.enum(["rotation", "override"]),
      override: z.string().nullable().describe("Id of the override that it is by"),
    }),
  ),
  gaps: z.array(z.strictObject(Times)).describe("Times in which nobody is on shift"),
  overrides: z
    .array(
      z.strictObject({
        id: z.string(),
        person: Person,
        ...Times,
        reason: z.string(),
        setBy: Person,
        setAt: z.string(),
        may: z.boolean().describe("Whether the caller may end it"),
      }),
    )
    .describe("Those that are in effect or will be"),
  uses: z
    .array(z.strictObject({ slug: z.string(), title: z.string(), role: z.string() }))
    .describe("Roles that it fills on drafts and releases in flight that the caller sees"),
  notInPool: z
    .array(z.strictObject({ role: z.string(), people: z.array(Person) }))
    .describe("People of the rota who are not in the pool of a role that it fills, and so do not hold it"),
});
export type RotaAnswer = z.output<typeof RotaAnswer>;

export const OverrideAnswer = z.strictObject({ id: z.string(), ...Times });
