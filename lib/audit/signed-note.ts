import { isSame, type Sha256 } from "./merkle";

/** A key that verifies: its name, the id by which a signature names it, and the 32 bytes of an Ed25519 public key. C2SP signed-note. */
export interface NoteKey {
  name: string;
  /** 4 bytes in hex. */
  id: string;
  publicKey: Uint8Array;
}

export interface NoteSignature {
  name: string;
  /** 4 bytes in hex. */
  keyId: string;
  /** Without the key's id. */
  signature: Uint8Array;
}

/** A text that ends in a newline, with signatures. */
export interface SignedNote {
  text: string;
  signatures: NoteSignature[];
}

/** Whether an Ed25519 signature is that of these bytes. */
export type VerifyEd25519 = (signed: {
  bytes: Uint8Array;
  signature: Uint8Array;
  publicKey: Uint8Array;
}) => boolean;

/** What reading and verifying takes: given, so that the same rules run in the server, the command line and the browser. */
export interface NoteCrypto {
  sha256: Sha256;
  verify: VerifyEd25519;
}

const ed25519 = 1;
const mostSignatures = 64;

/** SHA-256(name ‖ newline ‖ 0x01 ‖ public key), its first 4 bytes in hex. */
export function noteKeyId(sha256: Sha256, name: string, publicKey: Uint8Array): string {
  return hexOf(sha256(joined(utf8(`${name}\n`), Uint8Array.of(ed25519), publicKey)).slice(0, 4));
}

export function noteKey(sha256: Sha256, name: string, publicKey: Uint8Array): NoteKey {
  return { name, id: noteKeyId(sha256, name, publicKey), publicKey };
}

/** `<name>+<id>+<base64 of 0x01 ‖ public key>`, as verifiers of notes take keys. */
export function verifierKey({ name, id, publicKey }: NoteKey): string {
  return `${name}+${id}+${toBase64(joined(Uint8Array.of(ed25519), publicKey))}`;
}

/** A verifier key read; null: it is none, or its id is not that of its key. */
export function parseVerifierKey(sha256: Sha256, text: string): NoteKey | null {
  const [name, id, rest] = text.split("+", 2).concat(text.split("+").slice(2).join("+"));
  if (name === undefined || id === undefined || rest === undefined || !isKeyName(name)) return null;
  const bytes = fromBase64(rest);
  if (bytes === null || bytes.length !== 33 || bytes[0] !== ed25519) return null;
  const key = noteKey(sha256, name, bytes.slice(1));
  return key.id === id ? key : null;
}

export function isKeyName(name: string): boolean {
  return name !== "" && !/[\s+]/u.test(name) && !hasControl(name);
}

/** The note as text. `signatures` in the order in which they were made. */
export function writeNote({ text, signatures }: SignedNote): string {
  if (!isNoteText(text)) throw new Error("a note's text ends in a newline and has no control character");
  const lines = signatures.map(
    ({ name, keyId, signature }) => `— ${name} ${toBase64(joined(fromHex(keyId), signature))}\n`,
  );
  return `${text}\n${lines.join("")}`;
}

/** A note read; null: it is malformed. Nothing is verified yet. */
export function readNote(note: string): SignedNote | null {
  const end = note.lastIndexOf("\n\n");
  if (end === -1 || !note.endsWith("\n")) return null;
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1).split("\n");
  if (!isNoteText(text) || lines.length > mostSignatures) return null;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name = "", base64 = ""] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
    const bytes = fromBase64(base64);
    if (!isKeyName(name) || bytes === null || bytes.length < 5) return null;
    signatures.push({ name, keyId: hexOf(bytes.slice(0, 4)), signature: bytes.slice(4) });
  }
  return { text, signatures };
}

/** Which of the known keys signed a note. A signature in the name of a known key that is not its own spoils the note; those of unknown keys count for nothing. */
export function signersOf(
  { text, signatures }: SignedNote,
  { keys, verify }: { keys: readonly NoteKey[]; verify: VerifyEd25519 },
): { ok: true; by: NoteKey[] } | { ok: false; key: NoteKey } {
  const by: NoteKey[] = [];
  for (const { name, keyId, signature } of signatures) {
    const key = keys.find((each) => each.name === name && each.id === keyId);
    if (key === undefined) continue;
    if (!verify({ bytes: utf8(text), signature, publicKey: key.publicKey })) return { ok: false, key };
    if (!by.includes(key)) by.push(key);
  }
  return { ok: true, by };
}

export function isSameKey(one: NoteKey, other: NoteKey): boolean {
  return one.name === other.name && isSame(one.publicKey, other.publicKey);
}

function isNoteText(text: string): boolean {
  return text.endsWith("\n") && text.length > 1 && !hasControl(text.replaceAll("\n", ""));
}

function hasControl(text: string): boolean {
  for (const letter of text) if (letter < " ") return true;
  return false;
}

export const utf8 = (text: string) => new TextEncoder().encode(text);

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Standard base64 with padding, RFC 4648, 4. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Null: it is not base64 as `toBase64` writes it. One text stands for one value, so that nothing can be altered unseen. */
export function fromBase64(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}
