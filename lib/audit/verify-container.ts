import { inArchiveOrder, names } from "./archive-names";
import { blockSize, isZero, paddingOf, readTarHeader } from "./tar";
import { archive, faultIn, readFrom, type Source, UnreadableArchive, type VerifyFault } from "./verify-model";

/** A file inside, by where its header begins. */
export interface Member {
  name: string;
  at: number;
  size: number;
}

/** Where a header was expected and none stands, after which file. */
interface Gap {
  at: number;
  after: string | null;
}

export interface Container {
  members: Member[];
  gaps: Gap[];
  /** Of what stands beside headers and contents: padding and end. */
  faults: VerifyFault[];
}

/**
 * The files inside, by walking from header to header. A header that is not the one byte for byte that belongs to its name and size is
 * none: the walk goes on at the next one that is, so that one altered byte does not hide the rest.
 */
export function readContainer(source: Source): Container {
  const found: Container = { members: [], gaps: [], faults: [] };
  let at = 0;
  while (at < source.size) {
    const block = readFrom(source, at, blockSize);
    const header = readTarHeader(block);
    if (header !== null) {
      at = readMember(source, { ...header, at }, found);
      continue;
    }
    if (isEnd(source, at)) return found;
    found.gaps.push({ at, after: found.members.at(-1)?.name ?? null });
    at = nextHeader(source, at + blockSize);
  }
  if (found.members.length === 0) throw new UnreadableArchive("it is no export of Countersign.");
  const gap = found.gaps.at(-1);
  if (gap === undefined || gap.after !== found.members.at(-1)?.name)
    found.faults.push(faultIn(archive, `it ends at byte ${source.size} without the two blocks of zeros`));
  return found;
}

/** Notes a file; answers where the next header begins. */
function readMember(source: Source, member: Member, { members, faults }: Container): number {
  const { name, at, size } = member;
  const end = at + blockSize + size;
  if (end > source.size)
    faults.push(faultIn(name, `it is cut off: ${source.size - at - blockSize} of ${size} bytes are there`));
  const padding = readFrom(source, end, paddingOf(size));
  if (!isZero(padding)) faults.push(faultIn(name, "the bytes that fill its last block are not all zero"));
  members.push(member);
  return end + paddingOf(size);
}

/** The last two blocks, and nothing after them. */
function isEnd(source: Source, at: number): boolean {
  return source.size - at === 2 * blockSize && isZero(readFrom(source, at, 2 * blockSize));
}

const step = 1024 * blockSize;

/** Where the next header stands; the end where there is none. */
function nextHeader(source: Source, from: number): number {
  for (let at = from; at < source.size; at += step) {
    const some = readFrom(source, at, step);
    for (let n = 0; n + blockSize <= some.length; n += blockSize)
      if (readTarHeader(some.subarray(n, n + blockSize)) !== null) return at + n;
  }
  return source.size;
}

/** The names of a manifest and what is beside it, in the order in which they have to stand. */
export function expectedNames(listed: readonly { name: string }[]): string[] {
  return [...listed.map(({ name }) => name), names.manifest, names.note];
}

/** Files that are missing, too many, twice or in another order than the manifest's; and altered headers, by the name that belongs there. */
export function orderFaults({ members, gaps }: Container, expected: readonly string[]): VerifyFault[] {
  const there = new Set(members.map(({ name }) => name));
  const wanted = new Set(expected);
  const damaged = new Set<string>();
  const faults: VerifyFault[] = [];
  for (const { at, after } of gaps) {
    const next = expected[after === null ? 0 : expected.indexOf(after) + 1];
    const isHeader = next !== undefined && !there.has(next);
    if (isHeader) damaged.add(next);
    faults.push(
      isHeader
        ? faultIn(next, `its header, at byte ${at}, is not the one that belongs to its name and size`)
        : faultIn(archive, `at byte ${at}, after ${after ?? "nothing"}, stands neither a file nor the end`),
    );
  }
  for (const name of expected)
    if (!there.has(name) && !damaged.has(name)) faults.push(faultIn(name, "it is missing"));
  let before: string | null = null;
  const seen = new Set<string>();
  for (const { name } of members) {
    if (seen.has(name)) faults.push(faultIn(name, "it is there twice"));
    else if (!wanted.has(name)) faults.push(faultIn(name, "it is not in the manifest"));
    else if (before !== null && inArchiveOrder(before, name) > 0)
      faults.push(faultIn(name, `it stands after ${before}, where its name belongs before it`));
    seen.add(name);
    before = name;
  }
  return faults;
}
