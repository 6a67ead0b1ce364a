import { readNote, type SignedNote } from "./signed-note";

// Nothing else that a ledger key signs begins with these words.
const words = "countersign export";

/** What a ledger key signs of an export: the digest of its manifest. */
export const exportText = (digest: string) => `${words}\n${digest}\n`;

/** The digest that a note signs, its signatures not verified; null: it is no such note. */
export function readExportNote(text: string): { digest: string; note: SignedNote } | null {
  const note = readNote(text);
  const [said, digest = "", ...rest] = note?.text.split("\n") ?? [];
  if (note === null || said !== words || rest.length !== 1 || !/^sha256:[0-9a-f]{64}$/.test(digest))
    return null;
  return { digest, note };
}
