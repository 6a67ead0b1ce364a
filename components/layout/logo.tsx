import type { ReactElement } from "react";

/** The mark: an open seal that a tick closes. */
export function Logo({ size = 22 }: { size?: number }): ReactElement {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden className="shrink-0">
      <path
        d="M19.2 16.8A8.7 8.7 0 1 1 17.3 5"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <path
        d="m8.2 11.9 3.6 3.7L21.4 5.4"
        fill="none"
        stroke="var(--color-accent)"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
