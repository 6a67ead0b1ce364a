import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { ledgerArchive, releaseArchive } from "@/lib/testing/evidence";
import { releaseActs } from "@/lib/testing/release-acts";
import { dice } from "@/lib/testing/search/random";
import { signLog } from "@/lib/testing/sign-log";
import { makeWorld } from "@/lib/testing/world";
import { blockSize, paddingOf } from "./tar";
import { sourceOf, verifyArchive } from "./verify-archive";
import { type Member, readContainer } from "./verify-container";
import { archive, type Source } from "./verify-model";

/** Every byte with `npm run test:bytes`; else of each file its edges, and some between them. */
const isFull = process.env["COUNTERSIGN_EVERY_BYTE"] === "1";
const some = 250;

const archives: Record<"release" | "ledger", Buffer> = { release: Buffer.alloc(0), ledger: Buffer.alloc(0) };

beforeAll(async () => {
  const world = await makeWorld((await testDatabase()).url);
  const { sign } = releaseActs(() => world);
  const release = await world.release({ slug: "first" });
  await sign(release, "ed", "engineer");
  await signLog(world.kernel);
  archives.release = await releaseArchive(world, { actor: await world.actor("cora"), slug: "first" });
  archives.ledger = await ledgerArchive(world, { actor: await world.actor("ola") });
  await world.close();
});

/** Which file a byte belongs to: its header, its content, or what fills its last block. */
function ownerOf(members: readonly Member[], at: number): string {
  const own = members.findLast((member) => member.at <= at);
  if (own === undefined) return archive;
  return at < own.at + blockSize + own.size + paddingOf(own.size) ? own.name : archive;
}

/** Bytes of headers that mean something, the ends of contents, paddings; and others by chance. */
function chosen(members: readonly Member[], length: number): number[] {
  if (isFull) return Array.from({ length }, (_, at) => at);
  const random = dice(11);
  const edges = members.flatMap(({ at, size }) => {
    const content = at + blockSize;
    return [
      at,
      at + 100,
      at + 130,
      at + 150,
      at + 156,
      at + 257,
      at + 511,
      content,
      content + size - 1,
      content + size,
    ];
  });
  const others = Array.from({ length: some }, () => random.below(length));
  const kept = [...edges, ...others].filter((at) => at < length);
  return [...new Set([...kept, length - 1, length - 2 * blockSize])];
}

const faultsIn = (source: Source) => {
  const found = verifyArchive(source);
  return { isSound: found.isSound, files: [...new Set(found.faults.map(({ file }) => file))] };
};

describe.each(["release", "ledger"] as const)("the archive of a %s", (what) => {
  it(
    "is not sound with one bit of it altered, and it is said in which file",
    () => {
      const bytes = Buffer.from(archives[what]);
      const { members } = readContainer(sourceOf(bytes));
      const wrong: string[] = [];
      for (const at of chosen(members, bytes.length)) {
        const before = bytes[at] ?? 0;
        bytes[at] = before ^ (1 << (at % 8));
        const found = faultsIn(sourceOf(bytes));
        bytes[at] = before;
        const owner = ownerOf(members, at);
        if (found.isSound || found.files.join() !== owner)
          wrong.push(`byte ${at} of ${owner}: ${found.isSound ? "sound" : found.files.join(", ")}`);
      }
      expect(wrong).toEqual([]);
    },
    isFull ? 7_200_000 : 90_000,
  );

  it("is not sound where it was cut off anywhere, or something follows it", () => {
    const bytes = archives[what];
    for (let length = 1; length < bytes.length; length += Math.ceil(bytes.length / 97)) {
      const found = cutTo(bytes, length);
      expect({ length, found }).toEqual({ length, found: false });
    }
    expect(cutTo(bytes, bytes.length - 1)).toBe(false);
    expect(cutTo(bytes, bytes.length - blockSize)).toBe(false);
    for (const more of [
      Buffer.alloc(1),
      Buffer.alloc(blockSize),
      Buffer.from("more"),
      bytes.subarray(0, 2_048),
    ])
      expect(faultsIn(sourceOf(Buffer.concat([bytes, more]))).isSound).toBe(false);
  });

  it("names the file that is missing, twice there, or at another place", () => {
    const bytes = archives[what];
    const { members } = readContainer(sourceOf(bytes));
    const piece = ({ at, size }: Member) => bytes.subarray(at, at + blockSize + size + paddingOf(size));
    const pieces = members.map(piece);
    const end = bytes.subarray(-2 * blockSize);
    const joined = (list: readonly Buffer[]) => faultsIn(sourceOf(Buffer.concat([...list, end])));
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

/** Whether the first bytes of an archive pass for one. */
function cutTo(bytes: Buffer, length: number): boolean {
  try {
    return verifyArchive(sourceOf(bytes.subarray(0, length))).isSound;
  } catch {
    return false;
  }
}
