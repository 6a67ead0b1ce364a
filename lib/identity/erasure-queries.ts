import { consequencesForPerson } from "@/lib/gates/consequence-queries";
import { AppError } from "@/lib/platform/errors";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { byAdmin, type Organisation } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { findRotas, type StoredRota } from "@/lib/policy/rota-store";
import { visibleTo } from "@/lib/policy/visible";
import type { Actor } from "./actor";
import { erasedIdentity, erasureFaults, identityPaths, namesPerson } from "./erasure-rules";
import type { ErasureCounts, ErasureView } from "./erasure-schemas";
import { getPerson, type StoredPerson } from "./store";

export interface ErasureFacts {
  organisation: Organisation;
  person: StoredPerson;
  /** That they are on. */
  rotas: StoredRota[];
  /** Shifts that they took over and that are not over. */
  shifts: { id: string; rota: string }[];
}

export async function loadErasure(db: Reader, email: string, now: Date): Promise<ErasureFacts> {
  const organisation = await loadOrganisation(db, now);
  const person = await getPerson(db, email);
  const rotas = await findRotas(
    db,
    organisation,
    Prisma.sql`x.id IN (SELECT v.rota_id FROM rota_versions v WHERE v.valid_to IS NULL AND ${person.id}::uuid = ANY(v.people))`,
  );
  const shifts = await db.$queryRaw<{ id: string; rota: string }[]>(Prisma.sql`
    SELECT o.id, r.key AS rota FROM rota_overrides o JOIN rotas r ON r.id = o.rota_id
    WHERE o.person_id = ${person.id}::uuid AND o.valid_to IS NULL AND o.ends_at > ${now} ORDER BY o."order"`);
  return { organisation, person, rotas, shifts };
}

/** What erasing somebody would erase, end and leave, for admins; nothing is changed. */
export async function previewErasure(
  db: Reader,
  { email, actor, now }: { email: string; actor: Actor; now: Date },
): Promise<ErasureView> {
  const { organisation, person, rotas, shifts } = await loadErasure(db, email, now);
  const verdict = byAdmin(organisation, actor, "Erasing people");
  if (!verdict.allowed) throw new AppError("access-level", verdict.reason);
  const actorId = actor.kind === "person" ? actor.id : null;
  const [erases, owes, consequences, { mentions, beyond }, stays] = await Promise.all([
    countErased(db, person.id),
    listOwed(db, person.id, actor),
    person.access === null ? null : consequencesForPerson(db, { email, of: "disable", actor, now }),
    findMentions(db, person, actor),
    countStaying(db, person),
  ]);
  return {
    person: { name: person.name, email: person.email },
    becomes: erasedIdentity(person.id),
    faults: erasureFaults({ person, actorId, admins: organisation.admins, rotas }),
    erases,
    rotas: rotas.map(({ key, title }) => ({ key, title })),
    shifts: shifts.length,
    owes,
    consequences,
    mentions,
    mentionsBeyond: beyond,
    stays,
  };
}

const ofIdentity = Prisma.sql`o.path = ANY(${[...identityPaths]})`;

async function countErased(db: Reader, personId: string): Promise<ErasureCounts> {
  const id = Prisma.sql`${personId}::uuid`;
  const rows = await db.$queryRaw<ErasureCounts[]>(Prisma.sql`SELECT
    (SELECT count(*)::int FROM ledger_openings o WHERE o.person_id = ${id} AND ${ofIdentity}) AS openings,
    (SELECT count(*)::int FROM sessions WHERE person_id = ${id}) AS sessions,
    (SELECT count(*)::int FROM tokens WHERE person_id = ${id}) AS tokens,
    (SELECT count(*)::int FROM external_identities WHERE person_id = ${id}) AS identities,
    (SELECT count(*)::int FROM activations WHERE person_id = ${id}) AS invitations,
    (SELECT count(*)::int FROM saved_views WHERE owner_id = ${id}) AS views,
    (SELECT count(*)::int FROM calendar_addresses WHERE person_id = ${id}) AS "calendarAddresses"`);
  const [row] = rows;
  if (row === undefined) throw new Error("counts without a row");
  return row;
}

