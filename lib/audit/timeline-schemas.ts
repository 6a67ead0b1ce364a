import { z } from "zod";
import { oneOf } from "@/lib/platform/cross-checks";
import { CalendarDate } from "@/lib/platform/moments";
import { Email, Key, Slug } from "@/lib/platform/names";
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

/** By what entries are narrowed, apart from their time. */
export const EntryConditions = z.strictObject(shape).partial();
export type EntryConditions = z.output<typeof EntryConditions>;

const { decision: _decision, rule: _rule, grant: _grant, ...onRelease } = shape;
const ofTimeline = { ...onRelease, ...days };
const ofLedger = { ...shape, release: Slug, ...days };

export type TimelineFilter = Filter<typeof ofTimeline>;
export type LedgerFilter = Filter<typeof ofLedger>;

type Filter<Shape extends Record<string, z.ZodType>> = { [Name in keyof Shape]?: z.output<Shape[Name]> };
type Values = Readonly<Record<string, string | undefined>>;

/** The conditions that an address of a timeline names; what is none is left out. */
export function readTimelineFilter(values: Values): TimelineFilter {
  return readFilter(ofTimeline, values);
}

export function readLedgerFilter(values: Values): LedgerFilter {
  return readFilter(ofLedger, values);
}

/** Names of what an address of the ledger can be narrowed by. */
export const ledgerFilterNames = Object.keys(ofLedger) as (keyof typeof ofLedger)[];

/** The address of a release's timeline with these conditions, from the newest or before an entry. */
export function timelineHref(slug: string, filter: TimelineFilter, before: number | null = null): string {
  return hrefWith(`/releases/${slug}/timeline`, filter, before);
}

export function ledgerHref(filter: LedgerFilter, before: number | null = null): string {
  return hrefWith("/ledger", filter, before);
}

function readFilter<Shape extends Record<string, z.ZodType>>(shape: Shape, values: Values): Filter<Shape> {
  const found = Object.entries(shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse(values[name]);
    return parsed.success ? [[name, parsed.data]] : [];
  });
  return Object.fromEntries(found) as Filter<Shape>;
}

function hrefWith(path: string, filter: Values, before: number | null): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, value);
  if (before !== null) query.set("before", String(before));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
