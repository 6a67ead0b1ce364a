import type { Kernel } from "@/lib/platform/command";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { recordRows } from "@/lib/platform/record";
import {
  consistencySpans,
  grow,
  inclusionSpans,
  joinHashes,
  leafHash,
  placesOf,
  type Place,
  type Span,
} from "./merkle";
import { sha256 } from "./signing-key";
import { lockFamily, one } from "@/lib/platform/lock-numbers";

/** Leaves of one transaction: a log that is far behind, as after an update, catches up in several. */
const mostLeaves = 5_000;

/**
 * Puts numbered entries that are not in the tree yet into it; answers how many. Apart from numbering, which goes on where the tree
 * cannot: a node that somebody removed stops checkpoints, not the log. Safe twice: one at a time, and a node is written once.
 */
export async function growTree(kernel: Kernel): Promise<number> {
  return recordRows(kernel, "checkpoint", async (client) => {
    const locked = await client.query<{ isMine: boolean }>(
      'SELECT pg_try_advisory_xact_lock($1, $2) AS "isMine"',
      [lockFamily, one.tree],
    );
    if (locked.rows[0]?.isMine !== true) return 0;
    const { rows: sizes } = await client.query<{ size: string }>(treeSize);
    const size = Number(sizes[0]?.size ?? 0);
    const { rows: fresh } = await client.query<{ bytes: Buffer }>({
      name: "fresh_leaves",
      text: "SELECT e.bytes FROM ledger_sequence s JOIN ledger_entries e ON e.id = s.entry_id WHERE s.seq > $1 ORDER BY s.seq LIMIT $2",
      values: [size, mostLeaves],
    });
    if (fresh.length === 0) return 0;
    const edge = await readNodes(placesOf([0, size]), async (levels, indices) => {
      const found = await client.query<StoredNode>(nodesAt, [levels, indices]);
      return found.rows;
    });
    const nodes = grow(sha256, { size, edge, leaves: fresh.map(({ bytes }) => leafHash(sha256, bytes)) });
    await client.query({
      name: "insert_nodes",
      text: "INSERT INTO ledger_nodes (level, index, hash) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])",
      values: [
        nodes.map(({ level }) => level),
        nodes.map(({ index }) => index),
        nodes.map(({ hash }) => hash),
      ],
    });
    return fresh.length;
  });
}

const treeSize = "SELECT COALESCE(max(index) + 1, 0) AS size FROM ledger_nodes WHERE level = 0";
const nodesAt = `SELECT n.level, n.index, n.hash FROM unnest($1::smallint[], $2::bigint[]) u (level, index)
  JOIN ledger_nodes n ON n.level = u.level AND n.index = u.index`;

interface StoredNode {
  level: number;
  index: bigint | string;
  hash: Uint8Array;
}

type ReadNodes = (levels: number[], indices: number[]) => Promise<StoredNode[]>;

/** Hashes of complete subtrees, in the order asked for. */
async function readNodes(places: readonly Place[], read: ReadNodes): Promise<Uint8Array[]> {
  if (places.length === 0) return [];
  const rows = await read(
    places.map(({ level }) => level),
    places.map(({ index }) => index),
  );
  const found = new Map(rows.map(({ level, index, hash }) => [`${level}/${index}`, Uint8Array.from(hash)]));
  return places.map(({ level, index }) => {
    const hash = found.get(`${level}/${index}`);
    if (hash === undefined) throw new RangeError(`the tree has no node ${index} at level ${level}`);
    return hash;
  });
}

/** How many entries are in the tree. */
export async function readTreeSize(db: Reader): Promise<number> {
  const rows = await db.$queryRaw<{ size: bigint }[]>(Prisma.raw(treeSize));
  return Number(rows[0]?.size ?? 0);
}

/** The hashes over spans of leaves, by one statement however long the log is. */
export async function readSpans(db: Reader, spans: readonly Span[]): Promise<Uint8Array[]> {
  const places = spans.map(placesOf);
  const hashes = await readNodes(places.flat(), async (levels, indices) =>
    db.$queryRawUnsafe<StoredNode[]>(nodesAt, levels, indices),
  );
  let at = 0;
  return places.map(({ length }) => {
    at += length;
    return joinHashes(sha256, hashes.slice(at - length, at));
  });
}

/** The root of the tree over the first entries. */
export async function readRoot(db: Reader, size: number): Promise<Uint8Array> {
  const [root] = await readSpans(db, [[0, size]]);
  return root ?? joinHashes(sha256, []);
}

/** The hashes of the complete subtrees that the tree over the first entries is made of, from the left. */
export const readEdge = (db: Reader, size: number): Promise<Uint8Array[]> =>
  readSpans(
    db,
    placesOf([0, size]).map(({ level, index }) => [index * 2 ** level, (index + 1) * 2 ** level]),
  );

/** Proof that the entry at an index is in the tree over the first `size` entries. */
export const readInclusion = (db: Reader, index: number, size: number): Promise<Uint8Array[]> =>
  readSpans(db, inclusionSpans(index, size));

/** Proof that the tree over the first `before` entries is the beginning of that over the first `size`. */
export const readConsistency = (db: Reader, before: number, size: number): Promise<Uint8Array[]> =>
  readSpans(db, consistencySpans(before, size));

export async function readLeaf(db: Reader, index: number): Promise<Uint8Array> {
  const [leaf] = await readSpans(db, [[index, index + 1]]);
  return leaf ?? joinHashes(sha256, []);
}
