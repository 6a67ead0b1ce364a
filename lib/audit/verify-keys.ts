import { names } from "./archive-names";
import { followKeys, readIntroduction } from "./key-introduction";
import { isSameKey, type NoteKey, parseVerifierKey } from "./signed-note";
import { publicKeyPem, sha256 } from "./signing-key";
import { archive, faultIn, type VerifyFault } from "./verify-model";

export interface Keys {
  /** Whose signatures count: those that the trusted key vouches for, one by the other; without one the first. */
  trusted: NoteKey[];
  /** All that are introduced, for signatures of checkpoints before the trusted one. */
  all: NoteKey[];
  faults: VerifyFault[];
  unchecked: string[];
}

/** A file of the archive as text; null: it is missing, or not what was signed. */
export type OpenText = (name: string) => string | null;

/** The keys of an archive, followed from the first or from the one that is trusted. */
export function readKeys(
  open: OpenText,
  { listed, trusted }: { listed: { has: (name: string) => boolean }; trusted: string | undefined },
): Keys {
  const texts: (string | null)[] = [];
  for (let n = 1; listed.has(names.keyNote(n)); n += 1) texts.push(open(names.keyNote(n)));
  if (texts.length === 0) return without(faultIn(archive, "it holds no key of the log"));
  const notes = texts.filter((text) => text !== null);
  if (notes.length < texts.length)
    return without("What is signed could not be checked, since a key of the archive is not what was signed.");
  const faults = notes.flatMap((note, n) => pemFaults(note, open(names.keyPem(n + 1)), n + 1));
  const all = notes.flatMap((note) => readIntroduction(note)?.key ?? []);
  const from = trusted === undefined ? 0 : placeOf(all, trusted);
  if (from === -1)
    return {
      trusted: [],
      all,
      faults: [...faults, faultIn(archive, `the key ${trusted} is none of this log's keys`)],
      unchecked: [],
    };
  const chain = followKeys(notes.slice(from));
  if (chain.ok) return { trusted: chain.keys, all, faults, unchecked: trustWords(trusted, notes[0]) };
  const known = followKeys(notes.slice(from, from + chain.at));
  return {
    trusted: known.ok ? known.keys : [],
    all,
    faults: [...faults, faultIn(names.keyNote(from + chain.at + 1), chain.reason)],
    unchecked: trustWords(trusted, notes[0]),
  };
}

function without(why: VerifyFault | string): Keys {
  const none = { trusted: [], all: [] };
  return typeof why === "string"
    ? { ...none, faults: [], unchecked: [why] }
    : { ...none, faults: [why], unchecked: [] };
}

function placeOf(keys: readonly NoteKey[], trusted: string): number {
  const key = parseVerifierKey(sha256, trusted);
  return key === null ? -1 : keys.findIndex((each) => isSameKey(each, key));
}

function pemFaults(note: string, pem: string | null, place: number): VerifyFault[] {
  const read = readIntroduction(note);
  if (read === null || pem === null || pem === publicKeyPem(read.key.publicKey)) return [];
  return [faultIn(names.keyPem(place), `it is another key than ${names.keyNote(place)} introduces`)];
}

function trustWords(trusted: string | undefined, first: string | undefined): string[] {
  if (trusted !== undefined) return [];
  const vkey = first === undefined ? null : (readIntroduction(first)?.vkey ?? null);
  return [
    `Whether the keys are your log's: no key that you trust was given (--key). The first one here is ${vkey ?? "unreadable"}`,
  ];
}
