"use client";

import * as Radix from "@radix-ui/react-checkbox";
import { type ReactElement, type ReactNode, useId } from "react";
import { Icon } from "./icon";

/** Yes or no, sent with a form. */
export function Checkbox({
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
  required?: boolean;
  disabled?: boolean;
}): ReactElement {
  const id = useId();
  const { onCheckedChange, ...given } = rest;
  return (
    <div className="relative grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5">
      <Radix.Root
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onCheckedChange={(checked) => onCheckedChange?.(checked === true)}
        {...given}
        className="mt-0.5 inline-flex size-4 items-center justify-center rounded-sm border border-edge bg-surface text-white hover:border-ink-3 disabled:border-line disabled:bg-idle-soft data-[state=checked]:border-transparent data-[state=checked]:bg-accent-fill"
      >
        <Radix.Indicator>
          <Icon name="tick" size={12} />
        </Radix.Indicator>
      </Radix.Root>
      <label htmlFor={id} className="min-w-0 text-sm pointer-coarse:py-2">
        {label}
      </label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="col-start-2 text-xs text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}
