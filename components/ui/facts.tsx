import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";

/** Pairs of name and value. */
export function Facts({ children, className }: { children: ReactNode; className?: string }): ReactElement {
  return (
    <dl
      className={cx(
        "grid grid-cols-[minmax(5.5rem,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm",
        className,
      )}
    >
      {children}
    </dl>
  );
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }): ReactElement {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 text-ink">{children}</dd>
    </>
  );
}
