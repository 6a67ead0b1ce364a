import type { Head } from "./merkle";
import {
  fromBase64,
  readNote,
  toBase64,
  writeNote,
  type NoteSignature,
  type SignedNote,
} from "./signed-note";

/** A tree's head in the name of a log. C2SP tlog-checkpoint. */
export interface Checkpoint extends Head {
  /** Which log it is of. */
  origin: string;
}

/** The text that is signed: origin, size, root. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

export type ReadCheckpoint = Checkpoint & { note: SignedNote };

/** A checkpoint read, its signatures not verified; null: it is none. Lines after the third are refused: nobody could tell what they mean. */
export function readCheckpoint(text: string): ReadCheckpoint | null {
  const note = readNote(text);
  if (note === null) return null;
  const [origin = "", digits = "", base64 = "", ...rest] = note.text.split("\n");
  const size = Number(digits);
  const root = fromBase64(base64);
  const isSize = /^(0|[1-9]\d*)$/.test(digits) && Number.isSafeInteger(size);
  if (origin === "" || !isSize || root?.length !== 32 || rest.length !== 1) return null;
  return { origin, size, root, note };
}

const proofHeader = "c2sp.org/tlog-proof@v1";

/** A proof that an entry is in the tree of a checkpoint, to be kept beside the entry. C2SP tlog-proof. */
export interface LogProof {
  /** From 0: one less than the entry's number. */
  index: number;
  hashes: Uint8Array[];
  /** The checkpoint's signed note. */
  checkpoint: string;
}

export function writeLogProof({ index, hashes, checkpoint }: LogProof): string {
  const lines = [proofHeader, `index ${index}`, ...hashes.map(toBase64)];
  return `${lines.join("\n")}\n\n${checkpoint}`;
}

/** Null: it is malformed. Nothing is verified yet. Extra data is refused: this log writes none. */
export function readLogProof(text: string): LogProof | null {
  const end = text.indexOf("\n\n");
  if (end === -1) return null;
  const [header, index = "", ...hashes] = text.slice(0, end).split("\n");
  const [, digits = ""] = /^index (0|[1-9]\d*)$/.exec(index) ?? [];
  const read = hashes.map(fromBase64).filter((hash) => hash?.length === 32) as Uint8Array[];
  if (header !== proofHeader || digits === "" || read.length !== hashes.length) return null;
  if (!Number.isSafeInteger(Number(digits))) return null;
  return { index: Number(digits), hashes: read, checkpoint: text.slice(end + 2) };
}

export function writeCheckpoint(checkpoint: Checkpoint, signatures: NoteSignature[]): string {
  return writeNote({ text: checkpointText(checkpoint), signatures });
}
