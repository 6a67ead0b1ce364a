import { createHash } from "node:crypto";

/** A log's roots and proofs by the RFC's own words, for comparison: recursive, over the leaves themselves, with nothing of the product. */
export interface DefinedLog {
  /** MTH over the leaves from one on and before another. RFC 9162, 2.1.1. */
  root: (from: number, until: number) => Buffer;
  /** PATH(m, D_n). RFC 9162, 2.1.3.1. */
  inclusion: (m: number, n: number) => Buffer[];
  /** PROOF(m, D_n). RFC 9162, 2.1.4.1. */
  consistency: (m: number, n: number) => Buffer[];
}

const hash = (...parts: readonly Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

export const definedLeaf = (entry: Uint8Array): Buffer => hash(Buffer.of(0), entry);

/** The largest power of two below `n`. */
function splitBelow(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

export function definedLog(leaves: readonly Uint8Array[]): DefinedLog {
  // Many roots of one log are asked for, and they share most of what they are made of.
  const known = new Map<string, Buffer>();
  function root(from: number, until: number): Buffer {
    if (until === from) return hash();
    if (until === from + 1) return leafAt(leaves, from);
    const found = known.get(`${from}-${until}`);
    if (found !== undefined) return found;
    const k = from + splitBelow(until - from);
    const made = hash(Buffer.of(1), root(from, k), root(k, until));
    known.set(`${from}-${until}`, made);
    return made;
  }
  function path(m: number, from: number, until: number): Buffer[] {
    if (until === from + 1) return [];
    const k = from + splitBelow(until - from);
    return m < k ? [...path(m, from, k), root(k, until)] : [...path(m, k, until), root(from, k)];
  }
  function subproof(m: number, from: number, until: number, isKnown: boolean): Buffer[] {
    if (m === until) return isKnown ? [] : [root(from, until)];
    const k = from + splitBelow(until - from);
    return m <= k
      ? [...subproof(m, from, k, isKnown), root(k, until)]
      : [...subproof(m, k, until, false), root(from, k)];
  }
  return {
    root,
    inclusion: (m, n) => path(m, 0, n),
    consistency: (m, n) => subproof(m, 0, n, true),
  };
}

function leafAt(leaves: readonly Uint8Array[], index: number): Buffer {
  const leaf = leaves[index];
  if (leaf === undefined) throw new RangeError(`there is no leaf ${index}`);
  return Buffer.from(leaf);
}
