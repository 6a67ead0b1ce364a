import { z } from "zod";
import {
  crossChecked,
  entriesOf,
  type Finding,
  fields,
  listOf,
  oneOf,
  repeated,
} from "@/lib/platform/cross-checks";
import { line } from "@/lib/platform/names";
import { Expected } from "@/lib/platform/overtaken";
import { isZone } from "@/lib/platform/recurrence";
import { weekdays } from "./rota";

const timeExpected = 'expected a time of day such as "09:00"';
const Opens = z
  .string({ error: () => timeExpected })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: timeExpected });
const Closes = z
  .string({ error: () => timeExpected })
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: timeExpected });

const dayExpected = 'expected a date such as "2026-12-25"';
const Holiday = z
  .string({ error: () => dayExpected })
  .refine((day) => /^20\d\d-\d\d-\d\d$/.test(day) && isDate(day), { error: dayExpected });

const targetExpected = "expected half a working day or more, in halves, at most 60";

const calendar = {
  zone: line(64).meta({ description: "IANA time zone of all local times", examples: ["Europe/Berlin"] }),
  days: listOf(oneOf(weekdays), { min: 1, max: 7 }),
  from: Opens,
  to: Closes.meta({ description: "Later on the same day; `24:00` is its end" }),
  holidays: listOf(Holiday, { max: 400 })
    .default([])
    .meta({ description: "Local dates on which nobody works" }),
};

/** When a person works. */
export const HoursDocument = crossChecked(fields(calendar), (given) => faultsIn(given));
export type HoursDocument = z.output<typeof HoursDocument>;

/** When the organisation works, and how long it may take to decide what has no due date of its own. */
export const OrganisationHours = crossChecked(
  fields({
    ...calendar,
    targetDays: z
      .number({ error: () => targetExpected })
      .min(0.5, { error: targetExpected })
      .max(60, { error: targetExpected })
      .multipleOf(0.5, { error: targetExpected })
      .default(2)
      .meta({ description: "Working days in which what waits for a role should be decided" }),
  }),
  (given) => faultsIn(given),
);
export type OrganisationHours = z.output<typeof OrganisationHours>;

/** Until an admin says otherwise. */
const shipped: OrganisationHours = {
  zone: "UTC",
  days: ["MO", "TU", "WE", "TH", "FR"],
  from: "09:00",
  to: "17:00",
  holidays: [],
  targetDays: 2,
};

/** What a row says; the shipped hours where it says nothing that is read. */
export function organisationHoursIn(document: unknown): OrganisationHours {
  const parsed = OrganisationHours.safeParse(document);
  return parsed.success ? parsed.data : shipped;
}

/** What a row says; null: it was erased. */
export function hoursIn(document: unknown): HoursDocument | null {
  const parsed = HoursDocument.safeParse(document);
  return parsed.success ? parsed.data : null;
}

export const ChangeOwnHours = fields({ hours: HoursDocument.nullable(), expected: Expected });
export const ChangeWorkingHours = fields({ hours: OrganisationHours, expected: Expected });

export const OwnHoursAnswer = z.strictObject({
  digest: z.string().describe("For If-Match"),
  isOwn: z.boolean().describe("false: one goes by the organisation's"),
  hours: HoursDocument,
});
export type OwnHoursAnswer = z.output<typeof OwnHoursAnswer>;

export const OrganisationHoursAnswer = z.strictObject({
  digest: z.string().describe("For If-Match"),
  isDefault: z.boolean(),
  hours: OrganisationHours,
});
export type OrganisationHoursAnswer = z.output<typeof OrganisationHoursAnswer>;

interface Given {
  zone?: string | undefined;
  days?: readonly (string | undefined)[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
  holidays?: readonly (string | undefined)[] | undefined;
}

function faultsIn({ zone, days, from, to, holidays }: Given): Finding[] {
  const isBackwards = from !== undefined && to !== undefined && to <= from;
  return [
    ...(zone === undefined || isZone(zone)
      ? []
      : [
          {
            path: ["zone"],
            message: `${zone} is no time zone`,
            expected: "an IANA name such as Europe/Berlin",
          },
        ]),
    ...(isBackwards
      ? [{ path: ["to"], message: `${to} is not after ${from}`, expected: "a later time of the same day" }]
      : []),
    ...repeated(keysIn("days", days), "day"),
    ...repeated(keysIn("holidays", holidays), "holiday"),
  ];
}

function keysIn(name: string, list: readonly (string | undefined)[] | undefined) {
  return entriesOf(list).map(([at, key]) => ({ key, path: [name, at] }));
}

function isDate(day: string): boolean {
  const at = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}
