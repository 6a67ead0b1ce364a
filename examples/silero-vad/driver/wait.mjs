import { setTimeout as sleep } from "node:timers/promises";
import { fail } from "./transcript.mjs";

/**
 * Asks until there is an answer other than null; the run ends where there is none in time.
 * @template T
 * @param {string} what is waited for
 * @param {() => Promise<T | null>} ask
 */
export async function until(what, ask, { seconds = 90 } = {}) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await ask();
    if (found !== null) return found;
    if (Date.now() > end) return fail(`waited ${seconds} s for ${what}`);
    await sleep(500);
  }
}
