import {
  isSameKey,
  type NoteCrypto,
  type NoteKey,
  type NoteSignature,
  parseVerifierKey,
  readNote,
  signersOf,
  verifierKey,
  writeNote,
} from "./signed-note";

// Nothing else that a ledger key signs begins with these words.
const words = "countersign ledger key";

export function introductionText(key: NoteKey): string {
  return `${words}\n${verifierKey(key)}\n`;
}

export function writeIntroduction(key: NoteKey, signatures: NoteSignature[]): string {
  return writeNote({ text: introductionText(key), signatures });
}

export interface Introduction {
  key: NoteKey;
  vkey: string;
  /** Ids of the keys in whose names it is signed; only the key's own signature is verified. */
  signers: string[];
}

/** A note by which a key introduces itself; null: it is none, or not signed by that key. */
export function readIntroductionBy({ sha256, verify }: NoteCrypto, text: string): Introduction | null {
  const note = readNote(text);
  const [said, vkey = "", ...rest] = note?.text.split("\n") ?? [];
  const key = parseVerifierKey(sha256, vkey);
  if (note === null || said !== words || rest.length !== 1 || key === null) return null;
  const own = signersOf(note, { keys: [key], verify });
  if (!own.ok || own.by.length === 0) return null;
  return { key, vkey, signers: note.signatures.map(({ keyId }) => keyId) };
}

export type KeyChain =
  | { ok: true; keys: NoteKey[] }
  /** The place of the first that nobody vouches for. */
  | { ok: false; at: number; reason: string };

/** The keys that one who trusts the first can trust: each but the first is introduced by the one before it. */
export function followKeysBy(crypto: NoteCrypto, notes: readonly string[]): KeyChain {
  const keys: NoteKey[] = [];
  for (const [at, text] of notes.entries()) {
    const read = readIntroductionBy(crypto, text);
    const note = readNote(text);
    if (read === null || note === null) return { ok: false, at, reason: "it introduces no key" };
    const before = keys.at(-1);
    if (before !== undefined) {
      const signed = signersOf(note, { keys: [before], verify: crypto.verify });
      if (!signed.ok)
        return { ok: false, at, reason: `the signature of key ${before.id} on it is not that key's` };
      if (signed.by.length === 0)
        return { ok: false, at, reason: `key ${before.id}, the one before it, has not signed it` };
    }
    if (keys.some((key) => isSameKey(key, read.key)))
      return { ok: false, at, reason: "the key is there twice" };
    keys.push(read.key);
  }
  return { ok: true, keys };
}
