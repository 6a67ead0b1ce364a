/** SHA-256 of bytes, as 32 bytes. Given, so that the same rules run in the server, the command line and the browser. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** A complete subtree: 2^level leaves, from index · 2^level on. Level 0 is a leaf. */
export interface Place {
  level: number;
  index: number;
}

/** Leaves from one on and before another. */
export type Span = readonly [from: number, until: number];

/** The root over no leaf: SHA-256 of nothing. RFC 6962, 2.1. */
export const emptyRoot = (sha256: Sha256) => sha256(new Uint8Array());

/** SHA-256(0x00 ‖ entry). RFC 6962, 2.1. */
export function leafHash(sha256: Sha256, entry: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(entry.length + 1);
  bytes.set(entry, 1);
  return sha256(bytes);
}

/** SHA-256(0x01 ‖ left ‖ right). RFC 6962, 2.1. */
export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(65);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 33);
  return sha256(bytes);
}

/** The complete subtrees that a span of leaves is made of, from the left. For spans as the tree is split: they begin where a subtree of their size may. */
export function placesOf([from, until]: Span): Place[] {
  const places: Place[] = [];
  for (let at = from; at < until;) {
    const level = Math.floor(Math.log2(until - at));
    places.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return places;
}

/** The hash over a span, from those of its complete subtrees. */
export function joinHashes(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  const last = hashes.at(-1);
  if (last === undefined) return emptyRoot(sha256);
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(sha256, left, right), last);
}

/** The largest power of two below a size: where a tree of two leaves or more is split. */
function splitOf(size: number): number {
  const power = 2 ** Math.floor(Math.log2(size));
  return power === size ? power / 2 : power;
}

/** The spans whose hashes prove that the leaf at an index is in a tree of this size, from the leaf's sibling to the root's child. RFC 9162, 2.1.3.1. */
export function inclusionSpans(index: number, size: number): Span[] {
  const spans: Span[] = [];
  let [from, until] = [0, size];
  while (until - from > 1) {
    const middle = from + splitOf(until - from);
    if (index < middle) {
      spans.push([middle, until]);
      until = middle;
    } else {
      spans.push([from, middle]);
      from = middle;
    }
  }
  return spans.toReversed();
}

/** The spans whose hashes prove that a tree of the first size is the beginning of one of the second. RFC 9162, 2.1.4.1. */
export function consistencySpans(before: number, size: number): Span[] {
  if (before === 0 || before === size) return [];
  const spans: Span[] = [];
  let [from, until, isKnown] = [0, size, true];
  while (before !== until) {
    const middle = from + splitOf(until - from);
    if (before <= middle) {
      spans.push([middle, until]);
      until = middle;
    } else {
      spans.push([from, middle]);
      [from, isKnown] = [middle, false];
    }
  }
  if (!isKnown) spans.push([from, until]);
  return spans.toReversed();
}

/** The root that a proof of inclusion leads to; null: the proof has not the length that it must have. RFC 9162, 2.1.3.2. */
export function rootByInclusion(
  sha256: Sha256,
  {
    index,
    size,
    leaf,
    proof,
  }: { index: number; size: number; leaf: Uint8Array; proof: readonly Uint8Array[] },
): Uint8Array | null {
  if (!isPlaceIn(index, size)) return null;
  const spans = inclusionSpans(index, size);
  if (spans.length !== proof.length) return null;
  return proof.reduce((hash, sibling, n) => {
    const isLeft = (spans[n]?.[0] ?? 0) < index;
    return isLeft ? nodeHash(sha256, sibling, hash) : nodeHash(sha256, hash, sibling);
  }, leaf);
}

function isPlaceIn(index: number, size: number): boolean {
  return Number.isSafeInteger(size) && Number.isSafeInteger(index) && index >= 0 && index < size;
}

/** Whether a tree with the second root begins with all of one with the first. RFC 9162, 2.1.4.2. */
export function isConsistent(
  sha256: Sha256,
  { before, after, proof }: { before: Head; after: Head; proof: readonly Uint8Array[] },
): boolean {
  if (!Number.isSafeInteger(before.size) || !Number.isSafeInteger(after.size)) return false;
  if (before.size < 0 || before.size > after.size) return false;
  if (before.size === 0) return proof.length === 0 && isSame(before.root, emptyRoot(sha256));
  if (before.size === after.size) return proof.length === 0 && isSame(before.root, after.root);
  const roots = rootsByConsistency(sha256, { from: before.size, to: after.size, known: before.root, proof });
  return roots !== null && isSame(roots.before, before.root) && isSame(roots.after, after.root);
}

/** A tree's size and root. */
export interface Head {
  size: number;
  root: Uint8Array;
}

function rootsByConsistency(
  sha256: Sha256,
  { from, to, known, proof }: { from: number; to: number; known: Uint8Array; proof: readonly Uint8Array[] },
): { before: Uint8Array; after: Uint8Array } | null {
  const isWhole = Number.isInteger(Math.log2(from));
  const path = isWhole ? [known, ...proof] : proof;
  let [node, last] = [from - 1, to - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  const [first, ...others] = path;
  if (first === undefined) return null;
  let [before, after] = [first, first];
  for (const hash of others) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      before = nodeHash(sha256, hash, before);
      after = nodeHash(sha256, hash, after);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      after = nodeHash(sha256, after, hash);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? { before, after } : null;
}

/** The nodes that more leaves complete. `edge` are the hashes of the complete subtrees of the tree as it was, from the left. */
export function grow(
  sha256: Sha256,
  { size, edge, leaves }: { size: number; edge: readonly Uint8Array[]; leaves: readonly Uint8Array[] },
): (Place & { hash: Uint8Array })[] {
  const nodes: (Place & { hash: Uint8Array })[] = [];
  const open = placesOf([0, size]).map((place, n) => ({ ...place, hash: hashAt(edge, n) }));
  for (const [n, leaf] of leaves.entries()) {
    let node = { level: 0, index: size + n, hash: leaf };
    nodes.push(node);
    for (let left = open.at(-1); left?.level === node.level; left = open.at(-1)) {
      open.pop();
      node = { level: node.level + 1, index: left.index / 2, hash: nodeHash(sha256, left.hash, node.hash) };
      nodes.push(node);
    }
    open.push(node);
  }
  return nodes;
}

function hashAt(hashes: readonly Uint8Array[], n: number): Uint8Array {
  const hash = hashes[n];
  if (hash === undefined)
    throw new Error(`a tree has ${n} complete subtrees at its edge, and no hash of the next`);
  return hash;
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, n) => byte === other[n]);
}
