import type { ReactElement, ReactNode } from "react";

/** What stands where nothing is yet, and how something gets here. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}): ReactElement {
  return (
    <div className="flex flex-col items-start gap-2 px-4 py-8 sm:items-center sm:text-center">
      <p className="text-base font-medium text-ink">{title}</p>
      {children !== undefined && <div className="max-w-prose text-sm text-ink-2">{children}</div>}
      {action !== undefined && <div className="pt-1">{action}</div>}
    </div>
  );
}
