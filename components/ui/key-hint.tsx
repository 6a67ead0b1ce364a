import type { ReactElement } from "react";
import { cx } from "./cx";

/** Keys to press, in order: "g p", "Ctrl K", "?". */
export function KeyHint({ keys, className }: { keys: string; className?: string }): ReactElement {
  return (
    <span className={cx("inline-flex shrink-0 items-center gap-0.5", className)}>
      {keys.split(" ").map((key, index) => (
        <kbd
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-line bg-sunken px-1 font-sans text-2xs text-ink-3"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
