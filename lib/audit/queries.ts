import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";
import { emailKey } from "@/lib/platform/names";
import { entryKinds } from "./entry-kinds";
import type { EntryView } from "./schemas";
import type { EntryConditions } from "./timeline-schemas";

interface EntryDocument {
  id: string;
  type: string;
  at: string;
  actor: { kind: string; id: string | null; job?: string };
  by: {
    rule: string;
    role: string | null;
    grant: string[];
    confirmed?: { method: string; at: string };
  };
  requestId: string;
  subjects: Record<string, string | null>;
  before: string | null;
  after: string | null;
  policy: Record<string, string | null>;
  payload: Record<string, unknown>;
}

interface Row {
  seq: bigint;
  bytes: Uint8Array;
  digest: string;
  slug: string | null;
  machine: string | null;
  texts: Record<string, string> | null;
}

export interface EntryFilter {
  after?: number | undefined;
  before?: number | undefined;
  /** Slug. */
  release?: string | undefined;
  newestFirst?: boolean | undefined;
  conditions?: EntryConditions | undefined;
  /** Recorded at this time or later. */
  from?: Date | undefined;
  /** Recorded before this time. */
  until?: Date | undefined;
  limit: number;
}

/** Entries in the order of their numbers that the caller may see. Names and texts are read for those alone that are answered. */
export async function listEntries(db: Reader, actor: Actor, filter: EntryFilter): Promise<EntryView[]> {
  const order = filter.newestFirst === true ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    WITH page AS (
      SELECT s.seq, e.id, r.slug FROM ledger_sequence s JOIN ledger_entries e ON e.id = s.entry_id LEFT JOIN releases r ON r.id = e.release_id
      WHERE ${conditionsOf(filter)} AND (e.release_id IS NULL OR ${visibleTo(actor)})
      ORDER BY s.seq ${order} LIMIT ${filter.limit})
    SELECT page.seq, e.bytes, e.digest, page.slug, (SELECT m.title FROM machines m WHERE m.id = e.actor_id) AS machine,
           (SELECT json_object_agg(o.path, o.value) FROM ledger_openings o WHERE o.entry_id = e.id) AS texts
    FROM page JOIN ledger_entries e ON e.id = page.id ORDER BY page.seq ${order}`);
  return rows.map(toView);
}

function conditionsOf({ after, before, release, from, until, conditions = {} }: EntryFilter): Prisma.Sql {
  const { kind, person, role, gate, stage } = conditions;
  const all = [Prisma.sql`s.seq > ${after ?? 0}`];
  if (before !== undefined) all.push(Prisma.sql`s.seq < ${before}`);
  if (release !== undefined)
    all.push(Prisma.sql`e.release_id = (SELECT x.id FROM releases x WHERE x.slug = ${release})`);
  if (from !== undefined) all.push(Prisma.sql`e.at >= ${from}`);
  if (until !== undefined) all.push(Prisma.sql`e.at < ${until}`);
  if (kind !== undefined) all.push(Prisma.sql`e.type = ANY(${[...entryKinds[kind].types]})`);
  if (person !== undefined)
    all.push(Prisma.sql`e.actor_id = (SELECT x.id FROM people x WHERE x.email = ${emailKey(person)})`);
  if (role !== undefined) all.push(says(["by", "role"], role));
  if (gate !== undefined) all.push(says(["subjects", "gate"], gate));
  if (stage !== undefined) all.push(says(["subjects", "stage"], stage));
  return Prisma.join(all, " AND ");
}

/** What stands in the entry itself. Entries are canonical JSON, so one that lacks the very text is passed over without being read. */
function says([part, name]: readonly [string, string], value: string): Prisma.Sql {
  const text = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
  return Prisma.sql`CASE WHEN position(convert_to(${text}, 'UTF8') IN e.bytes) = 0 THEN FALSE
    ELSE convert_from(e.bytes, 'UTF8')::json #>> ARRAY[${part}, ${name}] = ${value} END`;
}

/** The log's last number; 0 while it is empty. */
export async function lastSequence(db: Reader): Promise<number> {
  const rows = await db.$queryRaw<{ last: bigint | null }[]>`SELECT max(seq) AS last FROM ledger_sequence`;
  return Number(rows[0]?.last ?? 0);
}

function toView(row: Row): EntryView {
  const entry = JSON.parse(Buffer.from(row.bytes).toString("utf8")) as EntryDocument;
  const { actor: opened, ...texts } = row.texts ?? {};
  return {
    seq: Number(row.seq),
    id: entry.id,
    type: entry.type,
    at: entry.at,
    actor: {
      kind: entry.actor.kind,
      id: entry.actor.id,
      name: nameOf(entry.actor, { opened, machine: row.machine }),
    },
    role: entry.by.role,
    rule: entry.by.rule,
    grant: entry.by.grant,
    confirmed: entry.by.confirmed ?? null,
    release: row.slug,
    subjects: entry.subjects,
    before: entry.before,
    after: entry.after,
    policy: entry.policy,
    payload: entry.payload,
    texts,
    requestId: entry.requestId,
    digest: row.digest,
  };
}

/** The commitment opens to "name <address>"; null once it was erased. */
function nameOf(
  actor: EntryDocument["actor"],
  { opened, machine }: { opened: string | undefined; machine: string | null },
): string | null {
  if (actor.kind === "system") return actor.job ?? "system";
  if (actor.kind === "machine") return machine;
  return opened?.replace(/ <[^<>]*>$/, "") ?? null;
}
