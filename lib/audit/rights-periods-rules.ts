import canonicalize from "canonicalize";
import type { Decision, RightsRow } from "@/lib/policy/model";

/** A version of a table of rights over the time in which it was in force; half-open, epoch ms. */
export interface TableVersion {
  version: number;
  from: number;
  to: number | null;
  rows: readonly RightsRow[];
}

/** What a table said of a decision, unchanged over versions that followed each other. */
export interface Period {
  versions: { first: number; last: number };
  from: number;
  to: number | null;
  /** Empty: it was nobody's. */
  rows: RightsRow[];
}

/**
 * What a table said of a decision over time, the newest first. Before its first row, and where no table was in force, there is nothing.
 * @param versions oldest first
 */
export function periodsOf(versions: readonly TableVersion[], decision: Decision): Period[] {
  const periods: Period[] = [];
  for (const { version, from, to, rows } of versions) {
    const own = rows.filter((row) => row.decision === decision);
    const last = periods.at(-1);
    if (last === undefined && own.length === 0) continue;
    if (last !== undefined && last.to === from && isAlike(last.rows, own)) {
      periods[periods.length - 1] = { ...last, to, versions: { ...last.versions, last: version } };
      continue;
    }
    periods.push({ versions: { first: version, last: version }, from, to, rows: own });
  }
  return periods.toReversed();
}

/** A row that names a role now, and since when one has that gives it the same decision under the same condition. */
export interface Given {
  row: RightsRow;
  since: number;
  sinceVersion: number;
}

/** @param versions oldest first; the last of them is in force, or was to the end */
export function givenTo(role: string, versions: readonly TableVersion[]): Given[] {
  const now = versions.at(-1);
  if (now === undefined) return [];
  return now.rows.filter((row) => names(row, role)).map((row) => ({ row, ...sinceOf(row, role, versions) }));
}

function sinceOf(row: RightsRow, role: string, versions: readonly TableVersion[]): Omit<Given, "row"> {
  let since = { since: versions.at(-1)?.from ?? 0, sinceVersion: versions.at(-1)?.version ?? 0 };
  let next: TableVersion | undefined;
  for (const version of versions.toReversed()) {
    const isUnbroken = next === undefined || version.to === next.from;
    const hasIt = version.rows.some((each) => names(each, role) && conditionOf(each) === conditionOf(row));
    if (!isUnbroken || !hasIt) break;
    since = { since: version.from, sinceVersion: version.version };
    next = version;
  }
  return since;
}

function names({ slots }: RightsRow, role: string): boolean {
  return slots.some(({ roles }) => roles.includes(role));
}

/** The decision with the condition; who fills it, and how many, can change meanwhile. */
function conditionOf({ slots: _slots, ...rest }: RightsRow): string {
  return canonicalize(rest) ?? "";
}

function isAlike(one: readonly RightsRow[], other: readonly RightsRow[]): boolean {
  return canonicalize(one) === canonicalize(other);
}
