import type { ReactElement, ReactNode } from "react";
import { Shape } from "./shape";

/** What stands where something could not be shown, with what to do and the reference that finds it in the log. */
export function ErrorState({
  title,
  children,
  reference = null,
  action,
}: {
  title: string;
  children?: ReactNode;
  reference?: string | null;
  action?: ReactNode;
}): ReactElement {
  return (
    <div role="alert" className="flex flex-col items-start gap-2 px-4 py-8 sm:items-center sm:text-center">
      <Shape name="triangle" tone="work" size={20} />
      <p className="text-base font-medium text-ink">{title}</p>
      {children !== undefined && <div className="max-w-prose text-sm text-ink-2">{children}</div>}
      {reference !== null && (
        <p className="text-xs text-ink-2">
          Reference <code className="font-mono">{reference}</code>
        </p>
      )}
      {action !== undefined && <div className="pt-1">{action}</div>}
    </div>
  );
}
