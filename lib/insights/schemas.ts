import { z } from "zod";
import { Key } from "@/lib/platform/names";
import { PageQuery } from "@/lib/platform/paging";
import { measures } from "./model";

const monthExpected = 'expected a month such as "2026-11"';
const Month = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, { error: monthExpected })
  .meta({ description: "A month, UTC" });

const conditions = {
  team: Key.meta({ description: "Releases of components that this team owned when they were created" }),
  template: Key,
  from: Month,
  to: Month,
};
type Name = keyof typeof conditions;
const names = Object.keys(conditions) as Name[];
const mostMonths = 120;

function monthsBetween(from: string, to: string): number {
  const number = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
  return number(to) - number(from);
}

export function isPeriod({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean {
  if (from === undefined || to === undefined) return true;
  const months = monthsBetween(from, to);
  return months >= 0 && months < mostMonths;
}
const order = {
  path: ["to"],
  error: `expected a month from \`from\` on, fewer than ${mostMonths} months after it`,
};

/** Which releases, and in which months; absent: all of them, in the twelve months that end with the present one. */
export const HealthQuery = z.strictObject(conditions).partial().refine(isPeriod, order);
export type HealthQuery = z.output<typeof HealthQuery>;

/** The same with all that is given. */
export interface HealthFilter {
  team: string | null;
  template: string | null;
  from: string;
  to: string;
}

/** The months that a question is about. */
export function filterOf({ team, template, from, to }: HealthQuery, now: Date): HealthFilter {
  const last = to ?? (from !== undefined && from > monthOf(now) ? from : monthOf(now));
  return { team: team ?? null, template: template ?? null, from: from ?? monthBefore(last, 11), to: last };
}

export function monthOf(at: Date): string {
  return at.toISOString().slice(0, 7);
}

/** So many months before one. */
export function monthBefore(month: string, months: number): string {
  const number = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 - months;
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;
}

/** Each month of a period, in order. */
export function monthsIn({ from, to }: Pick<HealthFilter, "from" | "to">): string[] {
  return Array.from({ length: monthsBetween(from, to) + 1 }, (_, index) => monthBefore(from, -index));
}

/** The conditions that an address names; what is none is left out. */
export function readHealthQuery(values: Readonly<Record<string, string | undefined>>): HealthQuery {
  const found = names.flatMap((name) => {
    const parsed = conditions[name].safeParse(values[name]);
    return parsed.success ? [[name, parsed.data]] : [];
  });
  const query = Object.fromEntries(found) as HealthQuery;
  return isPeriod(query) ? query : { ...query, from: undefined, to: undefined };
}

const ms = z.int().nullable();

export const Figure = z.strictObject({
  measure: z.enum(measures),
  subject: z
    .string()
    .describe("A role, a component, or a stage, gate or criterion as `template/key`; empty: all"),
  detail: z.string().describe("Of a wait the gate as `template/key`; empty: all"),
  count: z.int(),
  late: z.int().describe("How many of them took longer than was agreed"),
  medianMs: ms.describe("To the nearest step for its size; null: it is counted alone"),
  p90Ms: ms.describe("What nine of ten did not exceed, to the nearest step"),
});
export type Figure = z.output<typeof Figure>;

export const MonthFigures = z.strictObject({
  month: z.string(),
  measure: z.enum(measures),
  count: z.int(),
  medianMs: ms,
  p90Ms: ms,
});
export type MonthFigures = z.output<typeof MonthFigures>;

export const WaitingFigure = z.strictObject({
  role: z.string().describe("empty: all"),
  gate: z.string().describe("as `template/key`; empty: all"),
  count: z.int().describe("So many requirements and approvals wait for the role now"),
  paused: z.int().describe("With how many of them the clock stands still, because work was asked for"),
  longestMs: z.int().describe("How long the longest of them has waited, to the nearest step for its size"),
});
export type WaitingFigure = z.output<typeof WaitingFigure>;

export const HealthAnswer = z.strictObject({
  team: z.string().nullable(),
  template: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  figures: z.array(Figure),
  months: z.array(MonthFigures),
  waiting: z
    .array(WaitingFigure)
    .describe(
      "What waits for a decision now, whatever the months asked for, and so is in no figure of `wait` yet",
    ),
  neverCaught: z.array(z.string()).describe("Gates that were passed and kept nothing from passing"),
  neverFired: z.array(z.string()).describe("Criteria that watched releases and never came to breach"),
  alwaysFired: z
    .array(z.string())
    .describe("Criteria that came to breach on every release that they watched"),
});
export type HealthAnswer = z.output<typeof HealthAnswer>;

const which = {
  measure: z.enum(measures),
  subject: z.string().max(200).optional(),
  detail: z.string().max(200).optional(),
};

/** Which figure is opened. */
export const ValuesQuery = z
  .strictObject({ ...which, ...z.strictObject(conditions).partial().shape, ...PageQuery.shape })
  .refine(isPeriod, order);

export const ValuesCsvQuery = z
  .strictObject({ ...which, ...z.strictObject(conditions).partial().shape })
  .refine(isPeriod, order);

export const ValueAnswer = z.strictObject({
  release: z.strictObject({ slug: z.string(), title: z.string() }),
  subject: z.string(),
  detail: z.string(),
  about: z.string().describe("A requirement, or the id of what is counted"),
  at: z.string(),
  valueMs: ms.describe("As it was, unrounded; null: it is counted alone"),
  isLate: z.boolean(),
});
export type ValueAnswer = z.output<typeof ValueAnswer>;

/** What waits now, narrowed. */
export interface WaitingFilter extends Pick<HealthFilter, "team" | "template"> {
  role?: string | undefined;
  /** `template/key` */
  gate?: string | undefined;
}

const waits = {
  role: Key.optional(),
  gate: z.string().max(200).optional().meta({ description: "As `template/key`" }),
  team: conditions.team.optional(),
  template: conditions.template.optional(),
};
export const WaitingQuery = z.strictObject({ ...waits, ...PageQuery.shape });
export const WaitingCsvQuery = z.strictObject(waits);

export const WaitingAnswer = z.strictObject({
  release: z.strictObject({ slug: z.string(), title: z.string() }),
  role: z.string(),
  gate: z.string().describe("As `template/key`"),
  requirement: z.string().nullable().describe("null: the gate's approval"),
  since: z.string().describe("When the role was asked for the present content"),
  waitedMs: z.int().describe("From then until now, without the time for which the clock stood still"),
  pausedSince: z
    .string()
    .nullable()
    .describe("Since when the clock stands still, because work was asked for; null: it runs"),
});
export type WaitingAnswer = z.output<typeof WaitingAnswer>;
