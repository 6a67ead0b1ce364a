import {
  consistencySpans,
  grow,
  inclusionSpans,
  joinHashes,
  placesOf,
  type Place,
  type Sha256,
  type Span,
} from "./merkle";

/** Roots and proofs of one tree of leaves, all in memory: for whoever holds every entry. */
export interface Tree {
  size: number;
  root: (size?: number) => Uint8Array;
  inclusion: (index: number, size?: number) => Uint8Array[];
  consistency: (before: number, size?: number) => Uint8Array[];
}

export function treeOf(sha256: Sha256, leaves: readonly Uint8Array[]): Tree {
  const levels: Uint8Array[][] = [];
  for (const { level, index, hash } of grow(sha256, { size: 0, edge: [], leaves }))
    (levels[level] ??= [])[index] = hash;
  const at = ({ level, index }: Place): Uint8Array => {
    const hash = levels[level]?.[index];
    if (hash === undefined) throw new RangeError(`the tree of ${leaves.length} leaves does not reach so far`);
    return hash;
  };
  const over = (span: Span) => joinHashes(sha256, placesOf(span).map(at));
  const { length: size } = leaves;
  return {
    size,
    root: (until = size) => over([0, until]),
    inclusion: (index, until = size) => inclusionSpans(index, until).map(over),
    consistency: (before, until = size) => consistencySpans(before, until).map(over),
  };
}
