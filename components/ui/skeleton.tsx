import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";

/** Where text will stand. Give it the height and width of what comes, so that nothing moves. */
export function Skeleton({ className }: { className?: string }): ReactElement {
  return <span aria-hidden className={cx("skeleton block rounded-sm", className ?? "h-4 w-full")} />;
}

/** A page or part that is on its way; said once to screen readers. */
export function Loading({
  label = "Loading",
  children,
}: {
  label?: string;
  children: ReactNode;
}): ReactElement {
  return (
    <div aria-busy="true">
      <p role="status" className="unseen">
        {label}
      </p>
      {children}
    </div>
  );
}
