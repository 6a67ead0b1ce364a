"use client";

import * as Radix from "@radix-ui/react-tabs";
import type { ReactElement, ReactNode } from "react";

export interface Panel {
  key: string;
  title: string;
  content: ReactNode;
}

/** Panels of which one is shown, with a tab each. Where a part deserves an address of its own, use `Tabs`. */
export function Panels({
  label,
  panels,
  first,
}: {
  label: string;
  panels: readonly Panel[];
  first?: string;
}): ReactElement {
  return (
    <Radix.Root defaultValue={first ?? panels[0]?.key}>
      <Radix.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
        {panels.map(({ key, title }) => (
          <Radix.Trigger
            key={key}
            value={key}
            className="-mb-px min-h-8 shrink-0 border-b-2 border-transparent px-2.5 text-sm text-ink-2 -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink pointer-coarse:min-h-10"
          >
            {title}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {panels.map(({ key, content }) => (
        <Radix.Content key={key} value={key} className="pt-3">
          {content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
