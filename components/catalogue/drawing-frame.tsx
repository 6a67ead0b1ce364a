"use client";

import type { ReactElement, ReactNode } from "react";

const looks = "relative max-h-[36rem] overflow-auto";

/** A drawing that moves sideways in its own box, with what it is about in sight. */
export function DrawingFrame({ label, children }: { label: string; children: ReactNode }): ReactElement {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <section ref={showMiddle} aria-label={label} tabIndex={0} className={looks}>
      {children}
    </section>
  );
}

/** Only in its box: scrollIntoView would move the page too. */
function showMiddle(frame: HTMLElement | null): void {
  const middle = frame?.querySelector("[aria-current]");
  if (frame === null || middle === null || middle === undefined) return;
  const [outer, inner] = [frame.getBoundingClientRect(), middle.getBoundingClientRect()];
  frame.scrollLeft += inner.left + inner.width / 2 - (outer.left + outer.width / 2);
  frame.scrollTop += inner.top + inner.height / 2 - (outer.top + outer.height / 2);
}
