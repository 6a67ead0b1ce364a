import { canonicalBytes } from "@/lib/bundles/digest";
import { names, numberInName } from "./archive-names";
import { readLogProof } from "./checkpoint";
import { EntryDocument } from "./export-schemas";
import { type Head, isSame, leafHash, rootByInclusion } from "./merkle";
import { sha256 } from "./signing-key";
import { strictJson } from "./strict-text";
import type { Opened } from "./verify-manifest";
import { faultIn, type VerifyFault } from "./verify-model";

/** An entry of an archive. */
export interface ArchivedEntry {
  seq: number;
  document: EntryDocument;
}

/** Every entry by its proof up to the checkpoint's root, in the order of the log; and those that can be read. */
export function verifyEntries(
  opened: Opened,
  checkpoint: (Head & { text: string }) | null,
): { entries: ArchivedEntry[]; proven: number; faults: VerifyFault[] } {
  const entries: ArchivedEntry[] = [];
  const faults: VerifyFault[] = [];
  let proven = 0;
  const seqs = [...opened.listed.keys()].filter((name) => name.startsWith("entries/")).map(numberInName);
  for (const seq of seqs) {
    if (seq === null) continue;
    const name = names.entry(seq);
    const bytes = opened.open(name);
    if (bytes === null) continue;
    const proof = checkpoint === null ? null : proofFaults(opened, { seq, bytes, checkpoint });
    faults.push(...(proof ?? []));
    if (proof?.length === 0) proven += 1;
    const read = EntryDocument.safeParse(strictJson(bytes));
    if (!read.success) faults.push(faultIn(name, "it is no entry that can be read", seq));
    else if (!isSame(bytes, canonicalBytes(read.data)))
      faults.push(faultIn(name, "it is not written as canonical JSON", seq));
    else entries.push({ seq, document: read.data });
  }
  return { entries, proven, faults };
}

/** Null: it cannot be told, since the proof is missing or not what the manifest says. */
function proofFaults(
  { openText, listed }: Opened,
  { seq, bytes, checkpoint }: { seq: number; bytes: Uint8Array; checkpoint: Head & { text: string } },
): VerifyFault[] | null {
  const file = names.proof(seq);
  if (!listed.has(file))
    return [faultIn(file, "it is missing: nothing shows that the entry is in the log", seq)];
  const text = openText(file);
  if (text === null) return null;
  const proof = readLogProof(text);
  if (proof === null) return [faultIn(file, "it is no proof that can be read", seq)];
  if (proof.checkpoint !== checkpoint.text)
    return [faultIn(file, `it leads to another checkpoint than ${names.checkpoint}`, seq)];
  if (proof.index !== seq - 1)
    return [faultIn(file, `it is of entry ${proof.index + 1}, not of ${seq}`, seq)];
  const root = rootByInclusion(sha256, {
    index: proof.index,
    size: checkpoint.size,
    leaf: leafHash(sha256, bytes),
    proof: proof.hashes,
  });
  if (root !== null && isSame(root, checkpoint.root)) return [];
  return [
    faultIn(
      names.entry(seq),
      `it is not entry ${seq} of the log: it and its proof do not lead to the root of the checkpoint over ${checkpoint.size} entries`,
      seq,
    ),
  ];
}
