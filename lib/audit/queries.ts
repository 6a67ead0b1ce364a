import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";
import { type EntryDocument, readEntryDocument } from "./entry-document";
import { type EntryFilter, meetsTheRest, mostLooked, numbersInOrder, spanOf } from "./entry-ways";
import type { EntryView } from "./schemas";

interface Row {
  seq: bigint;
  id: string;
  type: string;
  at: Date;
  actorKind: string;
  actorId: string | null;
  requestId: string;
  bytes: Uint8Array;
  digest: string;
  decision: string | null;
  slug: string | null;
  machine: string | null;
  /** What stands in place of a person whose name was erased. */
  erasedName: string | null;
  texts: Record<string, string> | null;
}

/** Entries in an order, and after which number more can be; null: there are no more. */
export interface EntryPage {
  items: EntryView[];
  next: number | null;
}

/** Entries in the order of their numbers that the caller may see. Names and texts are read for those alone that are answered. */
export async function listEntries(db: Reader, actor: Actor, filter: EntryFilter): Promise<EntryPage> {
  const span = await spanOf(db, filter);
  if (span === null) return { items: [], next: null };
  const order = filter.newestFirst === true ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const looked = numbersInOrder(filter, span);
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    WITH page AS (
      SELECT i.seq, i.entry_id, i.decision, r.slug FROM (${looked}) n
      CROSS JOIN LATERAL (SELECT x.* FROM derived.entries x WHERE x.seq = n.seq OFFSET 0) i
      LEFT JOIN LATERAL (SELECT x.* FROM releases x WHERE x.id = i.release_id OFFSET 0) r ON TRUE
      WHERE ${meetsTheRest(filter)} AND (i.release_id IS NULL OR ${visibleTo(actor)})
      ORDER BY n.seq ${order} LIMIT ${filter.limit + 1})
    SELECT page.seq, page.decision, e.id, e.type, e.at, e.actor_kind AS "actorKind", e.actor_id AS "actorId", e.request_id AS "requestId",
           e.bytes, e.digest, page.slug, (SELECT m.title FROM machines m WHERE m.id = e.actor_id) AS machine,
           (SELECT p.name FROM people p WHERE p.id = e.actor_id AND p.erased_at IS NOT NULL) AS "erasedName",
           (SELECT json_object_agg(o.path, o.value) FROM ledger_openings o WHERE o.entry_id = e.id) AS texts
    FROM page JOIN ledger_entries e ON e.id = page.entry_id ORDER BY page.seq ${order}`);
  const items = rows.slice(0, filter.limit).map(toView);
  if (rows.length > filter.limit) return { items, next: items.at(-1)?.seq ?? null };
  return { items, next: await lastLooked(db, looked) };
}

/** Where looking for a page ended before the log did; null: it did not. */
async function lastLooked(db: Reader, looked: Prisma.Sql): Promise<number | null> {
  const rows = await db.$queryRaw<{ seq: bigint }[]>(
    Prisma.sql`SELECT n.seq FROM (${looked}) n OFFSET ${mostLooked - 1}`,
  );
  return rows[0] === undefined ? null : Number(rows[0].seq);
}

/** The log's last number; 0 while it is empty. */
export async function lastSequence(db: Reader): Promise<number> {
  const rows = await db.$queryRaw<{ last: bigint | null }[]>`SELECT max(seq) AS last FROM ledger_sequence`;
  return Number(rows[0]?.last ?? 0);
}

function toView(row: Row): EntryView {
  const entry = readEntryDocument(row.bytes) ?? unreadable(row);
  const { actor: opened, ...texts } = row.texts ?? {};
  return {
    seq: Number(row.seq),
    id: entry.id,
    type: entry.type,
    at: entry.at,
    actor: {
      kind: entry.actor.kind,
      id: entry.actor.id,
      name: nameOf(entry.actor, { opened: opened ?? row.erasedName, machine: row.machine }),
    },
    role: entry.by.role,
    rule: entry.by.rule,
    decision: row.decision,
    grant: entry.by.grant,
    confirmed: entry.by.confirmed ?? null,
    release: row.slug,
    subjects: entry.subjects,
    before: entry.before,
    after: entry.after,
    policy: entry.policy,
    payload: entry.payload,
    texts,
    erased: Object.keys(entry.commitments)
      .filter((path) => !(path in texts) && path !== "actor")
      .sort(),
    requestId: entry.requestId,
    digest: row.digest,
  };
}

/** One whose bytes somebody replaced by what is no entry: shown as far as its row says, so that the others can be read. */
function unreadable({ id, type, at, actorKind, actorId, requestId }: Row): EntryDocument {
  return {
    id,
    type,
    at: at.toISOString(),
    actor: { kind: actorKind, id: actorId },
    by: { rule: "unreadable", role: null, grant: [] },
    requestId,
    subjects: {},
    before: null,
    after: null,
    policy: {},
    payload: {},
    commitments: {},
  };
}

/** The commitment opens to "name <address>"; once it was erased there is what stands in place of the person. */
function nameOf(
  actor: EntryDocument["actor"],
  { opened, machine }: { opened: string | null; machine: string | null },
): string | null {
  if (actor.kind === "system") return actor.job ?? "system";
  if (actor.kind === "machine") return machine;
  return opened?.replace(/ <[^<>]*>$/, "") ?? null;
}
