import { readCheckpoint, readLogProof, type ReadCheckpoint } from "./checkpoint";
import { type Head, isConsistent } from "./merkle";
import type { ConsistencyView } from "./proof-schemas";
import { fromBase64, type NoteCrypto, type NoteKey, signersOf } from "./signed-note";

/** A checkpoint that somebody kept, as far as it can be judged by itself. */
export type Held =
  | { kind: "held"; checkpoint: ReadCheckpoint; by: NoteKey[] }
  | { kind: "unreadable" }
  /** In the name of a known key is a signature that is not that key's. */
  | { kind: "spoilt"; key: NoteKey }
  | { kind: "unsigned"; checkpoint: ReadCheckpoint };

/** Whether the log goes on from a checkpoint that was kept. */
export type Continuity =
  | { kind: "goes-on"; from: number; to: number }
  | { kind: "another-log"; held: string; log: string }
  /** The log is shorter than what was kept of it. */
  | { kind: "shorter"; held: number; log: number }
  | { kind: "broken"; from: number; to: number };

/** Reads what somebody pastes: a checkpoint, or a proof that has one in it. Line ends and empty lines around it do not matter. */
export function readHeld(crypto: NoteCrypto, text: string, keys: readonly NoteKey[]): Held {
  const whole = `${text.replaceAll("\r\n", "\n").trim()}\n`;
  const checkpoint = readCheckpoint(readLogProof(whole)?.checkpoint ?? whole);
  if (checkpoint === null) return { kind: "unreadable" };
  const signed = signersOf(checkpoint.note, { keys, verify: crypto.verify });
  if (!signed.ok) return { kind: "spoilt", key: signed.key };
  if (signed.by.length === 0) return { kind: "unsigned", checkpoint };
  return { kind: "held", checkpoint, by: signed.by };
}

/**
 * Whether a log whose newest checkpoint is known begins with all that a kept one is over.
 * @param proof null where none is needed: both are over as many entries, or the kept one over more.
 */
export function judgeContinuity(
  { sha256 }: NoteCrypto,
  { held, newest, proof }: { held: ReadCheckpoint; newest: ReadCheckpoint; proof: ConsistencyView | null },
): Continuity {
  if (held.origin !== newest.origin) return { kind: "another-log", held: held.origin, log: newest.origin };
  const [from, to] = [held.size, newest.size];
  if (from > to) return { kind: "shorter", held: from, log: to };
  const hashes = (proof?.hashes ?? []).map((hash) => fromBase64(hash) ?? new Uint8Array());
  const heads: { before: Head; after: Head } = { before: held, after: newest };
  return isConsistent(sha256, { ...heads, proof: hashes })
    ? { kind: "goes-on", from, to }
    : { kind: "broken", from, to };
}
