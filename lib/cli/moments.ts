import { type Invocation, required } from "@/lib/cli/command";
import { wrongUsage } from "@/lib/cli/failure";
import { findDurationMs } from "@/lib/platform/durations";

/** The time that --until names, or that is so long from now. */
export function untilOf(invocation: Invocation): string {
  const text = required(invocation, "until");
  const ms = findDurationMs(text);
  if (ms !== null) return new Date(invocation.io.nowMs() + ms).toISOString();
  if (/^\d{4}-\d{2}-\d{2}T/.test(text)) return text;
  throw wrongUsage(
    `--until ${text} is neither a time nor a duration.`,
    "Write a time such as 2026-12-01T17:00:00Z, or how long from now: 30m, 4h, 2d.",
  );
}

/** `2026-12-01 17:00:05 UTC` */
export function utc(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** `45 s`, `2 min 5 s`, `3 h 20 min`: to be read, so two units at most. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return "0 s";
  return parts
    .slice(first, first + 2)
    .flatMap(([count, unit]) => (count === 0 ? [] : `${count} ${unit}`))
    .join(" ");
}
