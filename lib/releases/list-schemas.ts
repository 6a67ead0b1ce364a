import { z } from "zod";
import { releaseStatuses } from "@/lib/gates/release-status";
import { oneOf } from "@/lib/platform/cross-checks";
import { CalendarDate } from "@/lib/platform/moments";
import { Email, Key, unstorable } from "@/lib/platform/names";
import { releaseStates } from "./model";

/** States that lists are narrowed by; in flight: draft and active, ended: the others. */
export const listStates = ["in-flight", "ended", "any", ...releaseStates] as const;
export type ListState = (typeof listStates)[number];

/** What the current stage's gates come to, or on hold, which goes before it. */
export const listStatuses = [...releaseStatuses, "on-hold"] as const;
export type ListStatus = (typeof listStatuses)[number];

/** target: the earliest first; changed, created: the latest first; waiting: who waits longest first. */
export const listSorts = ["target", "changed", "waiting", "title", "created"] as const;
export type ListSort = (typeof listSorts)[number];

const shape = {
  q: z
    .string()
    .max(200, { error: "expected at most 200 characters" })
    .meta({ description: "In title or slug" }),
  state: oneOf(listStates),
  status: oneOf(listStatuses).meta({ description: "Of the current stage" }),
  team: Key.meta({ description: "Key of the team that owns one of its components" }),
  component: Key,
  template: Key,
  champion: Email,
  waiting: z
    .union([z.literal("me"), Email], { error: 'expected "me" or an e-mail address' })
    .meta({ description: "On whose decision it waits: me, or an e-mail address" }),
  role: Key.meta({ description: "The role in which something waits" }),
  targetFrom: CalendarDate,
  targetTo: CalendarDate,
  overdue: z
    .literal("yes", { error: 'expected "yes"' })
    .meta({ description: "In flight, with a target that has passed" }),
  sort: oneOf(listSorts),
};

/** The conditions of a list of releases, as addresses and the API give them. */
export const ReleaseFilter = z.strictObject(shape).partial();
export type ReleaseFilter = z.output<typeof ReleaseFilter>;

export const filterNames = Object.keys(shape) as (keyof ReleaseFilter)[];

type Values = Record<string, string | string[] | undefined>;

/** The conditions that an address names. What is none of them is left out and said; where nothing stands there is no condition. */
export function readReleaseFilter(values: Values): { filter: ReleaseFilter; ignored: string[] } {
  const filter: Record<string, unknown> = {};
  const ignored: string[] = [];
  for (const name of filterNames) {
    const given = values[name];
    const text = Array.isArray(given) ? given[0] : given;
    if (text === undefined || text.trim() === "") continue;
    const parsed =
      unstorable(text) === null ? shape[name].safeParse(text.trim()) : { success: false as const };
    if (parsed.success) filter[name] = parsed.data;
    else ignored.push(name);
  }
  return { filter, ignored };
}

/** The query of an address with these conditions, in one order: two that mean the same are the same text. */
export function filterQuery(filter: ReleaseFilter): string {
  const query = new URLSearchParams();
  for (const name of filterNames) {
    const value = filter[name];
    if (value !== undefined) query.set(name, value);
  }
  return query.toString();
}

/** The address of the portfolio with these conditions. */
export function portfolioHref(filter: ReleaseFilter, more: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams(filterQuery(filter));
  for (const [name, value] of Object.entries(more)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? "/" : `/?${query.toString()}`;
}
