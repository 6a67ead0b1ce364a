import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { AppError, fieldError } from "@/lib/platform/errors";
import { inArchiveOrder, names } from "./archive-names";
import { readCheckpoint } from "./checkpoint";
import { readIntroduction } from "./key-introduction";
import { utf8, verifierKey } from "./signed-note";
import { type LedgerSigner, publicKeyPem } from "./signing-key";
import type { ArchiveFile } from "./write-archive";

/** The checkpoint that an export is of. */
export interface ExportedHead {
  origin: string;
  size: number;
  note: string;
}

export async function lastCheckpoint(db: Reader): Promise<ExportedHead> {
  const row = await db.ledgerCheckpoint.findFirst({ orderBy: [{ size: "desc" }, { at: "desc" }] });
  if (row === null) throw new AppError("conflict", "No checkpoint was signed yet: try again in a moment.");
  // One that was altered is exported all the same, for whoever verifies it to find.
  return { origin: readCheckpoint(row.note)?.origin ?? "", size: Number(row.size), note: row.note };
}

export interface ExportAsked {
  actor: Actor;
  /** The key in force, in the name of a log. */
  signerOf: (origin: string) => LedgerSigner;
}

/** An export ready to be sent. */
export interface Exported {
  /** For whoever saves it. */
  fileName: string;
  chunks: AsyncGenerator<Uint8Array>;
}

/** The key that signs an export; refused until the log has introduced it, since nobody could follow it. */
export async function exportSigner(db: Reader, signer: LedgerSigner): Promise<LedgerSigner> {
  const known = await db.ledgerKey.findUnique({ where: { vkey: verifierKey(signer.key) } });
  if (known === null)
    throw new AppError("conflict", "The ledger's key is not introduced yet: try again in a moment.");
  return signer;
}

/** What every manifest begins with. */
export function headOf({ origin, size }: ExportedHead, { actor, now }: { actor: Actor; now: Date }) {
  if (actor.kind === "system") throw new AppError("people-only", "An export is asked for by somebody.");
  const exportedBy = {
    kind: actor.kind,
    id: actor.id,
    name: actor.kind === "person" ? actor.name : null,
  };
  return { format: 1 as const, exportedAt: now.toISOString(), exportedBy, origin, size };
}

const mostEarlier = 100;

/** The newest checkpoints before one, and the size that was asked for; by size. */
export async function earlierCheckpoints(
  db: Reader,
  { size, since }: { size: number; since: number | undefined },
): Promise<{ from: number; checkpoint: string | null }[]> {
  if (since !== undefined && (since < 1 || since > size))
    throw fieldError("/since", `since: expected a size from 1 to ${size}`, `a size from 1 to ${size}`);
  const rows = await db.ledgerCheckpoint.findMany({
    where: { size: { lt: size } },
    orderBy: [{ size: "desc" }, { at: "desc" }],
    distinct: ["size"],
    take: mostEarlier,
  });
  const found = new Map(rows.map((row) => [Number(row.size), row.note]));
  if (since !== undefined && since < size && !found.has(since)) {
    const row = await db.ledgerCheckpoint.findFirst({ where: { size: since }, orderBy: { at: "desc" } });
    return inOrder([...found, [since, row?.note ?? null]]);
  }
  return inOrder([...found]);
}

function inOrder(found: readonly (readonly [number, string | null])[]) {
  return found.map(([from, checkpoint]) => ({ from, checkpoint })).toSorted((a, b) => a.from - b.from);
}

/** The keys that sign, in the order of their use: how each was introduced, and as openssl takes it. */
export async function keyFiles(db: Reader): Promise<ArchiveFile[]> {
  const rows = await db.ledgerKey.findMany({ orderBy: { order: "asc" } });
  const files = rows.flatMap(({ note }, n) => {
    const read = readIntroduction(note);
    const pem = read === null ? "" : publicKeyPem(read.key.publicKey);
    return [
      { name: names.keyPem(n + 1), bytes: utf8(pem) },
      { name: names.keyNote(n + 1), bytes: utf8(note) },
    ];
  });
  return files.toSorted((a, b) => inArchiveOrder(a.name, b.name));
}
