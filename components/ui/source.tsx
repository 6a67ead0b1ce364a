import type { ReactElement } from "react";
import { cx } from "./cx";

/** Text as it was sent, in its own box that scrolls and is reached by keyboard. */
export function Source({
  text,
  label,
  className = "max-h-[36rem]",
}: {
  text: string;
  label: string;
  /** How tall it becomes at most. */
  className?: string;
}): ReactElement {
  return (
    <section
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className={cx("overflow-auto rounded-md border border-line bg-sunken p-3", className)}
    >
      <pre className="font-mono text-xs">{text}</pre>
    </section>
  );
}
