/** What an archive is read from: a file on disk, or bytes in memory. */
export interface Source {
  size: number;
  /** Puts the bytes from an offset on into a buffer; answers how many are there. */
  readInto: (into: Uint8Array, at: number) => number;
}

/** So many bytes from an offset on, or what is there of them. */
export function readFrom(source: Source, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, source.size - at)));
  return bytes.subarray(0, source.readInto(bytes, at));
}

/** Something that is not as it has to be. */
export interface VerifyFault {
  /** Name of the file inside; the archive itself where it is no file of it. */
  file: string;
  /** Number of the entry that it is about. */
  entry: number | null;
  /** What was found, and what was expected. */
  message: string;
}

/** A fault about nothing inside alone. */
export const archive = "the archive";

export function faultIn(file: string, message: string, entry: number | null = null): VerifyFault {
  return { file, entry, message };
}

export interface Verified {
  /** Nothing at all is wrong. */
  isSound: boolean;
  what: "release" | "ledger";
  faults: VerifyFault[];
  /** In whole sentences: what nothing here could show. */
  unchecked: string[];
  facts: VerifiedFacts;
}

export interface VerifiedFacts {
  /** Slug of the release; of the ledger its first entry. */
  about: string;
  origin: string;
  /** How many entries the checkpoint is over. */
  size: number;
  /** Entries inside, and those of them that are the release's own. */
  entries: number;
  own: number;
  files: number;
  exportedAt: string;
  /** The keys that sign, the first first, as verifiers of notes take them. */
  keys: string[];
  /** What was compared, and how often. */
  compared: Record<string, number>;
}

/** What an auditor brings along. */
export interface Asked {
  /** A checkpoint that was held elsewhere: a signed note. */
  held?: string | undefined;
  /** A key that is trusted, as verifiers of notes take it. */
  key?: string | undefined;
  /** Proof that one of the held and the exported log goes on from the other. */
  consistency?: string | undefined;
}

/** It is no export, or none that can be read. */
export class UnreadableArchive extends Error {
  override readonly name = "UnreadableArchive";
}
