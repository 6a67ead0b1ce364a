import { type EntryDocument, readEntryDocument } from "@/lib/audit/entry-document";
import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import type { EndpointFilter, HeardEntry, HearingFacts } from "./hearing-rules";
import { defaultSettings, type NoticeSettings } from "./model";
import { FilterDocument } from "./endpoint-schemas";
import { type EventForm, forms } from "./posted-event";
import { NoticeDocument } from "./schemas";

/** An entry with all that says who hears of it. */
export interface RoutedEntry extends HeardEntry {
  at: Date;
  /** null: its bytes are none. */
  document: EntryDocument | null;
  release: string | null;
  isRestricted: boolean;
  /** Keys. */
  components: string[];
  /** Of the real rollback that it is about; null: of none. */
  severity: string | null;
  /** By what an escalation level tells. */
  channel: string | null;
  facts: HearingFacts;
  /** Ids of teams that own a component of the release or hold a role on it. */
  teams: string[];
}

interface Row {
  seq: bigint;
  type: string;
  at: Date;
  actorKind: string;
  actorId: string | null;
  releaseId: string | null;
  bytes: Uint8Array;
  slug: string | null;
  restricted: boolean | null;
}

/** Locks the cursor; null: another worker has it. */
export async function lockCursor(tx: Tx): Promise<number | null> {
  const rows = await tx.$queryRaw<{ seq: bigint }[]>`
    SELECT seq FROM notice_cursors WHERE name = 'notices' FOR UPDATE SKIP LOCKED`;
  return rows[0] === undefined ? null : Number(rows[0].seq);
}

export async function moveCursor(tx: Tx, seq: number, now: Date): Promise<void> {
  await tx.$executeRaw`UPDATE notice_cursors SET seq = ${seq}, at = ${now} WHERE name = 'notices'`;
}

/** The next entries after a number, in their order, with who is there to hear of them. */
export async function loadEntries(
  tx: Tx,
  { after, limit }: { after: number; limit: number },
): Promise<RoutedEntry[]> {
  const rows = await tx.$queryRaw<Row[]>(Prisma.sql`
    SELECT s.seq, e.type, e.at, e.actor_kind AS "actorKind", e.actor_id AS "actorId", e.release_id AS "releaseId", e.bytes, r.slug, r.restricted
    FROM ledger_sequence s JOIN ledger_entries e ON e.id = s.entry_id LEFT JOIN releases r ON r.id = e.release_id
    WHERE s.seq > ${after} ORDER BY s.seq LIMIT ${limit}`);
  const releases = [...new Set(rows.flatMap(({ releaseId }) => releaseId ?? []))];
  const read = rows.map((row) => ({ row, document: readEntryDocument(row.bytes) }));
  const parts = await partsOf(tx, releases);
  const pending = await waitedFor(tx, read);
  const rollbacks = await rollbacksIn(tx, read);
  const choosing = await whoChose(tx);
  return read.map(({ row, document }) => {
    const part = parts.get(row.releaseId ?? "") ?? nobody;
    const named = document?.subjects["component"] ?? null;
    return {
      seq: Number(row.seq),
      type: row.type,
      at: row.at,
      document,
      actor: row.actorKind === "person" ? row.actorId : null,
      releaseId: row.releaseId,
      release: row.slug,
      isRestricted: row.restricted ?? false,
      components: [...new Set([...part.components, ...(named === null ? [] : [named])])],
      severity: rollbacks.get(document?.subjects["rollback"] ?? "") ?? null,
      channel: document === null || row.type !== "rollback.escalated" ? null : textIn(document, "channel"),
      asks: document === null ? [] : askedBy(document, pending),
      facts: {
        takingPart: part.people,
        following: part.following,
        muted: part.muted,
        choosing: row.releaseId === null ? choosing : [],
      },
      teams: part.teams,
    };
  });
}

type Read = readonly { row: Row; document: EntryDocument | null }[];

/** Whom an entry asks something, by what it says. */
function askedBy(
  { type, subjects, payload }: EntryDocument,
  pending: ReadonlyMap<string, string[]>,
): string[] {
  switch (type) {
    case "reminder.sent":
      return textsIn(payload["asked"]);
    case "rollback.escalated":
      return textsIn(payload["people"]);
    case "obligation.imposed":
      return textsIn([subjects["owner"]]);
    case "decision.proposed":
      return pending.get(subjects["pendingDecision"] ?? "") ?? [];
    case "webhook.ended":
      return payload["how"] === "gone" ? textsIn([subjects["owner"]]) : [];
    default:
      return [];
  }
}

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];

function textIn({ payload }: EntryDocument, name: string): string | null {
  const value = payload[name];
  return typeof value === "string" ? value : null;
}

interface Part {
  people: string[];
  following: string[];
  muted: string[];
  teams: string[];
  components: string[];
}
const nobody: Part = { people: [], following: [], muted: [], teams: [], components: [] };

