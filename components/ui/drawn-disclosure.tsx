"use client";

import { type ReactElement, type ReactNode } from "react";
import { cx } from "./cx";
import { useDrawn } from "./use-drawn";

/** Opens in place; what it hides is drawn when it is first opened. For pages with many of them. */
export function DrawnDisclosure({
  summary,
  children,
  className,
}: {
  summary: ReactNode;
  children: ReactNode;
  className?: string;
}): ReactElement {
  const { details, isDrawn, note } = useDrawn(false);
  return (
    <details ref={details} onToggle={note} className={cx("disclosure", className)}>
      <summary>
        <span className="min-w-0">{summary}</span>
      </summary>
      <div>{isDrawn && children}</div>
    </details>
  );
}
