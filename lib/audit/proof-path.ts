import { inclusionSpans, nodeHash, rootByInclusion, type Sha256, type Span } from "./merkle";

/** A step from a leaf towards the root: with the node beside it one comes to the node above both. */
export interface Climbed {
  /** The entries that the node beside is over, by index. */
  beside: Span;
  side: "left" | "right";
  sibling: Uint8Array;
  hash: Uint8Array;
}

/** Every step from a leaf to the root, as `rootByInclusion` goes them; null: the proof has not the length that it must have. */
export function climb(
  sha256: Sha256,
  asked: { index: number; size: number; leaf: Uint8Array; proof: readonly Uint8Array[] },
): Climbed[] | null {
  if (rootByInclusion(sha256, asked) === null) return null;
  const spans = inclusionSpans(asked.index, asked.size);
  let hash = asked.leaf;
  return asked.proof.map((sibling, n) => {
    const beside = spans[n] ?? [0, 0];
    const side = beside[0] < asked.index ? "left" : "right";
    hash = side === "left" ? nodeHash(sha256, sibling, hash) : nodeHash(sha256, hash, sibling);
    return { beside, side, sibling, hash };
  });
}
