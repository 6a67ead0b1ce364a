import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";

// Signed notes read by their specification (C2SP signed-note, tlog-checkpoint), with nothing of the product.

export interface NoteKey {
  vkey: string;
  name: string;
  id: string;
  publicKey: KeyObject;
}

export interface Head {
  origin: string;
  size: number;
  root: Buffer;
}

/** A verifier key; null: it is none, or its id is not its own. */
export function readKey(vkey: string): NoteKey | null {
  const [, name = "", id = "", base64 = ""] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(vkey) ?? [];
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== 33 || bytes[0] !== 1) return null;
  const named = createHash("sha256").update(`${name}\n`).update(bytes).digest("hex").slice(0, 8);
  if (named !== id) return null;
  const jwk = { kty: "OKP", crv: "Ed25519", x: bytes.subarray(1).toString("base64url") };
  return { vkey, name, id, publicKey: createPublicKey({ key: jwk, format: "jwk" }) };
}

/** What is signed, without the signatures; null: it is no whole note. */
export function textOf(note: string): string | null {
  const end = note.lastIndexOf("\n\n");
  return end === -1 || !note.endsWith("\n") ? null : note.slice(0, end + 1);
}

export function isSignedBy(note: string, key: NoteKey): boolean {
  const text = textOf(note);
  if (text === null) return false;
  const lines = note.slice(text.length + 1).split("\n");
  return lines.some((line) => {
    const [, name, base64 = ""] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
    const bytes = Buffer.from(base64, "base64");
    if (name !== key.name || bytes.subarray(0, 4).toString("hex") !== key.id) return false;
    return verify(null, Buffer.from(text), key.publicKey, bytes.subarray(4));
  });
}

/** The tree's head that a checkpoint is over; null: it is none, or not all of one. */
export function headIn(note: string): Head | null {
  const [, origin = "", digits, base64 = ""] =
    /^(\S+)\n([1-9]\d*)\n([A-Za-z0-9+/]{43}=)\n$/.exec(textOf(note) ?? "") ?? [];
  return digits === undefined ? null : { origin, size: Number(digits), root: Buffer.from(base64, "base64") };
}
