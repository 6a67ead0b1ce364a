"use client";

import { type ReactElement, type ReactNode, useEffect } from "react";
import { cx } from "./cx";
import { useDrawn } from "./use-drawn";

/** Opens in place; what it hides is drawn when it is first opened. For pages with many of them. */
export function DrawnDisclosure({
  summary,
  children,
  className,
  opensAt,
  isCalledFor = false,
}: {
  summary: ReactNode;
  children: ReactNode;
  className?: string;
  /** The id of a place in the page: whoever is led there finds it open. */
  opensAt?: string;
  /** Opens once this comes to hold; it is closed by the reader alone. */
  isCalledFor?: boolean;
}): ReactElement {
  const { details, isDrawn, note } = useDrawn(false);
  useEffect(() => {
    const open = (): void => {
      if (details.current !== null && isLedTo(opensAt)) details.current.open = true;
    };
    open();
    addEventListener("hashchange", open);
    return () => removeEventListener("hashchange", open);
  }, [details, opensAt]);
  useEffect(() => {
    if (isCalledFor) details.current?.setAttribute("open", "");
  }, [details, isCalledFor]);
  // The browser went there when the page was still too short for it.
  useEffect(() => {
    if (isDrawn && isLedTo(opensAt)) document.getElementById(opensAt ?? "")?.scrollIntoView();
  }, [isDrawn, opensAt]);
  return (
    <details ref={details} onToggle={note} className={cx("disclosure", className)}>
      <summary>
        <span className="min-w-0">{summary}</span>
      </summary>
      <div>{isDrawn && children}</div>
    </details>
  );
}

function isLedTo(id: string | undefined): boolean {
  return id !== undefined && location.hash === `#${id}`;
}
