import { z } from "zod";

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const pattern = /^(0|[1-9]\d{0,11})(ms|s|m|h|d)$/;
const maxMs = 3_660 * unitMs.d;
const expected =
  'a duration such as "30s", "5m", "2h" or "14d": one whole number and one unit of ms, s, m, h, d, at most 3660d';

/** Milliseconds of a duration such as `5m`; null where the text is none. */
export function findDurationMs(text: string): number | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const unit = match[2] as keyof typeof unitMs;
  const ms = Number(match[1]) * unitMs[unit];
  return ms <= maxMs ? ms : null;
}

/** Milliseconds of a duration that a schema has accepted. */
export function durationMs(text: string): number {
  const ms = findDurationMs(text);
  if (ms === null) throw new TypeError(`expected ${expected}, got ${JSON.stringify(text)}`);
  return ms;
}

/** The shortest text for a whole number of milliseconds: the largest unit that divides it. */
export function durationText(ms: number): string {
  if (!Number.isSafeInteger(ms) || ms < 0 || ms > maxMs) throw new TypeError(`no duration has ${ms} ms`);
  if (ms === 0) return "0s";
  const unit = (["d", "h", "m", "s"] as const).find((name) => ms % unitMs[name] === 0) ?? "ms";
  return `${ms / unitMs[unit]}${unit}`;
}

const unitWord = { ms: "millisecond", s: "second", m: "minute", h: "hour", d: "day" } as const;

/** A duration in words: `5 minutes`, `1 hour`. */
export function durationWords(text: string): string {
  const match = pattern.exec(durationText(durationMs(text)));
  if (match === null) throw new TypeError(`expected ${expected}`);
  const word = unitWord[match[2] as keyof typeof unitMs];
  return `${match[1]} ${word}${match[1] === "1" ? "" : "s"}`;
}

/** A duration as written: documents keep their text, because it is part of what is signed. */
export const Duration = z
  .string({ error: () => `expected ${expected}` })
  .refine((text) => findDurationMs(text) !== null, { error: `expected ${expected}` })
  .meta({ description: "Duration such as 5m", pattern: pattern.source, examples: ["5m"] });

/** A duration above zero. */
export const PositiveDuration = Duration.refine((text) => findDurationMs(text) !== 0, {
  error: "expected a duration above zero",
});
