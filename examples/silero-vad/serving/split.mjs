// Who is served by what: each caller stays where they are for as long as the
// exposure does, whichever process asks, and nobody leaves the canary when it grows.
import { createHash } from "node:crypto";

const places = 10_000;

/** A caller's place from 0 to below 100, always the same. */
export function placeOf(caller) {
  const number = createHash("sha256").update(caller).digest().readUInt32BE(0);
  return ((number % places) * 100) / places;
}

/**
 * @param {string} caller
 * @param {number} percent of callers who get the candidate
 * @returns {"canary" | "baseline"}
 */
export const cohortOf = (caller, percent) => (placeOf(caller) < percent ? "canary" : "baseline");
