import { blockSize, paddingOf } from "@/lib/audit/tar";
import { sourceOf, verifyArchive } from "@/lib/audit/verify-archive";
import { type Member, readContainer } from "@/lib/audit/verify-container";
import { archive, type Source } from "@/lib/audit/verify-model";
import { testDatabase } from "./database";
import { ledgerArchive, releaseArchive } from "./evidence";
import { releaseActs } from "./release-acts";
import { signLog } from "./sign-log";
import { makeWorld } from "./world";

/** The archives of a small release, and of its ledger. */
export async function smallArchives(): Promise<Record<"release" | "ledger", Buffer>> {
  const world = await makeWorld((await testDatabase()).url);
  const { sign } = releaseActs(() => world);
  const release = await world.release({ slug: "first" });
  await sign(release, "ed", "engineer");
  await signLog(world.kernel);
  const made = {
    release: await releaseArchive(world, { actor: await world.actor("cora"), slug: "first" }),
    ledger: await ledgerArchive(world, { actor: await world.actor("ola") }),
  };
  await world.close();
  return made;
}

export const membersOf = (bytes: Buffer) => readContainer(sourceOf(bytes)).members;

/** A file with its header and what fills its last block. */
export const pieceOf = (bytes: Buffer, { at, size }: Member) =>
  bytes.subarray(at, at + blockSize + size + paddingOf(size));

export function faultyFiles(source: Source): { isSound: boolean; files: string[] } {
  const found = verifyArchive(source);
  return { isSound: found.isSound, files: [...new Set(found.faults.map(({ file }) => file))] };
}

/** Of bytes in which one bit was altered, those after which another file is named than theirs, or none. */
export function unseen(bytes: Buffer, offsets: Iterable<number>): string[] {
  const altered = Buffer.from(bytes);
  const members = membersOf(bytes);
  const wrong: string[] = [];
  for (const at of offsets) {
    const before = altered[at] ?? 0;
    altered[at] = before ^ (1 << (at % 8));
    const { isSound, files } = faultyFiles(sourceOf(altered));
    altered[at] = before;
    const owner = ownerOf(bytes, members, at);
    if (isSound || files.join() !== owner)
      wrong.push(`byte ${at} of ${owner}: ${isSound ? "sound" : files.join(", ")}`);
  }
  return wrong;
}

function ownerOf(bytes: Buffer, members: readonly Member[], at: number): string {
  const own = members.findLast((member) => member.at <= at);
  if (own === undefined) return archive;
  return at < own.at + pieceOf(bytes, own).length ? own.name : archive;
}
