import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { type DefinedLog, definedLeaf, definedLog } from "@/lib/testing/defined-log";
import { type Held, readCheckpoint } from "./holder";
import { headIn, isSignedBy, type NoteKey, readKey, textOf } from "./notes";

interface Log {
  size: number;
  defined: DefinedLog;
}

interface Checkpoint {
  size: number;
  keyId: string;
  root: Buffer;
  note: string;
}

export interface LogChecked {
  faults: string[];
  checkpoints: number;
}

/** The tree, what was signed of it and what was kept outside, each against the entries by the definitions of RFC 9162. */
export async function checkLog(pool: pg.Pool, held: Held): Promise<LogChecked> {
  const log = await readLog(pool);
  const checkpoints = await readCheckpoints(pool);
  const chain = await readChain(pool);
  const faults = [
    ...(await nodeFaults(pool, log)),
    ...chain.faults,
    ...checkpointFaults(checkpoints, log, chain.keys),
    ...heldFaults(checkpoints, held),
    ...(await endFaults({ log, checkpoints, path: held.path })),
    ...(await refusals(pool)),
  ];
  return { faults, checkpoints: checkpoints.length };
}

/** Whether the worker did all that there was to do: every number in the tree, the tree signed, and what was signed kept. */
export async function isKept(pool: pg.Pool, path: string, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  for (;;) {
    const { rows } = await pool.query<{ note: string }>(
      `SELECT c.note FROM ledger_checkpoints c WHERE c.size = (SELECT count(*) FROM ledger_entries)
         AND c.size = (SELECT count(*) FROM ledger_sequence) AND c.size = (SELECT count(*) FROM ledger_nodes WHERE level = 0)`,
    );
    const kept = await readCheckpoint(path);
    if (rows.some(({ note }) => note === kept)) return true;
    if (performance.now() > end) return false;
    await sleep(100);
  }
}

async function readLog(pool: pg.Pool): Promise<Log> {
  const { rows } = await pool.query<{ bytes: Buffer }>(
    "SELECT e.bytes FROM ledger_sequence s JOIN ledger_entries e ON e.id = s.entry_id ORDER BY s.seq",
  );
  return { size: rows.length, defined: definedLog(rows.map(({ bytes }) => definedLeaf(bytes))) };
}

/** Every complete subtree is there, with the hash that its entries have, and nothing else is. */
async function nodeFaults(pool: pg.Pool, { size, defined }: Log): Promise<string[]> {
  const { rows } = await pool.query<{ level: number; index: string; hash: Buffer }>(
    "SELECT level, index, hash FROM ledger_nodes",
  );
  const stored = new Map(rows.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  const faults: string[] = [];
  for (let width = 1, level = 0; width <= size; width *= 2, level += 1)
    for (let index = 0; (index + 1) * width <= size; index += 1) {
      const place = `${level}/${index}`;
      const hash = stored.get(place);
      stored.delete(place);
      if (hash === undefined) faults.push(`the tree lacks node ${place}`);
      else if (!hash.equals(defined.root(index * width, (index + 1) * width)))
        faults.push(`node ${place} of the tree is not the hash of its entries`);
    }
  return [...faults, ...[...stored.keys()].map((place) => `the tree has node ${place} over no entries`)];
}

/** In the order in which they were signed: a time may be that of a clock that went back. */
async function readCheckpoints(pool: pg.Pool): Promise<Checkpoint[]> {
  const { rows } = await pool.query<{ size: string; key_id: string; root: Buffer; note: string }>(
    "SELECT size, key_id, root, note FROM ledger_checkpoints ORDER BY xmin::text::bigint, size",
  );
  return rows.map(({ size, key_id, root, note }) => ({ size: Number(size), keyId: key_id, root, note }));
}

/** The log's keys, each introduced by itself and by the one before. */
async function readChain(pool: pg.Pool): Promise<{ keys: NoteKey[]; faults: string[] }> {
  const { rows } = await pool.query<{ vkey: string; note: string }>(
    'SELECT vkey, note FROM ledger_keys ORDER BY "order"',
  );
  const keys: NoteKey[] = [];
  const faults: string[] = [];
  for (const { vkey, note } of rows) {
    const key = readKey(vkey);
    if (key === null || textOf(note) !== `countersign ledger key\n${vkey}\n` || !isSignedBy(note, key)) {
      faults.push(`key ${vkey} is not introduced by itself`);
      continue;
    }
    const before = keys.at(-1);
    if (before !== undefined && !isSignedBy(note, before))
      faults.push(`key ${key.id} is not introduced by ${before.id}`);
    keys.push(key);
  }
  return { keys, faults };
}

/** Each is over a beginning of the entries, goes on from the one before, and is signed by a key of the chain. */
function checkpointFaults(
  checkpoints: readonly Checkpoint[],
  { size, defined }: Log,
  keys: readonly NoteKey[],
): string[] {
  const faults: string[] = [];
  const [first] = checkpoints;
  let before = { size: 0, keyId: "" };
  for (const each of checkpoints) {
    const name = `the checkpoint over ${each.size}`;
    const head = headIn(each.note);
    const key = keys.find(({ id }) => id === each.keyId);
    if (head === null || head.size !== each.size || !head.root.equals(each.root))
      faults.push(`${name} says another head than is kept beside it`);
    else if (head.origin !== headIn(first?.note ?? "")?.origin) faults.push(`${name} is of another log`);
    if (key === undefined || key.name !== head?.origin || !isSignedBy(each.note, key))
      faults.push(`${name} is not signed by a key of the log`);
    // What are roots of beginnings of one log are consistent with each other: that is what the proof between them shows.
    if (each.size > size || !defined.root(0, each.size).equals(each.root))
      faults.push(`the root of ${name} is not that of the first entries`);
    // Another key may sign the same size once more.
    if (each.size < before.size || (each.size === before.size && each.keyId === before.keyId))
      faults.push(`${name} was signed after one over ${before.size}`);
    before = each;
  }
  return faults;
}

/** What the file was seen to hold was whole, is in the log, and came in its order. */
function heldFaults(checkpoints: readonly Checkpoint[], { seen }: Held): string[] {
  const places = new Map(checkpoints.map(({ note }, place) => [note, place]));
  const faults: string[] = [];
  let before = -1;
  for (const note of seen) {
    const size = headIn(note)?.size;
    const place = places.get(note);
    if (size === undefined)
      faults.push(`the checkpoint file held what is no checkpoint: ${note.slice(0, 200)}`);
    else if (place === undefined)
      faults.push(`the checkpoint over ${size} that the file held is not in the log`);
    else if (place <= before) faults.push(`the checkpoint file went back to the one over ${size}`);
    before = place ?? before;
  }
  return faults;
}

/** At rest the last checkpoint is over every entry, and the file holds it. */
async function endFaults({
  log,
  checkpoints,
  path,
}: {
  log: Log;
  checkpoints: readonly Checkpoint[];
  path: string;
}): Promise<string[]> {
  const last = checkpoints.at(-1);
  const kept = await readCheckpoint(path);
  return [
    ...(last?.size === log.size ? [] : [`the last checkpoint is over ${last?.size} of ${log.size} entries`]),
    ...(kept === last?.note ? [] : ["the checkpoint file does not hold the last checkpoint"]),
  ];
}

/** A signer that refuses says that the past was altered; nobody did that. */
async function refusals(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ size: string; reason: string }>(
    "SELECT size, reason FROM ledger_refusals",
  );
  return rows.map(({ size, reason }) => `the signer refused the log of ${size}: ${reason}`);
}
