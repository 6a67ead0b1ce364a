import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { takeLock } from "@/lib/platform/folder-lock";
import { StartFault } from "@/lib/platform/start-fault";
import { startChild } from "./children";
import { endRequest } from "./end-request";

type Cleanup = () => Promise<void>;

/** What a start is given: where to push how each part is undone, and when to leave off. */
export interface Starting {
  cleanups: Cleanup[];
  signal: AbortSignal;
}

export interface Running {
  /** Resolves with what is to be said once the first part ended by itself. */
  failed: Promise<string>;
}

/** Runs until somebody asks for the end or a part ends by itself; the answer is the exit status. Nothing is started again in silence. */
export async function supervise(start: (starting: Starting) => Promise<Running>): Promise<number> {
  const end = new AbortController();
  const requested = endRequest().then(() => end.abort());
  const cleanups: Cleanup[] = [];
  try {
    const { failed } = await start({ cleanups, signal: end.signal });
    const words = await Promise.race([requested.then(() => ""), failed]);
    if (end.signal.aborted) return 0;
    console.error(words);
    return 1;
  } catch (error) {
    if (end.signal.aborted) return 0;
    console.error(error instanceof StartFault ? error.message : error);
    return 1;
  } finally {
    for (const cleanup of cleanups.toReversed()) await cleanup();
  }
}

/** Makes the data folder and keeps everybody else out of it until the end. */
export async function lockFolder(dataDir: string, { cleanups, signal }: Starting): Promise<void> {
  await mkdir(join(dataDir, "logs"), { recursive: true });
  const taken = await takeLock(join(dataDir, "lock"), { patienceMs: 1_000 });
  if ("heldBy" in taken) {
    throw new StartFault(
      `Countersign is already running on ${dataDir} (process ${taken.heldBy}): stop it, or set COUNTERSIGN_DATA_DIR to another folder.`,
    );
  }
  const { lock } = taken;
  cleanups.push(() => lock.release());
  signal.addEventListener("abort", () => void lock.announceEnd());
}

export type Part = "web" | "worker";

interface Parts {
  names: readonly Part[];
  /** Where each part's words go; absent: to this process's own output. */
  logFolder?: string;
  env: NodeJS.ProcessEnv;
  database: { ended: Promise<void> } | undefined;
}

/** Starts the parts and waits until they do their work. */
export async function startParts(parts: Parts, { cleanups, signal }: Starting): Promise<Running> {
  const { names, logFolder, env, database } = parts;
  const children = names.map((name) => startChild({ name, logFolder, env }));
  cleanups.push(async () => void (await Promise.all(children.map((child) => child.stop()))));
  await Promise.all(children.map((child) => child.ready));
  signal.throwIfAborted();
  const all = [...children, ...(database === undefined ? [] : [{ name: "database", ended: database.ended }])];
  const where = logFolder === undefined ? "its last words stand above" : `the logs are in ${logFolder}`;
  return {
    failed: Promise.race(
      all.map(({ name, ended }) =>
        ended.then(() => `The ${name} ended by itself, so everything ends; ${where}.`),
      ),
    ),
  };
}
