import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";
import { Icon } from "./icon";

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
    <details id={id} open={open} className={cx("group/disclosure min-w-0", className)}>
      <summary className="inline-flex min-h-6 max-w-full items-center gap-1 rounded-sm text-sm text-ink-2 hover:text-ink pointer-coarse:min-h-8">
        <Icon
          name="chevron"
          size={12}
          className="text-ink-3 transition-transform duration-100 group-open/disclosure:rotate-90"
        />
        <span className="min-w-0">{summary}</span>
      </summary>
      <div className="pt-2 pl-4">{children}</div>
    </details>
  );
}
