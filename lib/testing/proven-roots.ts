import { readLogProof } from "@/lib/audit/checkpoint";
import { leafHash, rootByInclusion } from "@/lib/audit/merkle";
import { findCheckpoint, getEntry, getProof } from "@/lib/audit/proof-queries";
import { fromBase64, toBase64 } from "@/lib/audit/signed-note";
import { sha256 } from "@/lib/audit/signing-key";
import { commitmentTo } from "@/lib/platform/commitments";
import type { Kernel } from "@/lib/platform/command";

const bytesOf = (text: string) => fromBase64(text) ?? new Uint8Array();

/**
 * Proves every entry of the newest checkpoint from what is answered to readers alone, and opens what can be opened. Answers the
 * checkpoint and of each entry its bytes and the root that its proof leads to; throws where an opening is not what was committed to.
 */
export async function provenRoots(
  { db }: Kernel,
  { upTo }: { upTo?: number } = {},
): Promise<{ checkpoint: string; proved: { seq: number; bytes: string; root: string }[] }> {
  const system = { kind: "system" as const, job: "test" };
  const checkpoint = await findCheckpoint(db.prisma);
  if (checkpoint === null) throw new Error("nothing was signed");
  const size = upTo ?? checkpoint.size;
  const proved: { seq: number; bytes: string; root: string }[] = [];
  for (let seq = 1; seq <= size; seq += 1) {
    const { bytes, openings } = await getEntry(db.prisma, system, seq);
    const { proof } = await getProof(db.prisma, { seq, size: undefined });
    const read = readLogProof(proof ?? "");
    const root = rootByInclusion(sha256, {
      index: read?.index ?? -1,
      size: checkpoint.size,
      leaf: leafHash(sha256, bytesOf(bytes)),
      proof: read?.hashes ?? [],
    });
    const { commitments } = JSON.parse(Buffer.from(bytesOf(bytes)).toString("utf8")) as {
      commitments: Record<string, string>;
    };
    for (const { path, salt, value } of openings)
      if (commitments[path] !== commitmentTo(bytesOf(salt), value))
        throw new Error(`entry ${seq}: ${path} is not what was committed to`);
    if (root === null || toBase64(root) !== checkpoint.root) throw new Error(`entry ${seq} is not proved`);
    proved.push({ seq, bytes, root: toBase64(root) });
  }
  return { checkpoint: checkpoint.note, proved };
}
