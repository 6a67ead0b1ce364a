import type { ReactElement, ReactNode } from "react";
import { cx } from "@/components/ui/cx";

/** A list of rows under one head, each a card on narrow screens. `columns` is the grid of a row from tablets up. */
export function Rows({
  label,
  columns,
  heads,
  children,
}: {
  label: string;
  columns: string;
  heads: readonly string[];
  children: ReactNode;
}): ReactElement {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <div
        aria-hidden
        className={cx(
          "hidden gap-x-4 border-b border-line px-4 py-1.5 text-xs font-medium text-ink-3 lg:grid",
          columns,
        )}
      >
        {heads.map((head) => (
          <span key={head}>{head}</span>
        ))}
      </div>
      <ul aria-label={label}>{children}</ul>
    </div>
  );
}

export function Row({ columns, children }: { columns: string; children: ReactNode }): ReactElement {
  return (
    <li
      className={cx(
        "relative grid gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:rounded-b-lg last:border-b-0 hover:bg-hover lg:items-center",
        columns,
      )}
    >
      {children}
    </li>
  );
}

/** A cell of a row; its head is said where the columns are gone. */
export function Cell({ head, children }: { head: string; children: ReactNode }): ReactElement {
  return (
    <div className="min-w-0 text-ink-2 wrap-anywhere">
      <span className="text-ink-3 lg:unseen">{head}: </span>
      {children}
    </div>
  );
}