async function listOwed(db: Reader, personId: string, actor: Actor): Promise<ErasureView["owes"]> {
  const rows = await db.$queryRaw<{ release: string; title: string; dueAt: Date }[]>(Prisma.sql`
    SELECT r.slug AS release, o.title, o.due_at AS "dueAt" FROM obligations o JOIN releases r ON r.id = o.release_id
    WHERE o.owner = ${personId}::uuid AND ${visibleTo(actor)} AND NOT EXISTS (SELECT FROM obligation_closures c WHERE c.obligation_id = o.id)
    ORDER BY o.due_at LIMIT 100`);
  return rows.map((row) => ({ ...row, dueAt: row.dueAt.toISOString() }));
}

const listedAtMost = 100;

interface Mention {
  seq: bigint;
  path: string;
  type: string;
  release: string | null;
  text: string;
  isVisible: boolean;
}

/** Texts that name somebody, beside those that say who they are. Whom another entry's actor is, is theirs to have erased. */
async function findMentions(
  db: Reader,
  person: StoredPerson,
  actor: Actor,
): Promise<{ mentions: ErasureView["mentions"]; beyond: number }> {
  const found = await db.$queryRaw<Mention[]>(Prisma.sql`
    SELECT s.seq, o.path, e.type, r.slug AS release, o.value AS text, (e.release_id IS NULL OR ${visibleTo(actor)}) AS "isVisible"
    FROM ledger_openings o JOIN ledger_entries e ON e.id = o.entry_id JOIN ledger_sequence s ON s.entry_id = e.id
      LEFT JOIN releases r ON r.id = e.release_id
    WHERE NOT ${ofIdentity} AND (${holds("o.value", person.email)} OR ${holds("o.value", person.name)}) ORDER BY s.seq DESC`);
  const named = found.filter(({ text }) => namesPerson(text, person));
  const shown = named.filter(({ isVisible }) => isVisible).slice(0, listedAtMost);
  return {
    mentions: shown.map(({ isVisible: _isVisible, seq, ...row }) => ({ seq: Number(seq), ...row })),
    beyond: named.length - shown.length,
  };
}

/** A first sieve; the rule looks for whole words. */
function holds(column: string, words: string): Prisma.Sql {
  return Prisma.sql`strpos(lower(${Prisma.raw(column)}), ${words.toLowerCase()}) > 0`;
}

async function countStaying(db: Reader, { id, name, email }: StoredPerson): Promise<ErasureView["stays"]> {
  const either = (column: string) => Prisma.sql`(${holds(column, email)} OR ${holds(column, name)})`;
  const rows = await db.$queryRaw<ErasureView["stays"][]>(Prisma.sql`SELECT
    (SELECT count(*)::int FROM ledger_entries e WHERE e.actor_id = ${id}::uuid) AS acts,
    (SELECT count(*)::int FROM ledger_openings o JOIN ledger_entries e ON e.id = o.entry_id
      WHERE e.actor_id = ${id}::uuid AND NOT ${ofIdentity}) AS texts,
    (SELECT count(*)::int FROM bundles b WHERE ${holds("b.manifest", email)}) AS manifests,
    ((SELECT count(*) FROM release_documents d WHERE ${either("d.document::text")})
      + (SELECT count(*) FROM template_versions t WHERE ${either("t.source")})
      + (SELECT count(*) FROM review_minutes m WHERE ${either("m.text")}))::int AS documents`);
  const [row] = rows;
  if (row === undefined) throw new Error("counts without a row");
  return row;
}

/** Ids of the texts that a caller named, each of an entry that they see and naming the person; the place of one that is not. */
export async function readNamedTexts(
  db: Reader,
  {
    texts,
    person,
    actor,
  }: { texts: readonly { seq: number; path: string }[]; person: StoredPerson; actor: Actor },
): Promise<{ ids: string[] } | { wrong: number }> {
  const rows = await db.$queryRaw<{ id: string; seq: bigint; path: string; text: string }[]>(Prisma.sql`
    SELECT o.id, s.seq, o.path, o.value AS text FROM ledger_sequence s JOIN ledger_entries e ON e.id = s.entry_id
      JOIN ledger_openings o ON o.entry_id = e.id LEFT JOIN releases r ON r.id = e.release_id
    WHERE s.seq = ANY(${texts.map(({ seq }) => BigInt(seq))}) AND NOT ${ofIdentity} AND (e.release_id IS NULL OR ${visibleTo(actor)})`);
  const ids: string[] = [];
  for (const [at, { seq, path }] of texts.entries()) {
    const row = rows.find((each) => Number(each.seq) === seq && each.path === path);
    if (row === undefined || !namesPerson(row.text, person)) return { wrong: at };
    ids.push(row.id);
  }
  return { ids };
}
