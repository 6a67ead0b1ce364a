"use client";

import { type ReactElement, type ReactNode, useEffect, useRef, useState } from "react";
import { cx } from "./cx";

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
  const details = useRef<HTMLDetailsElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  const note = (): void => {
    if (details.current?.open === true) setDrawn(true);
  };
  // It opens without us: perhaps before this script had come.
  useEffect(note, []);
  return (
    <details ref={details} onToggle={note} className={cx("disclosure", className)}>
      <summary>
        <span className="min-w-0">{summary}</span>
      </summary>
      <div>{isDrawn && children}</div>
    </details>
  );
}
