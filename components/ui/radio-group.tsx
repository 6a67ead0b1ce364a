"use client";

import * as Radix from "@radix-ui/react-radio-group";
import { type ReactElement, type ReactNode, useId } from "react";

export interface Choice {
  value: string;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
}

/** One of a few, each with its words. */
export function RadioGroup({
  label,
  hideLabel = false,
  choices,
  ...rest
}: {
  label: string;
  hideLabel?: boolean;
  choices: readonly Choice[];
  name?: string;
  defaultValue?: string;
  value?: string;
  onValueChange?: (value: string) => void;
  required?: boolean;
}): ReactElement {
  const id = useId();
  return (
    <div>
      <p id={id} className={hideLabel ? "unseen" : "pb-1 text-sm font-medium"}>
        {label}
      </p>
      <Radix.Root aria-labelledby={id} {...rest} className="flex flex-col gap-1.5">
        {choices.map((choice) => (
          <label
            key={choice.value}
            htmlFor={`${id}-${choice.value}`}
            className="relative grid cursor-pointer grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 rounded-md border border-line-strong p-2.5 hover:border-edge has-data-[state=checked]:border-accent has-data-[state=checked]:bg-accent-soft"
          >
            <Radix.Item
              id={`${id}-${choice.value}`}
              value={choice.value}
              disabled={choice.disabled}
              className="mt-[3px] inline-flex size-4 shrink-0 items-center justify-center rounded-full border border-edge bg-surface data-[state=checked]:border-accent-fill disabled:bg-idle-soft"
            >
              <Radix.Indicator className="size-2 rounded-full bg-accent-fill" />
            </Radix.Item>
            <span className="font-medium">{choice.label}</span>
            {choice.hint !== undefined && (
              <span className="col-start-2 text-sm text-ink-2">{choice.hint}</span>
            )}
          </label>
        ))}
      </Radix.Root>
    </div>
  );
}
