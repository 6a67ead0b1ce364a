import type { ComponentProps, ReactElement, ReactNode } from "react";
import { cx } from "./cx";

/** A table that scrolls sideways in its own box, reachable by keyboard. */
export function Table({
  label,
  children,
  className,
}: {
  label: string;
  children: ReactNode;
  className?: string;
}): ReactElement {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="overflow-x-auto">
      <table className={cx("w-full border-collapse text-left text-sm", className)}>{children}</table>
    </section>
  );
}

export function Th({ className, scope = "col", ...rest }: ComponentProps<"th">): ReactElement {
  return (
    <th
      scope={scope}
      className={cx(
        "border-b border-line px-3 py-1.5 text-xs first:pl-4 last:pr-4 font-medium text-ink-3 whitespace-nowrap",
        className,
      )}
      {...rest}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<"td">): ReactElement {
  return (
    <td
      className={cx("border-b border-line px-3 py-2 align-top first:pl-4 last:pr-4", className)}
      {...rest}
    />
  );
}
