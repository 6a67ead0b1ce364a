import { type EntryDocument, readEntryDocument } from "@/lib/audit/entry-document";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { seenBy } from "@/lib/policy/visible";
import { type Scheme, schemes } from "./delivery-model";
import { type HearingReason, hearingReasons } from "./hearing-rules";
import type { MessageItem } from "./message-model";
import { type EventForm, forms } from "./posted-event";
import { remindedSql } from "./reminder-rows";
import { readReminded } from "./schemas";

interface ItemRow {
  type: string;
  reason: string;
  at: Date;
  actor: string | null;
  slug: string | null;
  title: string | null;
  rollback: string | null;
  mode: string | null;
  reminder: unknown;
}

/** What of a message whoever gets it may see now: of a release that they do not see any more, nothing. */
export async function readItems(
  db: Reader,
  { delivery, personId, teamId }: { delivery: string; personId: string | null; teamId: string | null },
): Promise<MessageItem[]> {
  const isSeen =
    personId !== null
      ? seenBy(Prisma.sql`${personId}::uuid`)
      : Prisma.sql`(NOT r.restricted OR EXISTS (SELECT FROM release_viewers w WHERE w.release_id = r.id AND w.valid_to IS NULL AND w.team_id = ${teamId}::uuid)
          OR EXISTS (SELECT FROM role_assignments a WHERE a.release_id = r.id AND a.valid_to IS NULL AND a.team_id = ${teamId}::uuid))`;
  const rows = await db.$queryRaw<ItemRow[]>(Prisma.sql`
    SELECT e.type, n.reason, e.at, r.slug, r.title, b.id::text AS rollback, b.mode, ${remindedSql} AS reminder,
      COALESCE((SELECT p.name FROM people p WHERE p.id = e.actor_id), (SELECT m.title FROM machines m WHERE m.id = e.actor_id)) AS actor
    FROM notice_delivery_items i JOIN notices n ON n.id = i.notice_id JOIN ledger_sequence s ON s.seq = n.seq JOIN ledger_entries e ON e.id = s.entry_id
    LEFT JOIN releases r ON r.id = n.release_id
    LEFT JOIN rollbacks b ON b.id::text = derived.document(e.bytes) #>> '{subjects,rollback}'
    WHERE i.delivery_id = ${delivery}::uuid AND (n.release_id IS NULL OR ${isSeen}) ORDER BY n.seq`);
  return rows.map(({ type, reason, at, actor, slug, title, rollback, mode, reminder }) => ({
    type,
    reason: reasonOf(reason),
    at: at.toISOString(),
    actor,
    release: slug === null ? null : { slug, title: title ?? slug },
    rollback,
    isDrill: mode === "drill",
    reminder: readReminded(reminder),
  }));
}

function reasonOf(text: string): HearingReason {
  return hearingReasons.find((reason) => reason === text) ?? "chosen";
}

/** The address of a person who is here; null: they are not. */
export async function addressOf(db: Reader, personId: string): Promise<string | null> {
  const rows = await db.$queryRaw<{ email: string }[]>(Prisma.sql`
    SELECT p.email FROM people p JOIN access_levels a ON a.person_id = p.id AND a.valid_to IS NULL WHERE p.id = ${personId}::uuid`);
  return rows[0]?.email ?? null;
}

/** Where chat messages of a person who is here, or of a team, go; null: nowhere. */
export async function hookOf(
  db: Reader,
  { personId, teamId }: { personId: string | null; teamId: string | null },
): Promise<string | null> {
  if (personId !== null && (await addressOf(db, personId)) === null) return null;
  const where = personId !== null ? { personId } : { teamId };
  const row = await db.noticeHook.findFirst({ where: { ...where, validTo: null } });
  return row?.url ?? null;
}

export interface PostTarget {
  url: string;
  form: EventForm;
  scheme: Scheme;
  /** Salts of the secrets that hold, the newest first. */
  salts: Uint8Array[];
}

/** An endpoint that holds, with the secrets to sign with at a moment; null: it has ended. */
export async function readTarget(db: Reader, endpoint: string, now: Date): Promise<PostTarget | null> {
  const row = await db.webhookEndpoint.findFirst({ where: { id: endpoint, validTo: null } });
  if (row === null) return null;
  const secrets = await db.webhookSecret.findMany({
    where: { endpointId: endpoint, OR: [{ validTo: null }, { validTo: { gt: now } }] },
    orderBy: { id: "desc" },
  });
  const form = forms.find((each) => each === row.form) ?? "json";
  const scheme = schemes.find((each) => each === row.scheme) ?? "hmac";
  return { url: row.url, form, scheme, salts: secrets.map(({ salt }) => salt) };
}

export interface PostSource {
  entry: EntryDocument;
  release: string | null;
  components: { key: string; digest: string | null }[];
}

/** What an endpoint is told of; null: it is of a release that not everybody sees. */
export async function readSource(db: Reader, seq: number): Promise<PostSource | null> {
  const rows = await db.$queryRaw<
    { bytes: Uint8Array; slug: string | null; components: PostSource["components"] }[]
  >(Prisma.sql`
    SELECT e.bytes, r.slug, COALESCE((SELECT jsonb_agg(jsonb_build_object('key', c.key, 'digest',
        CASE WHEN e.type LIKE 'rollback.%' THEN x.baseline_digest
          ELSE (SELECT k.digest FROM candidates k WHERE k.release_id = r.id AND k.component_id = c.id AND k.valid_from <= e.at AND (k.valid_to IS NULL OR k.valid_to > e.at) LIMIT 1) END) ORDER BY c.key)
      FROM release_components x JOIN components c ON c.id = x.component_id WHERE x.release_id = r.id), '[]') AS components
    FROM ledger_sequence s JOIN ledger_entries e ON e.id = s.entry_id LEFT JOIN releases r ON r.id = e.release_id
    WHERE s.seq = ${seq} AND (r.id IS NULL OR NOT r.restricted)`);
  const row = rows[0];
  const entry = row === undefined ? null : readEntryDocument(row.bytes);
  return row === undefined || entry === null
    ? null
    : { entry, release: row.slug, components: row.components };
}
