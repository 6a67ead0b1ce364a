import { canonicalBytes, sha256 as digestOfBytes } from "@/lib/bundles/digest";
import { names } from "./archive-names";
import { readExportNote } from "./export-note";
import { ExportManifest, type ListedFile } from "./export-schemas";
import { isSame } from "./merkle";
import { type NoteKey, type SignedNote, signersOf } from "./signed-note";
import { verifyEd25519 } from "./signing-key";
import { strictJson, strictText } from "./strict-text";
import { blockSize } from "./tar";
import { type Container, expectedNames, orderFaults } from "./verify-container";
import { type Keys, readKeys } from "./verify-keys";
import { type Asked, faultIn, readFrom, type Source, type VerifyFault } from "./verify-model";

/** An archive whose manifest is known, and which of its files are what that says. */
export interface Opened {
  manifest: ExportManifest;
  keys: Keys;
  listed: ReadonlyMap<string, ListedFile>;
  /** The bytes of a file; null: it is missing, or not what the manifest says. */
  open: (name: string) => Uint8Array | null;
  /** The same as text. */
  openText: (name: string) => string | null;
  /** The bytes of a file that was not compared with the manifest yet, where they stay until the next is asked for. */
  readOver: (name: string) => Uint8Array | null;
  faults: VerifyFault[];
}

export type Opening = { ok: true; opened: Opened } | { ok: false; faults: VerifyFault[] };

/**
 * Reads the manifest and who signed it, and compares every file with it. Where the manifest is not what was signed nothing else is
 * looked at: what the archive has to hold is not known then.
 * @param isLater files that whoever asked compares with the manifest, since they are read anyway
 */
export function openArchive(
  source: Source,
  container: Container,
  { asked, isLater }: { asked: Asked; isLater: (name: string) => boolean },
): Opening {
  const read = readerOf(source, container);
  const stop = (fault: VerifyFault): Opening => ({ ok: false, faults: [fault, ...container.faults] });
  const bytes = read(names.manifest);
  if (bytes === null) return stop(faultIn(names.manifest, "it is missing, or its header is altered"));
  const digest = digestOfBytes(bytes);
  const note = readExportNote(strictText(read(names.note) ?? new Uint8Array()) ?? "");
  const manifest = ExportManifest.safeParse(strictJson(bytes));
  const isSigned = note?.digest === digest;
  if (!manifest.success)
    return stop(
      faultIn(
        names.manifest,
        isSigned
          ? "it is of a form that this version does not know: use a newer one"
          : "it is no manifest of an export that can be read",
      ),
    );
  if (!isSigned) {
    const keys = keysThere(container, { read, asked });
    return stop(otherManifest({ digest, note, keys, isThere: read(names.note) !== null }));
  }
  const listed = new Map(manifest.data.files.map((each) => [each.name, each]));
  const contents = contentFaults(manifest.data.files, { read, isLater });
  const damaged = new Set(contents.map(({ file }) => file));
  const open = (name: string) => (damaged.has(name) || !listed.has(name) ? null : read(name));
  const openText = (name: string) => strictText(open(name) ?? new Uint8Array([0xff]));
  const keys = readKeys(openText, { listed, trusted: asked.key });
  const faults = [
    ...container.faults,
    ...orderFaults(container, expectedNames(manifest.data.files)),
    ...(isSame(bytes, canonicalBytes(manifest.data))
      ? []
      : [faultIn(names.manifest, "it is not written as canonical JSON")]),
    ...contents,
    ...keys.faults,
    ...(keys.all.length === 0 ? [] : signatureFaults(note.note, keys.trusted)),
  ];
  const readOver = overReaderOf(source, container);
  return { ok: true, opened: { manifest: manifest.data, keys, listed, open, openText, readOver, faults } };
}

/** The keys as they are there: what a manifest lists that nobody signed counts for nothing, nor which keys. */
function keysThere({ members }: Container, { read, asked }: { read: Read; asked: Asked }): Keys {
  const listed = new Set(members.map(({ name }) => name));
  const text = (name: string) => strictText(read(name) ?? new Uint8Array([0xff]));
  return readKeys(text, { listed, trusted: asked.key });
}

/** Which of the two was altered: the one that a key of the log signed was not. */
function otherManifest({
  digest,
  note,
  keys,
  isThere,
}: {
  digest: string;
  note: ReturnType<typeof readExportNote>;
  keys: Keys;
  isThere: boolean;
}): VerifyFault {
  if (!isThere) return faultIn(names.note, "it is missing, or its header is altered");
  if (note === null) return faultIn(names.note, "it is no signed note of an export");
  if (signatureFaults(note.note, keys.trusted).length === 0)
    return faultIn(names.manifest, `its SHA-256 is ${digest}, and ${names.note} signs ${note.digest}`);
  return faultIn(
    names.note,
    `it signs ${note.digest}, the manifest has ${digest}, and no key of the log that can be followed signed it`,
  );
}

/** One signature, by one of the keys: of several one could be taken away unseen. */
function signatureFaults(note: SignedNote, keys: readonly NoteKey[]): VerifyFault[] {
  if (note.signatures.length !== 1)
    return [faultIn(names.note, `it has ${note.signatures.length} signatures, and one is written`)];
  const signed = signersOf(note, { keys, verify: verifyEd25519 });
  if (!signed.ok) return [faultIn(names.note, `the signature of key ${signed.key.id} is not that key's`)];
  return signed.by.length > 0
    ? []
    : [faultIn(names.note, "no key of the log that can be followed signed it")];
}

type Read = (name: string) => Uint8Array | null;

function contentFaults(
  files: readonly ListedFile[],
  { read, isLater }: { read: Read; isLater: (name: string) => boolean },
): VerifyFault[] {
  return files.flatMap((file) => {
    const bytes = isLater(file.name) ? null : read(file.name);
    return bytes === null ? [] : differsFrom(file, bytes);
  });
}

/** How bytes are not those that the manifest lists. */
export function differsFrom({ name, size, sha256 }: ListedFile, bytes: Uint8Array): VerifyFault[] {
  if (bytes.length !== size)
    return [faultIn(name, `it has ${bytes.length} bytes, and the manifest says ${size}`)];
  const found = digestOfBytes(bytes);
  return found === sha256 ? [] : [faultIn(name, `its SHA-256 is ${found}, and the manifest says ${sha256}`)];
}

function readerOf(source: Source, { members }: Container): Read {
  const byName = new Map(members.toReversed().map((each) => [each.name, each]));
  return (name) => {
    const member = byName.get(name);
    if (member === undefined) return null;
    const bytes = readFrom(source, member.at + blockSize, member.size);
    return bytes.length === member.size ? bytes : null;
  };
}

/** Files read one over the other: making memory for each took more than half as long as hashing it. */
function overReaderOf(source: Source, { members }: Container): Read {
  const byName = new Map(members.toReversed().map((each) => [each.name, each]));
  let shared = new Uint8Array();
  return (name) => {
    const member = byName.get(name);
    if (member === undefined) return null;
    if (shared.length < member.size) shared = new Uint8Array(member.size);
    const bytes = shared.subarray(0, member.size);
    return source.readInto(bytes, member.at + blockSize) === member.size ? bytes : null;
  };
}
