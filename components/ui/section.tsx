import { type ReactElement, type ReactNode, useId } from "react";
import { cx } from "./cx";

/** A titled part of a page, in a box. */
export function Section({
  id,
  title,
  aside,
  children,
  className,
  flush = false,
  level = 2,
}: {
  id?: string;
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  flush?: boolean;
  level?: 2 | 3;
}): ReactElement {
  const Heading = level === 2 ? "h2" : "h3";
  const heading = useId();
  return (
    <section
      id={id}
      aria-labelledby={heading}
      className={cx("min-w-0 rounded-lg border border-line bg-surface", className)}
    >
      <header className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-1.5">
        <Heading id={heading} className="min-w-0 text-base font-semibold text-ink">
          {title}
        </Heading>
        {aside !== undefined && <div className="text-sm text-ink-2">{aside}</div>}
      </header>
      <div className={flush ? "" : "p-4"}>{children}</div>
    </section>
  );
}

export function Card({ children, className }: { children: ReactNode; className?: string }): ReactElement {
  return (
    <div className={cx("min-w-0 rounded-lg border border-line bg-surface p-4", className)}>{children}</div>
  );
}
