"use client";

import * as Radix from "@radix-ui/react-switch";
import { type ReactElement, type ReactNode, useId } from "react";

/** On or off, at once. */
export function Switch({
  label,
  hint,
  ...rest
}: {
  label: ReactNode;
  hint?: ReactNode;
  name?: string;
  value?: string;
  defaultChecked?: boolean;
  checked?: boolean;
  onCheckedChange?: (checked: boolean) => void;
  disabled?: boolean;
}): ReactElement {
  const id = useId();
  return (
    <div className="relative flex items-start justify-between gap-4">
      <div className="min-w-0">
        <label htmlFor={id} className="block">
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-xs text-ink-3">
            {hint}
          </p>
        )}
      </div>
      <Radix.Root
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        {...rest}
        className="relative mt-0.5 inline-flex h-4.5 w-8 shrink-0 pointer-coarse:h-6 pointer-coarse:w-10 items-center rounded-full border border-edge bg-sunken transition-colors duration-(--move) data-[state=checked]:border-transparent data-[state=checked]:bg-accent-fill disabled:opacity-60"
      >
        <Radix.Thumb className="block size-3 translate-x-0.5 rounded-full bg-ink-3 transition-transform duration-(--move) data-[state=checked]:translate-x-4 pointer-coarse:size-4.5 pointer-coarse:data-[state=checked]:translate-x-5 data-[state=checked]:bg-white" />
      </Radix.Root>
    </div>
  );
}
