import type { Call, Kernel } from "@/lib/platform/command";
import { type Reader } from "@/lib/platform/db";
import { newId } from "@/lib/platform/ids";
import { record } from "@/lib/platform/record";
import { checkpointText, type ReadCheckpoint, readCheckpoint, writeCheckpoint } from "./checkpoint";
import { introduceLedgerKey } from "./introduce-ledger-key";
import { introductionText, writeIntroduction } from "./key-chain";
import { type Head, isConsistent } from "./merkle";
import { parseVerifierKey, signersOf, type NoteKey, verifierKey } from "./signed-note";
import { type LedgerSigner, ledgerSigner, sha256, verifyEd25519 } from "./signing-key";
import { readConsistency, readRoot, readTreeSize } from "./tree-store";
import { lockFamily, one } from "@/lib/platform/lock-numbers";

export interface Signing {
  seed: Uint8Array;
  /** Of the key before, while keys are changed: it signs too, so that whoever knows it learns the new one. */
  seedBefore: Uint8Array | null;
  /** The log's name until a checkpoint has one; from then on it stays. */
  origin: string;
  /** The last checkpoint as it was kept outside the database; null: nothing is kept there. */
  remembered: string | null;
}

export type Signed =
  | { kind: "signed"; note: string; size: number }
  /** `note`: what was signed last; null: nothing was, for the log is empty. */
  | { kind: "up-to-date"; note: string | null }
  /** Another worker is at it. */
  | { kind: "busy" }
  | { kind: "refused"; size: number; reason: string };

/**
 * Signs the tree as it stands. Refuses where it does not go on from what was signed before, as the database has it and as it was kept
 * outside: then somebody altered the past. Safe twice: one at a time, and the same tree is signed once.
 */
export async function signCheckpoint(kernel: Kernel, signing: Signing): Promise<Signed> {
  const signers = await signersFor(kernel, signing);
  return record(kernel, "checkpoint", async (tx, now) => {
    // Not that of deliveries, which lasts as long as whoever is sent to takes to answer.
    const locks = await tx.$queryRaw<
      { isMine: boolean }[]
    >`SELECT pg_try_advisory_xact_lock(${lockFamily}::int, ${one.signing}::int) AS "isMine"`;
    if (locks[0]?.isMine !== true) return { kind: "busy" };
    const last = await tx.ledgerCheckpoint.findFirst({ orderBy: [{ size: "desc" }, { at: "desc" }] });
    const size = await readTreeSize(tx);
    const [signer] = signers;
    if (size === 0 && last === null && signing.remembered === null) return { kind: "up-to-date", note: null };
    const seen = [
      ...(last === null ? [] : [{ where: "in the database", text: last.note }]),
      ...(signing.remembered === null
        ? []
        : [{ where: "kept outside the database", text: signing.remembered }]),
    ];
    const keys = await knownKeys(tx, signers);
    const refuse = async (reason: string): Promise<Signed> => {
      await tx.ledgerRefusal.createMany({ data: [{ size, reason, at: now }], skipDuplicates: true });
      return { kind: "refused", size, reason };
    };
    const root = await whole(readRoot(tx, size));
    if (root === null) return refuse(incomplete);
    const tree = { size, root };
    for (const each of seen) {
      const reason = await whyNot(tx, { ...each, tree, origin: signer.key.name, keys });
      if (reason !== null) return refuse(reason);
    }
    if (last !== null && Number(last.size) === size && last.keyId === signer.key.id)
      return { kind: "up-to-date", note: last.note };
    const checkpoint = { origin: signer.key.name, ...tree };
    const note = writeCheckpoint(
      checkpoint,
      signers.map(({ signNote }) => signNote(checkpointText(checkpoint))),
    );
    await tx.ledgerCheckpoint.create({
      data: { size, keyId: signer.key.id, at: now, root: Uint8Array.from(tree.root), note },
    });
    return { kind: "signed", note, size };
  });
}

type Signers = readonly [LedgerSigner, ...LedgerSigner[]];

/** The keys that sign, the one in force first. It is introduced by the time that it signs. */
async function signersFor(kernel: Kernel, { seed, seedBefore, origin }: Signing): Promise<Signers> {
  const { prisma } = kernel.db;
  const first = await prisma.ledgerKey.findFirst({ orderBy: { order: "asc" } });
  // The first key has the log's name, and the log keeps it wherever it moves.
  const name = (first === null ? null : parseVerifierKey(sha256, first.vkey)?.name) ?? origin;
  const signer = ledgerSigner(seed, name);
  const signers: Signers = [signer, ...(seedBefore === null ? [] : [ledgerSigner(seedBefore, name)])];
  const vkey = verifierKey(signer.key);
  if ((await prisma.ledgerKey.findUnique({ where: { vkey } })) === null) {
    const text = introductionText(signer.key);
    const note = writeIntroduction(
      signer.key,
      signers.map(({ signNote }) => signNote(text)),
    );
    await introduceLedgerKey.execute(kernel, { note }, byWorkerNow());
  }
  return signers;
}

function byWorkerNow(): Call {
  return { actor: { kind: "system", job: "worker" }, requestId: newId() };
}

async function knownKeys(tx: Reader, signers: Signers): Promise<NoteKey[]> {
  const rows = await tx.ledgerKey.findMany();
  return [
    ...rows.flatMap(({ vkey }) => parseVerifierKey(sha256, vkey) ?? []),
    ...signers.map(({ key }) => key),
  ];
}

const incomplete = "the log's tree lacks nodes that it had";

/** Null where the tree lacks a node. */
async function whole<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

interface Seen {
  /** In words: where it was found. */
  where: string;
  text: string;
  tree: Head;
  origin: string;
  keys: NoteKey[];
}

/** Why the tree as it stands does not go on from a checkpoint; null: it does. */
async function whyNot(tx: Reader, { where, text, tree, origin, keys }: Seen): Promise<string | null> {
  const signed = readCheckpoint(text);
  if (signed === null) return `the last checkpoint ${where} cannot be read`;
  if (signed.origin !== origin) return `the last checkpoint ${where} is of another log, ${signed.origin}`;
  if (!isOurs(signed, keys)) return `the last checkpoint ${where} has no signature of this log's keys`;
  if (signed.size > tree.size)
    return `the last checkpoint ${where} is over ${signed.size} entries, and the log has only ${tree.size}`;
  const proof = await whole(readConsistency(tx, signed.size, tree.size));
  if (proof === null) return incomplete;
  if (isConsistent(sha256, { before: signed, after: tree, proof })) return null;
  return `the log's first ${signed.size} entries are not those of the last checkpoint ${where}`;
}

function isOurs({ note }: ReadCheckpoint, keys: readonly NoteKey[]): boolean {
  const signed = signersOf(note, { keys, verify: verifyEd25519 });
  return signed.ok && signed.by.length > 0;
}
