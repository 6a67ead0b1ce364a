import { beforeAll, describe, expect, it } from "vitest";
import { faultyFiles, membersOf, pieceOf, smallArchives, unseen } from "@/lib/testing/altered-archive";
import { dice } from "@/lib/testing/search/random";
import { names } from "./archive-names";
import { blockSize } from "./tar";
import { sourceOf, verifyArchive } from "./verify-archive";

let archives: Awaited<ReturnType<typeof smallArchives>>;
beforeAll(async () => {
  archives = await smallArchives();
});

/** Of each file bytes of its header that mean something and the edges of its content; and some by chance. `npm run test:bytes` takes all. */
function chosen(bytes: Buffer): number[] {
  const random = dice(11);
  const edges = membersOf(bytes).flatMap(({ at, size }) => {
    const content = at + blockSize;
    return [at, at + 130, at + 150, at + 257, at + 511, content, content + size - 1, content + size];
  });
  // What a file is called in the manifest says what else is read, the keys among it.
  const { at = 0 } = membersOf(bytes).find(({ name }) => name === names.manifest) ?? {};
  const listed = [
    ...bytes
      .subarray(at)
      .toString("latin1")
      .matchAll(/(?<="name":")/g),
  ];
  const others = Array.from({ length: 150 }, () => random.below(bytes.length));
  const end = [bytes.length - 1, bytes.length - 2 * blockSize];
  return [...new Set([...edges, ...listed.map(({ index }) => at + index), ...others, ...end])].filter(
    (at) => at < bytes.length,
  );
}

describe.each(["release", "ledger"] as const)("the archive of a %s", (what) => {
  it("is not sound with one bit of it altered, and it is said in which file", () => {
    expect(unseen(archives[what], chosen(archives[what]))).toEqual([]);
  });

  it("is not sound where it was cut off anywhere, or something follows it", () => {
    const bytes = archives[what];
    for (let length = 1; length < bytes.length; length += Math.ceil(bytes.length / 97))
      expect({ length, isSound: isSoundUpTo(bytes, length) }).toEqual({ length, isSound: false });
    expect(isSoundUpTo(bytes, bytes.length - 1)).toBe(false);
    expect(isSoundUpTo(bytes, bytes.length - blockSize)).toBe(false);
    for (const more of [
      Buffer.alloc(1),
      Buffer.alloc(blockSize),
      Buffer.from("more"),
      bytes.subarray(0, 2_048),
    ])
      expect(faultyFiles(sourceOf(Buffer.concat([bytes, more]))).isSound).toBe(false);
  });

  it("names the file that is missing, twice there, or at another place", () => {
    const bytes = archives[what];
    const members = membersOf(bytes);
    const pieces = members.map((member) => pieceOf(bytes, member));
    const end = bytes.subarray(-2 * blockSize);
    const joined = (list: readonly Buffer[]) => faultyFiles(sourceOf(Buffer.concat([...list, end])));
    for (const [n, { name }] of members.entries()) {
      const without = joined(pieces.toSpliced(n, 1));
      expect(without).toMatchObject({ isSound: false });
      expect(without.files).toContain(name);
      const twice = joined(pieces.toSpliced(n, 0, pieces[n] ?? end));
      expect(twice).toEqual({ isSound: false, files: [name] });
      if (n === 0) continue;
      const swapped = joined(pieces.toSpliced(n - 1, 2, pieces[n] ?? end, pieces[n - 1] ?? end));
      expect(swapped.isSound).toBe(false);
      expect([name, members[n - 1]?.name]).toEqual(expect.arrayContaining(swapped.files));
    }
  });
});

function isSoundUpTo(bytes: Buffer, length: number): boolean {
  try {
    return verifyArchive(sourceOf(bytes.subarray(0, length))).isSound;
  } catch {
    return false;
  }
}
