import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** The checkpoint file as somebody outside sees it: what it holds now and what it was seen to hold, each once, in order. */
export interface Held {
  path: string;
  seen: readonly string[];
}

const everyMs = 10;

/** Works while the file is read again and again, also while whoever writes it is killed. */
export async function holding<T>(path: string, work: (held: Held) => Promise<T>): Promise<T> {
  const seen: string[] = [];
  const ending = new AbortController();
  const reading = readOn(path, seen, ending.signal);
  try {
    return await work({ path, seen });
  } finally {
    ending.abort();
    await reading;
  }
}

async function readOn(path: string, seen: string[], ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    const text = await readCheckpoint(path);
    if (text !== null && text !== seen.at(-1)) seen.push(text);
    await sleep(everyMs);
  }
}

/** Null: there is none yet. */
export async function readCheckpoint(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
