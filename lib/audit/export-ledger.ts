import { canonicalBytes } from "@/lib/bundles/digest";
import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import type { Db, Reader } from "@/lib/platform/db";
import { AppError, fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";
import { names } from "./archive-names";
import {
  type ExportAsked,
  type Exported,
  type ExportedHead,
  exportSigner,
  headOf,
  keyFiles,
  lastCheckpoint,
} from "./export-head";
import type { LedgerHead } from "./export-schemas";
import { withheldLine } from "./growing-tree";
import { leafHash } from "./merkle";
import { toBase64, utf8 } from "./signed-note";
import { sha256 } from "./signing-key";
import { readEdge } from "./tree-store";
import { type ArchiveFile, writeArchive } from "./write-archive";

/** Lines of a file: what is held at a time. */
const entriesAtOnce = 10_000;
const mostCheckpoints = 1_000;

/**
 * The whole ledger as one archive, from an entry on up to the newest checkpoint: for auditors and admins. Entries of restricted releases
 * that they may not see are there as their leaves, so that the tree can be made anew all the same.
 */
export async function exportLedger(
  kernel: Kernel,
  { actor, signerOf, from = 1 }: ExportAsked & { from?: number | undefined },
): Promise<Exported> {
  refuseOthers(actor);
  const db = kernel.db.prisma;
  const at = await lastCheckpoint(db);
  if (from < 1 || from > at.size)
    throw fieldError(
      "/from",
      `from: expected an entry from 1 to ${at.size}`,
      `a number from 1 to ${at.size}`,
    );
  const signer = await exportSigner(db, signerOf(at.origin));
  const hidden = await hiddenReleases(db, actor);
  const counted = { withheld: 0 };
  const now = kernel.clock.now();
  const head = (): LedgerHead => ({
    ...headOf(at, { actor, now }),
    what: "ledger",
    from,
    withheld: counted.withheld,
  });
  return {
    fileName: `countersign-ledger-${from === 1 ? "" : `${from}-`}${at.size}.tar`,
    chunks: writeArchive(filesOf(kernel.db, { at, from, hidden, counted }), { head, signer }),
  };
}

/** Others see what their releases show; the whole of it is for those who look after it. */
function refuseOthers(actor: Actor): void {
  if (actor.kind === "person" && (actor.access === "auditor" || actor.access === "admin")) return;
  throw new AppError("access-level", "The whole ledger is exported by auditors and admins.", {
    rule: "access-level",
  });
}

async function hiddenReleases(db: Reader, actor: Actor): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>(
    Prisma.sql`SELECT r.id::text FROM releases r WHERE NOT ${visibleTo(actor)}`,
  );
  return rows.map(({ id }) => id);
}

interface Parts {
  at: ExportedHead;
  from: number;
  hidden: readonly string[];
  counted: { withheld: number };
}

/** In the order of their names. */
async function* filesOf(
  { prisma, pool }: Db,
  { at, from, hidden, counted }: Parts,
): AsyncGenerator<ArchiveFile> {
  yield { name: names.checkpoint, bytes: utf8(at.note) };
  yield await checkpointFile(prisma, { from, size: at.size });
  if (from > 1) {
    const hashes = (await readEdge(prisma, from - 1)).map(toBase64);
    yield { name: names.edge, bytes: canonicalBytes({ size: from - 1, hashes }) };
  }
  yield* entryFiles(pool, { from, size: at.size, hidden, counted });
  yield* await keyFiles(prisma);
}

/** The newest: whoever holds an older one compares it with the tree itself. */
async function checkpointFile(
  db: Reader,
  { from, size }: { from: number; size: number },
): Promise<ArchiveFile> {
  const rows = await db.ledgerCheckpoint.findMany({
    where: { size: { gte: from - 1, lte: size } },
    orderBy: [{ size: "desc" }, { keyId: "desc" }],
    take: mostCheckpoints,
  });
  const lines = rows
    .toReversed()
    .flatMap((row) => [canonicalBytes({ size: Number(row.size), note: row.note }), Buffer.from("\n")]);
  return { name: names.checkpoints, bytes: Buffer.concat(lines) };
}

type Pool = Db["pool"];

async function* entryFiles(
  pool: Pool,
  { from, size, hidden, counted }: Omit<Parts, "at"> & { size: number },
): AsyncGenerator<ArchiveFile> {
  for (let first = from; first <= size; first += entriesAtOnce) {
    const last = Math.min(first + entriesAtOnce - 1, size);
    const { rows } = await pool.query<{ bytes: Buffer; hidden: boolean }>({
      name: "exported_entries",
      text: `SELECT e.bytes, COALESCE(e.release_id = ANY($3::uuid[]), FALSE) AS hidden
        FROM ledger_sequence s JOIN ledger_entries e ON e.id = s.entry_id WHERE s.seq BETWEEN $1 AND $2 ORDER BY s.seq`,
      values: [first, last, hidden],
    });
    counted.withheld += rows.filter((row) => row.hidden).length;
    const lines = rows.flatMap(({ bytes, hidden: isHidden }) =>
      isHidden ? [Buffer.from(withheldLine(leafHash(sha256, bytes)))] : [bytes, Buffer.from("\n")],
    );
    yield { name: names.entries(first), bytes: Buffer.concat(lines) };
  }
}
