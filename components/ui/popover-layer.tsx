"use client";

import * as Radix from "@radix-ui/react-popover";
import type { ReactElement, ReactNode, RefObject } from "react";
import { anchorClass, isOnControl } from "./layer-anchor";
import { SheetContext } from "./sheet-context";

/** The open card. */
export default function PopoverLayer({
  label,
  align,
  box,
  close,
  children,
}: {
  label: string;
  align: "start" | "end";
  box: RefObject<HTMLElement | null>;
  close: () => void;
  children: ReactNode;
}): ReactElement {
  return (
    <Radix.Root open onOpenChange={(open) => !open && close()}>
      <Radix.Anchor asChild>
        <span aria-hidden className={anchorClass} />
      </Radix.Anchor>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={5}
          collisionPadding={8}
          className="layer w-72 max-w-[calc(100vw-1rem)] p-3 text-sm"
          onInteractOutside={(event) => isOnControl(event, box.current) && event.preventDefault()}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (document.activeElement === document.body) box.current?.querySelector("button")?.focus();
          }}
        >
          <SheetContext value={close}>{children}</SheetContext>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
