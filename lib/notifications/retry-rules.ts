import { createHash } from "node:crypto";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Pauses after each attempt that failed, as the Standard Webhooks specification recommends: ten attempts over three days. */
const pausesMs = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];

export const mostAttempts = pausesMs.length + 1;
const jitter = 0.2;
const longestAskedMs = 24 * hourMs;

/**
 * When to try again after so many attempts (from 1); null: it is over. Up to a fifth later than the pause says, by the delivery's id
 * and not by chance, and not before the receiver asked for. Epoch ms.
 */
export function nextTry({
  id,
  attempts,
  now,
  askedMs = 0,
}: {
  id: string;
  attempts: number;
  now: number;
  /** How long the receiver asked to be left alone. */
  askedMs?: number;
}): number | null {
  const pause = pausesMs[attempts - 1];
  if (pause === undefined) return null;
  const spread = Math.floor(pause * jitter * fraction(`${id} ${attempts}`));
  return now + Math.max(pause + spread, Math.min(askedMs, longestAskedMs));
}

/** From 0 to 1, the same for the same text. */
function fraction(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;
}

/** How long a Retry-After header asks to wait, in ms; 0: it says nothing that can be read. */
export function askedPause(header: string | undefined, now: number): number {
  if (header === undefined) return 0;
  if (/^\d{1,9}$/.test(header)) return Number(header) * secondMs;
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}
