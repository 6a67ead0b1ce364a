import type { ReactElement } from "react";

/** The mark: a seal left open, which the second signature closes. One drawing for 16 px and for 512. */
export function Logo({ size = 22 }: { size?: number }): ReactElement {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden className="shrink-0">
      <rect width="24" height="24" rx="6" fill="var(--color-accent-fill)" />
      <g
        fill="none"
        stroke="var(--color-white)"
        transform="translate(-1.7 -1.5) scale(1.13)"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="M16.6 15.7a6.2 6.2 0 1 1-1.3-8.9" strokeWidth="2.3" />
        <path d="m9.4 11.9 2.7 2.7 7-7.9" strokeWidth="2.3" />
      </g>
    </svg>
  );
}
