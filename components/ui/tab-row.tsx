"use client";

import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";

/** A row of tabs that moves sideways where the screen is narrow, with the current one in sight. */
export function TabRow({
  label,
  className = "border-b border-line",
  children,
}: {
  label: string;
  className?: string;
  /** Items of a list. */
  children: ReactNode;
}): ReactElement {
  return (
    <nav
      ref={showCurrent}
      aria-label={label}
      className="-mx-4 overflow-x-auto px-4 [scrollbar-width:none] sm:mx-0 sm:px-0"
    >
      <ul className={cx("flex min-w-max gap-1", className)}>{children}</ul>
    </nav>
  );
}

/** Only sideways: scrollIntoView would move the page too. */
function showCurrent(row: HTMLElement | null): void {
  const current = row?.querySelector("[aria-current]");
  if (row === null || current === null || current === undefined) return;
  const [outer, inner] = [row.getBoundingClientRect(), current.getBoundingClientRect()];
  row.scrollLeft += inner.left + inner.width / 2 - (outer.left + outer.width / 2);
}
