import { hash } from "node:crypto";
import { placesOf } from "./merkle";

/** The tree over a log, leaf by leaf: as `treeOf`, but it keeps only its edge, and takes entries as lines of a file. */
export interface GrowingTree {
  size: () => number;
  /** Leaves whose entries were not given. */
  withheld: () => number;
  root: () => Uint8Array;
  /** Adds one line after the other; answers what is wrong with the first that is none, and null where there is none. */
  addLines: (bytes: Uint8Array) => string | null;
}

const newline = 10;
const letterL = 108;

/** How many complete subtrees a tree of so many leaves is made of. */
export const edgeLength = (size: number) => placesOf([0, size]).length;

/**
 * @param edge the hashes of the complete subtrees of the log before, from the left
 * @param due told at which size `reached` is to be called next
 */
export function growingTree(
  before: { size: number; edge: readonly Uint8Array[] },
  { due, reached }: { due: () => number; reached: () => void },
): GrowingTree {
  // Hashes as text of a letter a byte: making a Buffer of each costs as much as the hash.
  const edge = before.edge.map((bytes) => Buffer.from(bytes).toString("latin1"));
  const pair = Buffer.alloc(65, 1);
  let { size } = before;
  let withheld = 0;
  const join = (left: string, right: string): string => {
    pair.write(left, 1, "latin1");
    pair.write(right, 33, "latin1");
    return hash("sha256", pair, "binary");
  };
  const add = (leaf: string): void => {
    size += 1;
    let node = leaf;
    for (let n = size; n % 2 === 0; n /= 2) node = join(edge.pop() ?? "", node);
    edge.push(node);
    if (size === due()) reached();
  };
  const addLines = (bytes: Uint8Array): string | null => {
    const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < lines.length;) {
      const end = lines.indexOf(newline, at);
      if (end === -1) return "its last line does not end";
      if (end === at) return "a line of it is empty";
      const isWithheld = lines[at + 2] === letterL;
      const leaf = isWithheld ? withheldLeaf(lines, at, end) : leafOf(lines, at, end);
      if (leaf === null) return "a line of it is neither an entry nor a leaf";
      if (isWithheld) withheld += 1;
      add(leaf);
      at = end + 1;
    }
    return null;
  };
  return {
    size: () => size,
    withheld: () => withheld,
    root: () => rootOf(edge, join),
    addLines,
  };
}

/** SHA-256(0x00 ‖ entry): the zero is put where the line before ended, for as long as it takes, so that no entry is copied. */
function leafOf(lines: Buffer, at: number, end: number): string {
  if (at === 0) return hash("sha256", Buffer.concat([Buffer.of(0), lines.subarray(0, end)]), "binary");
  lines[at - 1] = 0;
  const leaf = hash("sha256", lines.subarray(at - 1, end), "binary");
  lines[at - 1] = newline;
  return leaf;
}

/** How a leaf stands in place of an entry. Entries are canonical JSON and begin with their actor. */
export const withheldLine = (leaf: Uint8Array) => `{"leaf":"${Buffer.from(leaf).toString("base64")}"}\n`;

function withheldLeaf(lines: Buffer, at: number, end: number): string | null {
  const [, base64 = ""] = /^\{"leaf":"([A-Za-z0-9+/]{43}=)"\}$/.exec(lines.toString("latin1", at, end)) ?? [];
  const bytes = Buffer.from(base64, "base64");
  return bytes.length === 32 && bytes.toString("base64") === base64 ? bytes.toString("latin1") : null;
}

function rootOf(edge: readonly string[], join: (left: string, right: string) => string): Uint8Array {
  const last = edge.at(-1);
  if (last === undefined) return Buffer.from(hash("sha256", "", "binary"), "latin1");
  return Buffer.from(
    edge.slice(0, -1).reduceRight((right, left) => join(left, right), last),
    "latin1",
  );
}
