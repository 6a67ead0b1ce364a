import type { ReactElement } from "react";

/** The first letters of a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return `${first}${last}`.toUpperCase();
}

export function Avatar({ name, size = 20 }: { name: string; size?: 20 | 24 | 28 }): ReactElement {
  const box = { 20: "size-5 text-[0.5625rem]", 24: "size-6 text-2xs", 28: "size-7 text-xs" }[size];
  return (
    <span
      aria-hidden
      className={`inline-flex shrink-0 items-center justify-center rounded-full bg-idle-soft font-semibold text-ink-2 ring-1 ring-line ring-inset ${box}`}
    >
      {initials(name)}
    </span>
  );
}
