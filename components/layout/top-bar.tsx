import type { ReactElement, ReactNode } from "react";

/** The head of a page: its one h1, what it is about, and the acts on it. */
export function PageHead({
  title,
  children,
  acts,
}: {
  title: ReactNode;
  children?: ReactNode;
  acts?: ReactNode;
}): ReactElement {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 pb-4">
      <div className="min-w-0 flex-1 basis-48">
        <h1 className="text-xl font-semibold tracking-[-0.012em]">{title}</h1>
        {children !== undefined && <div className="max-w-prose text-sm text-ink-2">{children}</div>}
      </div>
      {acts}
    </header>
  );
}
