import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processStart } from "./processes";

export interface FolderLock {
  /** Tells those who wait that the holder is about to leave. */
  announceEnd(): Promise<void>;
  release(): Promise<void>;
}

interface Holder {
  pid: number;
  start: string;
  ending: boolean;
}

/**
 * Takes a lock file, or answers the process that holds it. A holder that no longer runs counts as gone, and
 * one that is ending is waited for.
 */
export async function takeLock(
  path: string,
  { patienceMs, endingMs = 30_000 }: { patienceMs: number; endingMs?: number },
): Promise<{ lock: FolderLock } | { heldBy: number }> {
  await mkdir(dirname(path), { recursive: true });
  const started = performance.now();
  for (;;) {
    const lock = await tryLock(path);
    if (lock !== undefined) return { lock };
    const holder = await readHolder(path);
    const patience = holder?.ending === true ? endingMs : patienceMs;
    if (holder !== undefined && performance.now() - started > patience) return { heldBy: holder.pid };
    await sleep(50);
  }
}

async function tryLock(path: string): Promise<FolderLock | undefined> {
  await removeStale(path);
  const mine: Holder = { pid: process.pid, start: processStart(process.pid) ?? "", ending: false };
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    // Linking fails when the name is taken, and the file appears with its content.
    await link(draft, path);
  } catch {
    return undefined;
  } finally {
    await rm(draft, { force: true });
  }
  return {
    announceEnd: () => writeFile(path, JSON.stringify({ ...mine, ending: true })),
    release: () => rm(path, { force: true }),
  };
}

async function removeStale(path: string): Promise<void> {
  const holder = await readHolder(path);
  if (holder === undefined || isRunning(holder)) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  // Somebody else may have cleared the stale lock and taken it between our reading and our renaming.
  const moved = await readHolder(aside);
  if (moved !== undefined && isRunning(moved)) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function isRunning({ pid, start }: Holder): boolean {
  return processStart(pid) === start;
}

async function readHolder(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const value: Partial<Holder> = JSON.parse(text);
    return { pid: value.pid ?? 0, start: value.start ?? "none", ending: value.ending === true };
  } catch {
    // Cut off while it was written; its writer is gone or about to write again.
    return { pid: 0, start: "none", ending: false };
  }
}
