"use client";

import * as Radix from "@radix-ui/react-toggle-group";
import { type ReactElement, type ReactNode, useState } from "react";

/** One of two to five short words, side by side; with `name` it is sent with a form. */
export function ToggleGroup({
  label,
  options,
  name,
  defaultValue,
  value: given,
  onValueChange,
}: {
  label: string;
  options: readonly { value: string; label: ReactNode }[];
  name?: string;
  defaultValue?: string;
  value?: string;
  onValueChange?: (value: string) => void;
}): ReactElement {
  const [own, setOwn] = useState(defaultValue ?? options[0]?.value ?? "");
  const value = given ?? own;
  return (
    <>
      {name !== undefined && <input type="hidden" name={name} value={value} />}
      <Radix.Root
        type="single"
        aria-label={label}
        value={value}
        // One is always chosen; pressing it again changes nothing.
        onValueChange={(next) => {
          if (next === "") return;
          setOwn(next);
          onValueChange?.(next);
        }}
        className="inline-flex max-w-full gap-px overflow-hidden rounded-md border border-line-strong bg-line-strong"
      >
        {options.map((option) => (
          <Radix.Item
            key={option.value}
            value={option.value}
            className="inline-flex min-h-7 flex-1 items-center justify-center gap-1.5 bg-surface px-2.5 text-xs whitespace-nowrap text-ink-2 -outline-offset-2 hover:bg-hover data-[state=on]:bg-accent-soft data-[state=on]:font-semibold data-[state=on]:text-accent pointer-coarse:min-h-10"
          >
            {option.label}
          </Radix.Item>
        ))}
      </Radix.Root>
    </>
  );
}
