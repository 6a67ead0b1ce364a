import { digestOf } from "@/lib/bundles/digest";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";
import { EntryDocument, type ExportedOpening } from "./export-schemas";
import { inclusionSpans } from "./merkle";
import { toBase64 } from "./signed-note";
import { readSpans } from "./tree-store";

/** A numbered entry as it is exported. */
export interface ExportedEntry {
  seq: number;
  bytes: Uint8Array;
  document: EntryDocument;
}

interface Row {
  seq: bigint;
  bytes: Uint8Array;
}

/** An entry that was altered may be of no form any more: it is exported all the same, for whoever verifies it to find. */
function entryOf({ seq, bytes }: Row): ExportedEntry {
  return { seq: Number(seq), bytes: Uint8Array.from(bytes), document: documentOf(bytes) };
}

function documentOf(bytes: Uint8Array): EntryDocument {
  const read = EntryDocument.safeParse(jsonOf(bytes));
  return read.success ? read.data : unreadable;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown;
  } catch {
    return null;
  }
}

const unreadable: EntryDocument = {
  id: "",
  type: "",
  version: 0,
  at: new Date(0).toISOString(),
  actor: { kind: "", id: null },
  by: { rule: "", role: null, grant: [] },
  requestId: "",
  subjects: {},
  before: null,
  after: null,
  policy: {},
  payload: {},
  commitments: {},
};

/** Entries of a release that a checkpoint is over, in their order; and how many are newer. */
export async function entriesOfRelease(
  db: Reader,
  { releaseId, size }: { releaseId: string; size: number },
): Promise<{ entries: ExportedEntry[]; later: number }> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT s.seq, e.bytes FROM ledger_entries e JOIN ledger_sequence s ON s.entry_id = e.id
    WHERE e.release_id = ${releaseId}::uuid AND s.seq <= ${size} ORDER BY s.seq`;
  const counts = await db.$queryRaw<{ later: number }[]>`
    SELECT count(*)::int AS later FROM ledger_entries e LEFT JOIN ledger_sequence s ON s.entry_id = e.id
    WHERE e.release_id = ${releaseId}::uuid AND (s.seq IS NULL OR s.seq > ${size})`;
  return { entries: rows.map(entryOf), later: counts[0]?.later ?? 0 };
}

/** An entry looked for by what it is about. */
export interface Wanted {
  types: readonly string[];
  /** When the row was written that it made; where a clock went back, the row is a little later than its entry. */
  at: Date;
  /** It stands in the entry. */
  names: string;
  is: (document: EntryDocument) => boolean;
}

/** The newest entry of these types up to a time that names something and is what is wanted; of what the reader may see. */
export async function findEntry(
  db: Reader,
  { actor, size, wanted }: { actor: Actor; size: number; wanted: Wanted },
): Promise<ExportedEntry | null> {
  const { types, at, names, is } = wanted;
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT s.seq, e.bytes FROM ledger_entries e JOIN ledger_sequence s ON s.entry_id = e.id LEFT JOIN releases r ON r.id = e.release_id
    WHERE e.type = ANY(${[...types]}) AND e.at <= ${at} AND e.at >= ${new Date(at.getTime() - dayMs)} AND s.seq <= ${size}
      AND position(convert_to(${names}, 'UTF8') IN e.bytes) > 0 AND (e.release_id IS NULL OR ${visibleTo(actor)})
    ORDER BY e.at DESC, s.seq DESC LIMIT 20`);
  return rows.map(entryOf).find(({ document }) => is(document)) ?? null;
}

const dayMs = 86_400_000;

/** What the commitments of entries stand for, where it was not erased. */
export async function openingsOf(db: Reader, seqs: readonly number[]): Promise<ExportedOpening[]> {
  const rows = await db.$queryRaw<{ seq: bigint; path: string; value: string; salt: Uint8Array }[]>`
    SELECT s.seq, o.path, o.value, o.salt FROM ledger_sequence s JOIN ledger_openings o ON o.entry_id = s.entry_id
    WHERE s.seq = ANY(${[...seqs]}::bigint[]) ORDER BY s.seq, o.path COLLATE "C"`;
  return rows.map(({ seq, path, value, salt }) => ({
    seq: Number(seq),
    path,
    value,
    salt: toBase64(Uint8Array.from(salt)),
  }));
}

/** Content of documents and bundles that digests name: of this release, of templates, rights and rotas; and of bundles, as they were registered. */
export async function contentsNamed(
  db: Reader,
  { releaseId, digests }: { releaseId: string; digests: readonly string[] },
): Promise<{
  bundles: { digest: string; manifest: string }[];
  documents: { digest: string; document: unknown }[];
}> {
  const named = [...digests];
  const bundles = await db.bundle.findMany({
    where: { digest: { in: named } },
    select: { digest: true, manifest: true },
  });
  const documents = await db.$queryRaw<{ digest: string; document: unknown }[]>(Prisma.sql`
    SELECT DISTINCT ON (digest) digest, document FROM (
      SELECT d.digest, d.document FROM release_documents d WHERE d.release_id = ${releaseId}::uuid AND d.digest = ANY(${named})
      UNION ALL SELECT t.digest, t.document FROM template_versions t WHERE t.digest = ANY(${named})
      UNION ALL SELECT g.digest, g.document FROM rights_versions g WHERE g.digest = ANY(${named})
      UNION ALL SELECT w.digest, w.document FROM rota_versions w WHERE w.digest = ANY(${named})) found
    ORDER BY digest`);
  // Evidence of checks is kept with its result, and its digest in the entry alone.
  const evidence = await db.$queryRaw<{ evidence: unknown }[]>`
    SELECT c.evidence FROM check_results c WHERE c.release_id = ${releaseId}::uuid AND c.evidence IS NOT NULL`;
  const known = new Set(documents.map(({ digest }) => digest));
  const reported = evidence
    .map(({ evidence: document }) => ({ digest: digestOf(document), document }))
    .filter(({ digest }) => named.includes(digest) && !known.has(digest));
  return {
    bundles,
    documents: [...documents, ...new Map(reported.map((each) => [each.digest, each])).values()],
  };
}

/** Proofs of entries in the tree of a size, in the order asked for; by one statement. */
export async function proofsOf(
  db: Reader,
  { seqs, size }: { seqs: readonly number[]; size: number },
): Promise<Uint8Array[][]> {
  const spans = seqs.map((seq) => inclusionSpans(seq - 1, size));
  const hashes = await readSpans(db, spans.flat());
  let at = 0;
  return spans.map(({ length }) => {
    at += length;
    return hashes.slice(at - length, at);
  });
}
