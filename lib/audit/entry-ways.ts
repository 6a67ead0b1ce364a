import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { emailKey } from "@/lib/platform/names";
import { entryKinds } from "./entry-kinds";
import type { EntryConditions } from "./timeline-schemas";

export interface EntryFilter {
  after?: number | undefined;
  before?: number | undefined;
  /** Slug. */
  release?: string | undefined;
  newestFirst?: boolean | undefined;
  conditions?: EntryConditions | undefined;
  /** Only what is of a decision that rights are about. */
  isDecision?: boolean | undefined;
  /** Recorded at this time or later. */
  from?: Date | undefined;
  /** Recorded before this time. */
  until?: Date | undefined;
  limit: number;
}

/** Numbers that a page can be among, both outside of it; null: to the end. */
export interface Span {
  after: number;
  before: number | null;
}

/** At most so many entries are looked at for one page. Where conditions seldom meet it is short, and says where to go on. */
export const mostLooked = 10_000;
// Written out: the planner has to know it, or it would read everything and sort.
const limit = Prisma.raw(`LIMIT ${mostLooked}`);

interface Way {
  /** The condition by which entries are found: the beginning of an index that goes on in the order of the numbers. */
  by: "grant" | "release" | "person" | "decision" | "role" | "rule" | "kind" | "number";
  table: Prisma.Sql;
  /** One, or several that are each in order and merged as they are read. */
  branches: Prisma.Sql[];
}

/**
 * Numbers of entries that one condition finds by its index, in order: the condition that likely finds fewest. Nothing but the index is
 * read for it, so what a page costs does not grow with the log.
 */
export function numbersInOrder(filter: EntryFilter, { after, before }: Span): Prisma.Sql {
  const { branches, table } = wayOf(filter);
  const order = filter.newestFirst === true ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const upTo = before === null ? Prisma.empty : Prisma.sql` AND w.seq < ${before}`;
  const each = branches.map(
    (branch) =>
      Prisma.sql`(SELECT w.seq FROM ${table} w WHERE ${branch} AND w.seq > ${after}${upTo} ORDER BY w.seq ${order} ${limit})`,
  );
  return Prisma.sql`SELECT b.seq FROM (${Prisma.join(each, " UNION ALL ")}) b ORDER BY b.seq ${order} ${limit}`;
}

function wayOf({ release, conditions = {} }: EntryFilter): Way {
  const table = Prisma.sql`derived.entries`;
  const { grant, person, decision, role, rule, kind } = conditions;
  if (grant !== undefined)
    return { by: "grant", table: Prisma.sql`derived.grants`, branches: [Prisma.sql`w.grant_id = ${grant}`] };
  if (release !== undefined)
    return { by: "release", table, branches: [Prisma.sql`w.release_id = ${idOfRelease(release)}`] };
  if (person !== undefined)
    return { by: "person", table, branches: [Prisma.sql`w.actor_id = ${idOfPerson(person)}`] };
  if (decision !== undefined)
    return { by: "decision", table, branches: [Prisma.sql`w.decision = ${decision}`] };
  if (role !== undefined) return { by: "role", table, branches: [Prisma.sql`w.role = ${role}`] };
  if (rule !== undefined) return { by: "rule", table, branches: [Prisma.sql`w.rule = ${rule}`] };
  if (kind !== undefined) {
    const branches = entryKinds[kind].types.map((type) => Prisma.sql`w.type = ${type}`);
    return { by: "kind", table, branches };
  }
  return { by: "number", table, branches: [Prisma.sql`TRUE`] };
}

/** What an entry `i` has to meet beside the condition by which it was found: said twice, it would mislead the planner. */
export function meetsTheRest(filter: EntryFilter): Prisma.Sql {
  const { by } = wayOf(filter);
  const { from, until, release, conditions = {} } = filter;
  const { kind, person, role, gate, stage, decision, rule } = conditions;
  const all = [Prisma.sql`TRUE`];
  if (from !== undefined) all.push(Prisma.sql`i.at >= ${from}`);
  if (until !== undefined) all.push(Prisma.sql`i.at < ${until}`);
  if (filter.isDecision === true) all.push(Prisma.sql`i.decision IS NOT NULL`);
  if (gate !== undefined) all.push(Prisma.sql`i.gate = ${gate}`);
  if (stage !== undefined) all.push(Prisma.sql`i.stage = ${stage}`);
  if (release !== undefined && by !== "release") all.push(Prisma.sql`i.release_id = ${idOfRelease(release)}`);
  if (person !== undefined && by !== "person") all.push(Prisma.sql`i.actor_id = ${idOfPerson(person)}`);
  if (decision !== undefined && by !== "decision") all.push(Prisma.sql`i.decision = ${decision}`);
  if (role !== undefined && by !== "role") all.push(Prisma.sql`i.role = ${role}`);
  if (rule !== undefined && by !== "rule") all.push(Prisma.sql`i.rule = ${rule}`);
  if (kind !== undefined && by !== "kind") all.push(Prisma.sql`i.type = ANY(${[...entryKinds[kind].types]})`);
  return Prisma.join(all, " AND ");
}

function idOfRelease(slug: string): Prisma.Sql {
  return Prisma.sql`(SELECT x.id FROM releases x WHERE x.slug = ${slug})`;
}

function idOfPerson(email: string): Prisma.Sql {
  return Prisma.sql`(SELECT x.id FROM people x WHERE x.email = ${emailKey(email)})`;
}

interface Bounds {
  /** The first entry from which on the log has reached the begin, and the end. */
  first: bigint | null;
  past: bigint | null;
  /** The last before the end among those that stand behind a later one. */
  late: bigint | null;
}

/** The numbers between which all entries of a time are; null: none is. Entries in between can be of another time. */
export async function spanOf(db: Reader, { after, before, from, until }: EntryFilter): Promise<Span | null> {
  const asked = { after: after ?? 0, before: before ?? null };
  if (from === undefined && until === undefined) return asked;
  const reaching = (at: Date | undefined) =>
    at === undefined
      ? Prisma.sql`NULL::bigint`
      : Prisma.sql`(SELECT i.seq FROM derived.entries i WHERE i.high >= ${at} ORDER BY i.high, i.seq LIMIT 1)`;
  const late =
    until === undefined
      ? Prisma.sql`NULL::bigint`
      : Prisma.sql`(SELECT max(l.seq) FROM (SELECT i.seq FROM derived.entries i
          WHERE i.at < i.high AND tstzrange(i.at, i.high, '(]') @> ${until}::timestamptz OFFSET 0) l)`;
  const [bounds] = await db.$queryRaw<Bounds[]>(
    Prisma.sql`SELECT ${reaching(from)} AS first, ${reaching(until)} AS past, ${late} AS late`,
  );
  if (bounds === undefined || (from !== undefined && bounds.first === null)) return null;
  const ends = [
    ...(asked.before === null ? [] : [asked.before]),
    ...(bounds.past === null ? [] : [Math.max(Number(bounds.past), Number(bounds.late ?? 0) + 1)]),
  ];
  return {
    after: Math.max(asked.after, from === undefined ? 0 : Number(bounds.first) - 1),
    before: ends.length === 0 ? null : Math.min(...ends),
  };
}