/** Who takes part in releases: whoever acted on them, holds a role by themselves, by team or by rota, or wrote a candidate. */
async function partsOf(tx: Tx, releases: readonly string[]): Promise<Map<string, Part>> {
  const rows = await tx.$queryRaw<(Part & { id: string })[]>(Prisma.sql`
    SELECT r.id, ARRAY(
        SELECT d.actor_id::text FROM derived.entries d JOIN people p ON p.id = d.actor_id WHERE d.release_id = r.id
        UNION SELECT a.person_id::text FROM role_assignments a WHERE a.release_id = r.id AND a.valid_to IS NULL AND a.person_id IS NOT NULL
        UNION SELECT m.person_id::text FROM role_assignments a JOIN team_members m ON m.team_id = a.team_id AND m.valid_to IS NULL WHERE a.release_id = r.id AND a.valid_to IS NULL
        UNION SELECT unnest(v.people)::text FROM role_assignments a JOIN rota_versions v ON v.rota_id = a.rota_id AND v.valid_to IS NULL WHERE a.release_id = r.id AND a.valid_to IS NULL
        UNION SELECT v.principal_id::text FROM votes v WHERE v.release_id = r.id
        UNION SELECT unnest(g.authors)::text FROM candidates c JOIN bundle_registrations g ON g.digest = c.digest WHERE c.release_id = r.id) AS people,
      ARRAY(SELECT f.person_id::text FROM notice_follows f WHERE f.release_id = r.id AND f.valid_to IS NULL) AS following,
      ARRAY(SELECT m.person_id::text FROM notice_mutes m WHERE m.release_id = r.id AND m.valid_to IS NULL) AS muted,
      ARRAY(SELECT a.team_id::text FROM role_assignments a WHERE a.release_id = r.id AND a.valid_to IS NULL AND a.team_id IS NOT NULL
        UNION SELECT v.owner_team_id::text FROM release_components x JOIN component_versions v ON v.component_id = x.component_id AND v.valid_to IS NULL WHERE x.release_id = r.id) AS teams,
      ARRAY(SELECT c.key FROM release_components x JOIN components c ON c.id = x.component_id WHERE x.release_id = r.id) AS components
    FROM releases r WHERE r.id = ANY(${[...releases]}::uuid[])`);
  return new Map(rows.map(({ id, ...part }) => [id, part]));
}

/** Whom proposals wait for. */
async function waitedFor(tx: Tx, read: Read): Promise<Map<string, string[]>> {
  const ids = subjectsOf(read, "decision.proposed", "pendingDecision");
  const rows = await tx.pendingWait.findMany({ where: { pendingDecisionId: { in: ids } } });
  const found = new Map<string, string[]>();
  for (const { pendingDecisionId: id, personId } of rows) found.set(id, [...(found.get(id) ?? []), personId]);
  return found;
}

/** Severities of the real rollbacks that entries are about, by id. */
async function rollbacksIn(tx: Tx, read: Read): Promise<Map<string, string>> {
  const ids = subjectsOf(read, null, "rollback");
  const rows = await tx.rollback.findMany({
    where: { id: { in: ids }, mode: "real" },
    select: { id: true, severity: true },
  });
  return new Map(rows.map(({ id, severity }) => [id, severity]));
}

function subjectsOf(read: Read, type: string | null, name: string): string[] {
  const found = read.flatMap(({ document }) =>
    document === null || (type !== null && document.type !== type) ? [] : (document.subjects[name] ?? []),
  );
  return [...new Set(found)];
}

/** Ids of people who chose anything for themselves: only they hear of what is about no release. */
async function whoChose(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT person_id::text AS id FROM notice_rules WHERE valid_to IS NULL AND person_id IS NOT NULL`;
  return rows.map(({ id }) => id);
}

/** Settings and hooks by id of a person or team. */
export interface Recipients {
  settings: Map<string, NoticeSettings>;
  hooked: Set<string>;
}

export async function loadRecipients(tx: Tx, ids: readonly string[]): Promise<Recipients> {
  const list = [...ids];
  const rules = await tx.$queryRaw<{ id: string; document: unknown }[]>`
    SELECT COALESCE(person_id, team_id)::text AS id, document FROM notice_rules
    WHERE valid_to IS NULL AND (person_id = ANY(${list}::uuid[]) OR team_id = ANY(${list}::uuid[]))`;
  const hooks = await tx.$queryRaw<{ id: string }[]>`
    SELECT COALESCE(person_id, team_id)::text AS id FROM notice_hooks
    WHERE valid_to IS NULL AND (person_id = ANY(${list}::uuid[]) OR team_id = ANY(${list}::uuid[]))`;
  return {
    settings: new Map(rules.map(({ id, document }) => [id, settingsIn(document)])),
    hooked: new Set(hooks.map(({ id }) => id)),
  };
}

/** A document that a later version does not read any more must not keep everybody from being told. */
function settingsIn(document: unknown): NoticeSettings {
  const parsed = NoticeDocument.safeParse(document);
  return parsed.success ? parsed.data : defaultSettings;
}

export interface StandingEndpoint {
  id: string;
  form: EventForm;
  filter: EndpointFilter;
}

export async function loadEndpoints(tx: Tx): Promise<StandingEndpoint[]> {
  const rows = await tx.webhookEndpoint.findMany({ where: { validTo: null }, orderBy: { id: "asc" } });
  return rows.flatMap(({ id, form, filter }) => {
    const parsed = FilterDocument.safeParse(filter);
    const known = forms.find((each) => each === form);
    return parsed.success && known !== undefined ? [{ id, form: known, filter: parsed.data }] : [];
  });
}

/** Puts an entry on its way to endpoints. */
export async function writePosts(
  tx: Tx,
  posts: readonly { endpoint: string; seq: number }[],
  now: Date,
): Promise<void> {
  if (posts.length === 0) return;
  await tx.noticeDelivery.createMany({
    data: posts.map(({ endpoint, seq }) => ({
      id: newId(),
      channel: "webhook",
      endpointId: endpoint,
      seq,
      dueAt: now,
      at: now,
    })),
  });
}
