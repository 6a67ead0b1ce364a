import type { ComponentProps, ReactElement, ReactNode } from "react";

/** A box to tick that needs no script: set-up has more than a hundred. */
export function Tick({
  label,
  hint,
  ...rest
}: { label: ReactNode; hint?: ReactNode } & ComponentProps<"input">): ReactElement {
  return (
    <label className="flex min-h-6 min-w-0 items-start gap-2 text-sm pointer-coarse:min-h-10">
      <input
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 accent-accent-fill disabled:opacity-60"
        {...rest}
      />
      <span className="min-w-0">
        {label}
        {hint !== undefined && <span className="block text-xs text-ink-3">{hint}</span>}
      </span>
    </label>
  );
}
