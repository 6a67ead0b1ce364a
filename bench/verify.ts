import { hash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { names } from "@/lib/audit/archive-names";
import { checkpointText, writeCheckpoint } from "@/lib/audit/checkpoint";
import { growingTree } from "@/lib/audit/growing-tree";
import { introductionText, writeIntroduction } from "@/lib/audit/key-chain";
import { utf8 } from "@/lib/audit/signed-note";
import { ledgerSeed, ledgerSigner, publicKeyPem } from "@/lib/audit/signing-key";
import { verifyArchive } from "@/lib/audit/verify-archive";
import type { Source } from "@/lib/audit/verify-model";
import { type ArchiveFile, inPieces, writeArchive } from "@/lib/audit/write-archive";
import { canonicalBytes } from "@/lib/bundles/digest";
import type { Effort } from "./effort";
import { median } from "./load";
import { type Measured, ms } from "./report";
import type { Workspace } from "./workspace";

const perFile = 10_000;
const origin = "countersign.example/ledger";
const signer = ledgerSigner(
  ledgerSeed({ secret: "a secret of a bench, 32 characters", key: undefined }),
  origin,
);

/** The archive of a whole ledger verified from disk, against hashing each of its entries once. */
export async function verify(_workspace: Workspace, { verified }: Effort): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-verify-"));
  const path = join(folder, "ledger.tar");
  try {
    await writeLedger(path, verified);
    const entries = Array.from({ length: perFile }, (_, n) => entryAt(n));
    const took = { once: [] as number[], verified: [] as number[] };
    for (let round = 0; round < 5; round += 1) {
      took.once.push(timed(() => hashOnce(entries, verified)));
      took.verified.push(timed(() => assertSound(path)));
    }
    return [
      {
        measure: `verify an archive of ${verified.toLocaleString("en")} entries`,
        figure: ms(median(took.verified)),
        floor: `one SHA-256 for each of its entries: ${ms(median(took.once))}`,
        ratio: median(took.verified.map((each, n) => each / (took.once[n] ?? Number.NaN))),
        target: { most: 3 },
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

function timed(act: () => void): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}

function hashOnce(entries: readonly Buffer[], count: number): void {
  for (let n = 0; n < count; n += 1) hash("sha256", entries[n % perFile] ?? "");
}

function assertSound(path: string): void {
  const file = openSync(path, "r");
  try {
    const found = verifyArchive(sourceOf(file));
    if (!found.isSound) throw new Error(found.faults.map(({ message }) => message).join("; "));
  } finally {
    closeSync(file);
  }
}

function sourceOf(file: number): Source {
  return {
    size: fstatSync(file).size,
    readInto: (into, at) => {
      let read = 0;
      while (read < into.length) {
        const some = readSync(file, into, read, into.length - read, at + read);
        if (some === 0) break;
        read += some;
      }
      return read;
    },
  };
}

/** As long as a vote is. */
function entryAt(n: number): Buffer {
  const id = `01936f3e-0000-7000-8000-${String(n).padStart(12, "0")}`;
  const digest = `sha256:${hash("sha256", id)}`;
  return canonicalBytes({
    id,
    type: "vote.cast",
    version: 1,
    at: "2026-11-26T22:00:00.000Z",
    actor: { kind: "person", id },
    by: { rule: "holds-role", role: "technical-lead", grant: [id, id] },
    requestId: id,
    subjects: { gate: "fairness", requirement: "gaps-accepted", vote: id, principal: id, release: id },
    before: null,
    after: digest,
    policy: { template: "model-release@4", rights: "2" },
    payload: {
      vote: "approve",
      role: "technical-lead",
      statusBefore: "open",
      evidence: { subject: { plan: digest } },
    },
    commitments: { actor: digest, reason: digest },
  });
}

async function writeLedger(path: string, count: number): Promise<void> {
  const note = (root: Uint8Array, size: number) => {
    const checkpoint = { origin, size, root };
    return writeCheckpoint(checkpoint, [signer.signNote(checkpointText(checkpoint))]);
  };
  // The same entries in each file: hashing does not know.
  const bytes = Buffer.concat(
    Array.from({ length: perFile }, (_, n) => [entryAt(n), Buffer.from("\n")]).flat(),
  );
  const files = Array.from({ length: count / perFile }, (_, n) => ({
    name: names.entries(n * perFile + 1),
    bytes,
  }));
  const notes: { size: number; note: string }[] = [];
  const every = count / 1_000;
  let due = every;
  const tree = growingTree(
    { size: 0, edge: [] },
    {
      due: () => due,
      reached: () => {
        notes.push({ size: due, note: note(tree.root(), due) });
        due += every;
      },
    },
  );
  for (const { bytes } of files) tree.addLines(bytes);
  const text = introductionText(signer.key);
  const all: ArchiveFile[] = [
    { name: names.checkpoint, bytes: utf8(note(tree.root(), count)) },
    {
      name: names.checkpoints,
      bytes: Buffer.concat(notes.flatMap((each) => [canonicalBytes(each), Buffer.from("\n")])),
    },
    ...files,
    { name: names.keyPem(1), bytes: utf8(publicKeyPem(signer.key.publicKey)) },
    { name: names.keyNote(1), bytes: utf8(writeIntroduction(signer.key, [signer.signNote(text)])) },
  ];
  const head = () => ({
    format: 1 as const,
    what: "ledger" as const,
    exportedAt: "2026-11-26T23:00:00.000Z",
    exportedBy: { kind: "person" as const, id: "x", name: null },
    origin,
    size: count,
    from: 1,
    withheld: 0,
  });
  const file = await open(path, "w");
  for await (const piece of inPieces(writeArchive(all, { head, signer }))) await file.write(piece);
  await file.close();
}
