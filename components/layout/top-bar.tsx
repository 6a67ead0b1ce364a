import { cx } from "@/components/ui/cx";
import type { ReactElement, ReactNode } from "react";

/** The head of a page: its one h1, what it is about, whether it is live, and the acts on it; on a phone the acts begin the line. */
export function PageHead({
  title,
  children,
  live,
  acts,
}: {
  title: ReactNode;
  children?: ReactNode;
  live?: ReactNode;
  acts?: ReactNode;
}): ReactElement {
  // Beside a button on a phone a sentence has no room: the button stands below it.
  const isBesideActs = children !== undefined && acts !== undefined && live === undefined;
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 pb-4">
      <div className={cx("min-w-0 flex-1", isBesideActs ? "basis-64" : "basis-48")}>
        <h1 className="text-xl font-semibold tracking-[-0.012em]">{title}</h1>
        {children !== undefined && <div className="max-w-prose text-sm text-ink-2">{children}</div>}
      </div>
      {live === undefined ? (
        acts
      ) : (
        <div
          className={cx(
            "flex items-start gap-3",
            acts !== undefined && "max-sm:w-full max-sm:flex-row-reverse max-sm:justify-between",
          )}
        >
          <div className="inline-flex min-h-8 items-center">{live}</div>
          {acts}
        </div>
      )}
    </header>
  );
}
