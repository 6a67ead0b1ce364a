import { z } from "zod";
import { oneOf } from "@/lib/platform/cross-checks";
import { CalendarDate } from "@/lib/platform/moments";
import { Email, Key } from "@/lib/platform/names";
import { decisions } from "@/lib/policy/model";
import { entryKindNames } from "./entry-kinds";

const shape = {
  kind: oneOf(entryKindNames).meta({ description: "Kind of entry" }),
  person: Email.meta({ description: "Who acted" }),
  role: Key.meta({ description: "In which role" }),
  gate: Key,
  stage: Key,
  decision: oneOf(decisions).meta({ description: "Which decision it is of, in the words of the rights" }),
  rule: z
    .string()
    .regex(/^[a-z][a-z0-9:* -]{0,99}$/, { error: "expected a rule's name, such as holds-right" })
    .meta({ description: "By which rule it was allowed" }),
  grant: z.uuid({ error: "expected the id of a row" }).meta({
    description:
      "By which row its role was held: an assignment, a place in a pool or team, a rota, a delegation",
  }),
};
const days = { from: CalendarDate, to: CalendarDate };
const all = { ...shape, ...days };
const names = Object.keys(all) as (keyof typeof all)[];

/** By what entries are narrowed, apart from their time. */
export const EntryConditions = z.strictObject(shape).partial();
export type EntryConditions = z.output<typeof EntryConditions>;

export type TimelineFilter = EntryConditions & { from?: string | undefined; to?: string | undefined };

/** The conditions that an address of a timeline names; what is none is left out. */
export function readTimelineFilter(values: Readonly<Record<string, string | undefined>>): TimelineFilter {
  const found = names.flatMap((name) => {
    const parsed = all[name].safeParse(values[name]);
    return parsed.success ? [[name, parsed.data]] : [];
  });
  return Object.fromEntries(found) as TimelineFilter;
}

/** The address of a release's timeline with these conditions, from the newest or before an entry. */
export function timelineHref(slug: string, filter: TimelineFilter, before: number | null = null): string {
  const query = new URLSearchParams();
  for (const name of names) {
    const value = filter[name];
    if (value !== undefined) query.set(name, value);
  }
  if (before !== null) query.set("before", String(before));
  const path = `/releases/${slug}/timeline`;
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
