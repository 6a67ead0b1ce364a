import { names, numberInName } from "./archive-names";
import { type ReadCheckpoint, readCheckpoint } from "./checkpoint";
import { ExportedConsistency } from "./export-schemas";
import { type Head, isConsistent, isSame } from "./merkle";
import { ConsistencyAnswer } from "./proof-schemas";
import { fromBase64, type NoteKey, signersOf } from "./signed-note";
import { sha256, verifyEd25519 } from "./signing-key";
import { strictJson } from "./strict-text";
import type { Opened } from "./verify-manifest";
import { type Asked, faultIn, type VerifyFault } from "./verify-model";

/** How a held checkpoint is named in a fault. */
const held = "the held checkpoint";

/** The checkpoint of an archive, its origin and signature; null: it cannot be used. */
export function verifyCheckpoint({ manifest, keys, openText }: Opened): {
  checkpoint: (ReadCheckpoint & { text: string }) | null;
  faults: VerifyFault[];
} {
  const text = openText(names.checkpoint);
  if (text === null) return { checkpoint: null, faults: [] };
  const read = readCheckpoint(text);
  if (read === null)
    return { checkpoint: null, faults: [faultIn(names.checkpoint, "it is no checkpoint that can be read")] };
  const faults = [
    ...(read.origin === manifest.origin && read.size === manifest.size
      ? []
      : [
          faultIn(
            names.checkpoint,
            `it is over ${read.size} entries of ${read.origin}, and the manifest says ${manifest.size} of ${manifest.origin}`,
          ),
        ]),
    ...(keys.all.length === 0 ? [] : signatureFaults(names.checkpoint, read, keys.trusted)),
  ];
  return { checkpoint: { ...read, text }, faults };
}

export function signatureFaults(
  file: string,
  { note }: ReadCheckpoint,
  keys: readonly NoteKey[],
): VerifyFault[] {
  const signed = signersOf(note, { keys, verify: verifyEd25519 });
  if (!signed.ok) return [faultIn(file, `the signature of key ${signed.key.id} is not that key's`)];
  return signed.by.length > 0 ? [] : [faultIn(file, "no key of the log that can be followed signed it")];
}

/** Proofs that the exported log goes on from earlier checkpoints of it. */
export function verifyConsistencies(opened: Opened, checkpoint: Head & { origin: string }): VerifyFault[] {
  return [...opened.listed.keys()]
    .filter((name) => name.startsWith("consistency/"))
    .flatMap((name) => {
      const bytes = opened.open(name);
      return bytes === null ? [] : consistencyFaults(opened, { name, bytes, checkpoint });
    });
}

function consistencyFaults(
  { keys }: Opened,
  { name, bytes, checkpoint }: { name: string; bytes: Uint8Array; checkpoint: Head & { origin: string } },
): VerifyFault[] {
  const read = ExportedConsistency.safeParse(strictJson(bytes));
  if (!read.success) return [faultIn(name, "it is no proof of consistency that can be read")];
  const { from, to, checkpoint: note, hashes } = read.data;
  if (from !== numberInName(name) || to !== checkpoint.size)
    return [faultIn(name, `it leads from ${from} to ${to}, not to the checkpoint over ${checkpoint.size}`)];
  if (note === null) return [];
  const before = readCheckpoint(note);
  if (before === null || before.size !== from || before.origin !== checkpoint.origin)
    return [faultIn(name, "the checkpoint in it is none of this log at this size")];
  const signatures = keys.all.length === 0 ? [] : signatureFaults(name, before, keys.all);
  const isSound = isConsistent(sha256, { before, after: checkpoint, proof: hashesOf(hashes) });
  return isSound
    ? signatures
    : [
        ...signatures,
        faultIn(
          name,
          `the log does not go on from its own checkpoint over ${from} entries: they are others now`,
        ),
      ];
}

/** The hashes; one that is none is left empty, and so is no hash of any tree. */
export const hashesOf = (texts: readonly string[]) =>
  texts.map((text) => fromBase64(text) ?? new Uint8Array());

/** A checkpoint that somebody kept, read and compared in origin and signature; a text: what is wrong with it. */
export function readHeld(
  { manifest, keys }: Opened,
  text: string,
): { ok: true; head: ReadCheckpoint } | { ok: false; faults: VerifyFault[] } {
  const read = readCheckpoint(text);
  if (read === null) return { ok: false, faults: [faultIn(held, "it is no checkpoint that can be read")] };
  if (read.origin !== manifest.origin)
    return {
      ok: false,
      faults: [faultIn(held, `it is of another log, ${read.origin}, and this one is ${manifest.origin}`)],
    };
  const faults = keys.all.length === 0 ? [] : signatureFaults(held, read, keys.all);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, head: read };
}

/** Whether the exported log goes on from a checkpoint that was held elsewhere, or that from it. */
export function verifyHeld(
  opened: Opened,
  { asked, checkpoint }: { asked: Asked; checkpoint: Head },
): VerifyFault[] {
  if (asked.held === undefined) return [];
  const read = readHeld(opened, asked.held);
  if (!read.ok) return read.faults;
  const { head } = read;
  if (head.size === checkpoint.size) return isSame(head.root, checkpoint.root) ? [] : [forked(head.size)];
  const [before, after] = head.size < checkpoint.size ? [head, checkpoint] : [checkpoint, head];
  const proof = proofFrom(opened, { asked, from: before.size, to: after.size });
  if (proof === null)
    return [
      head.size < checkpoint.size ? unproven(before.size, after.size) : shorter(before.size, after.size),
    ];
  return isConsistent(sha256, { before, after, proof: hashesOf(proof) }) ? [] : [forked(before.size)];
}

export function forked(size: number): VerifyFault {
  return faultIn(
    held,
    `the exported log does not go on from it: the first ${size} entries are not the same. One of the two logs was altered`,
  );
}

export function unproven(from: number, to: number): VerifyFault {
  return faultIn(
    held,
    `no proof leads from ${from} to ${to} entries; ask the server for GET /api/v1/ledger/consistency?from=${from}&to=${to} and give the answer with --consistency`,
  );
}

function shorter(from: number, to: number): VerifyFault {
  return faultIn(
    held,
    `it is over ${to} entries, and the export over ${from}: the log was cut short, or the export is the older one; then the answer to GET /api/v1/ledger/consistency?from=${from}&to=${to} shows it, given with --consistency`,
  );
}

/** The hashes between two sizes: given, or inside. */
function proofFrom(
  { open }: Opened,
  { asked, from, to }: { asked: Asked; from: number; to: number },
): string[] | null {
  const given =
    asked.consistency === undefined
      ? undefined
      : ConsistencyAnswer.safeParse(strictJson(Buffer.from(asked.consistency))).data;
  if (given?.from === from && given.to === to) return given.hashes;
  const inside = open(names.consistency(from));
  const read = inside === null ? undefined : ExportedConsistency.safeParse(strictJson(inside)).data;
  return read?.from === from && read.to === to ? read.hashes : null;
}
