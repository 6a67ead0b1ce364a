import type { ReactElement } from "react";

/** Text as it was sent, in its own box that scrolls and is reached by keyboard. */
export function Source({ text, label }: { text: string; label: string }): ReactElement {
  return (
    <section
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-[36rem] overflow-auto rounded-md border border-line bg-sunken p-3"
    >
      <pre className="font-mono text-xs">{text}</pre>
    </section>
  );
}
