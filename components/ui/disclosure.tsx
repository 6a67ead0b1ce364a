import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";

/** Opens in place, with no script. */
export function Disclosure({
  summary,
  children,
  open = false,
  className,
  id,
}: {
  summary: ReactNode;
  children: ReactNode;
  open?: boolean;
  className?: string;
  id?: string;
}): ReactElement {
  return (
    <details id={id} open={open} className={cx("disclosure", className)}>
      <summary>
        <span className="min-w-0">{summary}</span>
      </summary>
      <div>{children}</div>
    </details>
  );
}
