"use client";

import * as Radix from "@radix-ui/react-tooltip";
import type { ReactElement } from "react";
import { KeyHint } from "./key-hint";
import { anchorClass } from "./layer-anchor";

/** The words, while shown; Escape takes them away. */
export default function TooltipLayer({
  text,
  keys,
  side,
  hide,
}: {
  text: string;
  keys?: string;
  side: "top" | "right" | "bottom";
  hide: () => void;
}): ReactElement {
  return (
    <Radix.Provider>
      <Radix.Root open onOpenChange={(open) => !open && hide()}>
        <Radix.Trigger asChild>
          <span aria-hidden className={anchorClass} />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            side={side}
            sideOffset={5}
            collisionPadding={8}
            className="layer flex max-w-64 items-center gap-2 px-2 py-1 text-xs"
          >
            {text}
            {keys !== undefined && <KeyHint keys={keys} />}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
