import { z } from "zod";
import { releaseStatuses } from "@/lib/gates/release-status";
import { CalendarDate } from "@/lib/platform/moments";
import { Key } from "@/lib/platform/names";
import { daysBetween } from "./calendar";
import { releaseStates } from "./model";

const conditions = {
  team: Key,
  component: Key,
  template: Key,
  mine: z
    .literal("yes", { error: 'expected "yes"' })
    .meta({ description: "Releases in which the caller holds a role" }),
};
const names = Object.keys(conditions) as (keyof typeof conditions)[];

export const CalendarFilter = z.strictObject(conditions).partial();
export type CalendarFilter = z.output<typeof CalendarFilter>;

const mostDays = 400;

/** Days of which a calendar is asked. */
export const CalendarRange = z
  .strictObject({ from: CalendarDate, to: CalendarDate, ...CalendarFilter.shape })
  .refine(({ from, to }) => daysBetween(from, to) >= 0 && daysBetween(from, to) <= mostDays, {
    path: ["to"],
    error: `expected a day from \`from\` on, at most ${mostDays} days after it`,
  });

export const CalendarAnswer = z.strictObject({
  items: z.array(
    z.discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("target"),
        date: z.string(),
        release: z.strictObject({
          slug: z.string(),
          title: z.string(),
          state: z.enum(releaseStates),
          status: z.enum(releaseStatuses).nullable(),
          onHold: z.boolean(),
        }),
      }),
      z.strictObject({
        kind: z.literal("soak"),
        date: z.string(),
        at: z.string().describe("When the soak of the present step is met if nothing comes between"),
        percent: z.number(),
        release: z.strictObject({ slug: z.string(), title: z.string() }),
      }),
    ]),
  ),
  nextCursor: z.null(),
  isCut: z.boolean().describe("More stands in these days than is answered at once; ask for fewer days"),
});

/** The conditions that an address of the calendar names; what is none is left out. */
export function readCalendarFilter(values: Readonly<Record<string, string | undefined>>): CalendarFilter {
  const found = names.flatMap((name) => {
    const parsed = conditions[name].safeParse(values[name]);
    return parsed.success ? [[name, parsed.data]] : [];
  });
  return Object.fromEntries(found) as CalendarFilter;
}

/** The address of the calendar of a month, or of the present one, with these conditions. */
export function calendarHref(month: string | null, filter: CalendarFilter): string {
  const query = new URLSearchParams(month === null ? {} : { month });
  for (const name of names) {
    const value = filter[name];
    if (value !== undefined) query.set(name, value);
  }
  return query.size === 0 ? "/calendar" : `/calendar?${query.toString()}`;
}
