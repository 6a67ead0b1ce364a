import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { AppError, fieldError, notFound } from "@/lib/platform/errors";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { z } from "zod";
import { writeLogProof } from "./checkpoint";
import { readIntroduction } from "./key-introduction";
import type { CheckpointView, ConsistencyView, EntryDetailView, KeysView, ProofView } from "./proof-schemas";
import { readEntryDocument } from "./entry-document";
import { readGrants } from "./grant-queries";
import { listEntries } from "./queries";
import { parseVerifierKey, toBase64 } from "./signed-note";
import { publicKeyPem, sha256 } from "./signing-key";
import { readConsistency, readInclusion, readLeaf, readRoot, readTreeSize } from "./tree-store";

/** The newest checkpoint; null: none was signed yet. */
export async function findCheckpoint(db: Reader): Promise<CheckpointView | null> {
  const row = await findLast(db);
  return row === null ? null : checkpointView(row);
}

function findLast(db: Reader): Promise<Stored | null> {
  return db.ledgerCheckpoint.findFirst({ orderBy: [{ size: "desc" }, { at: "desc" }] });
}

type Stored = Awaited<ReturnType<Reader["ledgerCheckpoint"]["findFirstOrThrow"]>>;

function checkpointView({ size, at, root, keyId, note }: Stored): CheckpointView {
  return { size: Number(size), at: at.toISOString(), root: toBase64(root), keyId, note };
}

/** Newest first. */
export async function listCheckpoints(db: Reader, asked: PageAsk): Promise<Page<CheckpointView>> {
  const { take, after } = readPage(asked, z.tuple([z.number(), z.string()]));
  const rows = await db.ledgerCheckpoint.findMany({
    where:
      after === null ? {} : { OR: [{ size: { lt: after[0] } }, { size: after[0], keyId: { gt: after[1] } }] },
    orderBy: [{ size: "desc" }, { keyId: "asc" }],
    take,
  });
  return toPage({ rows, take, item: checkpointView, position: ({ size, keyId }) => [Number(size), keyId] });
}

export async function getKeys(db: Reader): Promise<KeysView> {
  const rows = await db.ledgerKey.findMany({ orderBy: { order: "asc" } });
  const refusal = await findRefusal(db);
  const keys = rows.flatMap(({ vkey, keyId, note, at }, n) => {
    const key = parseVerifierKey(sha256, vkey);
    if (key === null) return [];
    const before = rows[n - 1];
    const isVouchedFor =
      before === undefined || (readIntroduction(note)?.signers.includes(before.keyId) ?? false);
    return [{ vkey, keyId, at: at.toISOString(), pem: publicKeyPem(key.publicKey), note, isVouchedFor }];
  });
  return { keys, refusal };
}

/** Why nothing was signed since the last checkpoint; null: that was not refused. */
export async function findRefusal(db: Reader): Promise<KeysView["refusal"]> {
  const [refusal, last] = await Promise.all([
    db.ledgerRefusal.findFirst({ orderBy: { at: "desc" } }),
    // The one over the most is the last: by its time every one of them would be looked at.
    findLast(db),
  ]);
  if (refusal === null || (last !== null && last.at > refusal.at)) return null;
  return { size: Number(refusal.size), reason: refusal.reason, at: refusal.at.toISOString() };
}

/** Proof that an entry is in the log as it was signed, or as it was at a size. */
export async function getProof(
  db: Reader,
  { seq, size: asked }: { seq: number; size: number | undefined },
): Promise<ProofView> {
  const last = asked === undefined ? await findCheckpoint(db) : null;
  const size = asked ?? last?.size;
  if (size === undefined)
    throw new AppError("conflict", "No checkpoint was signed yet: try again in a moment.");
  await refuseBeyond(db, { size, field: "size" });
  if (seq < 1 || seq > size)
    throw fieldError("/seq", `seq: expected an entry from 1 to ${size}`, `a number from 1 to ${size}`);
  const index = seq - 1;
  const [leaf, hashes, root, signed] = await Promise.all([
    readLeaf(db, index),
    readInclusion(db, index, size),
    readRoot(db, size),
    last ?? db.ledgerCheckpoint.findFirst({ where: { size }, orderBy: { at: "desc" } }),
  ]);
  const checkpoint = signed?.note ?? null;
  return {
    seq,
    size,
    leaf: toBase64(leaf),
    hashes: hashes.map(toBase64),
    root: toBase64(root),
    checkpoint,
    proof: checkpoint === null ? null : writeLogProof({ index, hashes, checkpoint }),
  };
}

export async function getConsistency(
  db: Reader,
  { from, to }: { from: number; to: number },
): Promise<ConsistencyView> {
  if (from < 1 || from > to)
    throw fieldError("/from", `from: expected a size from 1 to ${to}`, `from 1 to ${to}`);
  await refuseBeyond(db, { size: to, field: "to" });
  const [hashes, fromRoot, toRoot] = await Promise.all([
    readConsistency(db, from, to),
    readRoot(db, from),
    readRoot(db, to),
  ]);
  return { from, to, fromRoot: toBase64(fromRoot), toRoot: toBase64(toRoot), hashes: hashes.map(toBase64) };
}

async function refuseBeyond(db: Reader, { size, field }: { size: number; field: string }): Promise<void> {
  const most = await readTreeSize(db);
  if (size >= 1 && size <= most) return;
  const expected = most === 0 ? "a log that is not empty" : `a size from 1 to ${most}`;
  throw fieldError(`/${field}`, `${field}: expected ${expected}`, expected);
}

/** An entry with its bytes, what its commitments stand for, and the rows that gave the right. */
export async function getEntry(db: Reader, actor: Actor, seq: number): Promise<EntryDetailView> {
  const { items } = await listEntries(db, actor, { after: seq - 1, before: seq + 1, limit: 1 });
  const [view] = items;
  if (view === undefined) throw notFound("entry");
  const entry = await db.ledgerEntry.findUniqueOrThrow({
    where: { id: view.id },
    select: { bytes: true, openings: { orderBy: { path: "asc" } } },
  });
  return {
    ...view,
    bytes: toBase64(entry.bytes),
    openings: entry.openings.map(({ path, value, salt }) => ({ path, value, salt: toBase64(salt) })),
    commitments: readEntryDocument(entry.bytes)?.commitments ?? {},
    grants: await readGrants(db, actor, view.grant),
  };
}
