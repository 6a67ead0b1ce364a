import type { ReactElement } from "react";
import { cx } from "./cx";

/** The first letters of a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return `${first}${last}`.toUpperCase();
}

export function Avatar({ name, size = 20 }: { name: string; size?: 20 | 24 | 28 }): ReactElement {
  const box = { 20: "", 24: "size-6 text-2xs", 28: "size-7 text-xs" }[size];
  return (
    <span aria-hidden className={cx("avatar", box)}>
      {initials(name)}
    </span>
  );
}
