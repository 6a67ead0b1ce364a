import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { definedLog } from "@/lib/testing/defined-log";
import { grow, isConsistent, joinHashes, leafHash, placesOf, rootByInclusion, type Sha256 } from "./merkle";
import { treeOf } from "./merkle-tree";

const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const hex = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString("hex"));

const leavesOf = (size: number) =>
  Array.from({ length: size }, (_, n) => leafHash(sha256, Buffer.from(`entry ${n}`)));
const all = leavesOf(300);
const whole = treeOf(sha256, all);
const defined = definedLog(all);
const size = fc.integer({ min: 1, max: 300 });
const within = size.chain((n) => fc.tuple(fc.integer({ min: 0, max: n - 1 }), fc.constant(n)));
const grown = size.chain((n) => fc.tuple(fc.integer({ min: 1, max: n }), fc.constant(n)));

describe("a tree's proofs", () => {
  it("are those of the RFC's own definitions", () => {
    fc.assert(
      fc.property(within, ([index, n]) => {
        expect(hex(whole.root(n))).toBe(hex(defined.root(0, n)));
        expect(whole.inclusion(index, n).map(hex)).toEqual(defined.inclusion(index, n).map(hex));
        expect(whole.consistency(index + 1, n).map(hex)).toEqual(defined.consistency(index + 1, n).map(hex));
      }),
    );
  });

  it("lead to the root, and for every leaf but this one to another", () => {
    fc.assert(
      fc.property(within, fc.nat(299), ([index, n], other) => {
        const proof = whole.inclusion(index, n);
        const by = (leaf: number) =>
          hex(rootByInclusion(sha256, { index, size: n, leaf: all[leaf] as Uint8Array, proof }));
        expect(by(index)).toBe(hex(whole.root(n)));
        if (other !== index) expect(by(other)).not.toBe(hex(whole.root(n)));
      }),
    );
  });

  it("of inclusion fail with one hash altered, left out, added or moved, and at another place", () => {
    fc.assert(
      fc.property(within, fc.nat(), fc.nat(255), ([index, n], where, bit) => {
        const proof = whole.inclusion(index, n);
        const leaf = all[index] as Uint8Array;
        const root = hex(whole.root(n));
        for (const wrong of altered(proof, where, bit))
          expect(hex(rootByInclusion(sha256, { index, size: n, leaf, proof: wrong }))).not.toBe(root);
        const elsewhere = (index + 1 + (where % n)) % n;
        if (elsewhere !== index)
          expect(hex(rootByInclusion(sha256, { index: elsewhere, size: n, leaf, proof }))).not.toBe(root);
      }),
    );
  });

  it("of consistency hold for every beginning of the log, and for no other root", () => {
    fc.assert(
      fc.property(grown, fc.nat(255), ([m, n], bit) => {
        const [before, after] = [head(m), head(n)];
        const proof = whole.consistency(m, n);
        expect(isConsistent(sha256, { before, after, proof })).toBe(true);
        const flipped = { ...before, root: flip(before.root, bit) };
        expect(isConsistent(sha256, { before: flipped, after, proof })).toBe(false);
        expect(
          isConsistent(sha256, { before, after: { ...after, root: flip(after.root, bit) }, proof }),
        ).toBe(false);
      }),
    );
  });

  it("of consistency fail with one hash altered, left out or added", () => {
    fc.assert(
      fc.property(grown, fc.nat(), fc.nat(255), ([m, n], where, bit) => {
        const proof = whole.consistency(m, n);
        for (const wrong of altered(proof, where, bit))
          expect(isConsistent(sha256, { before: head(m), after: head(n), proof: wrong })).toBe(false);
      }),
    );
  });

  it("of consistency cannot be made where an entry of the past was replaced", () => {
    fc.assert(
      fc.property(grown, fc.nat(), ([m, n], where) => {
        const rewritten = all.slice(0, n).with(where % m, leafHash(sha256, Buffer.from("another")));
        const other = treeOf(sha256, rewritten);
        const after = { size: n, root: other.root() };
        expect(isConsistent(sha256, { before: head(m), after, proof: other.consistency(m) })).toBe(false);
      }),
    );
  });
});

describe("a tree that grows", () => {
  it("comes to the same whatever the batches were", () => {
    fc.assert(
      fc.property(size, fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }), (n, batches) => {
        expect(hex(inBatches(all.slice(0, n), batches))).toBe(hex(whole.root(n)));
      }),
    );
  });
});

const head = (n: number) => ({ size: n, root: whole.root(n) });

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, n) => (n === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

function altered(proof: readonly Uint8Array[], where: number, bit: number): Uint8Array[][] {
  const longer = [...proof, all[0] as Uint8Array];
  if (proof.length === 0) return [longer];
  const at = where % proof.length;
  return [
    longer,
    proof.toSpliced(at, 1),
    proof.with(at, flip(proof[at] as Uint8Array, bit)),
    ...(proof.length > 1 ? [proof.toReversed()] : []),
  ];
}

function inBatches(leaves: readonly Uint8Array[], batches: readonly number[]): Uint8Array {
  const known = new Map<string, Uint8Array>();
  const edgeAt = (n: number) =>
    placesOf([0, n]).map(({ level, index }) => known.get(`${level}/${index}`) as Uint8Array);
  let at = 0;
  for (const length of [...batches, leaves.length]) {
    const nodes = grow(sha256, { size: at, edge: edgeAt(at), leaves: leaves.slice(at, at + length) });
    for (const { level, index, hash } of nodes) known.set(`${level}/${index}`, hash);
    at = Math.min(leaves.length, at + length);
  }
  return joinHashes(sha256, edgeAt(leaves.length));
}
