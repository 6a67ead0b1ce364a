"use client";

import * as Radix from "@radix-ui/react-dialog";
import { type ReactElement, useState } from "react";
import { cx } from "./cx";
import type { DialogProps } from "./dialog";
import { Icon } from "./icon";

/** The dialog itself. The page behind is held still by the style sheet, since the policy allows no style element. */
export default function DialogLayer({
  open,
  onOpenChange,
  title,
  hideTitle = false,
  wide = false,
  fromTop = false,
  children,
}: DialogProps): ReactElement {
  // There is no trigger of the library's own: what had the focus gets it back, where it is still there.
  const [opener] = useState(() => document.activeElement);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <div aria-hidden className="veil" />
        <Radix.Content
          aria-describedby={undefined}
          className={cx("sheet", wide && "sheet-wide", fromTop && "sheet-top")}
          onOpenAutoFocus={focusFirst}
          // What lies over it is no other place to go to.
          onInteractOutside={(event) => {
            if (event.target instanceof Element && event.target.closest("[data-over]") !== null)
              event.preventDefault();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener instanceof HTMLElement && document.activeElement === document.body) opener.focus();
          }}
        >
          {hideTitle ? (
            <Radix.Title className="unseen">{title}</Radix.Title>
          ) : (
            <header className="sticky top-0 z-10 flex items-start justify-between gap-3 border-b border-line bg-raised px-4 py-3">
              <Radix.Title className="min-w-0 text-base font-semibold">{title}</Radix.Title>
              <Radix.Close
                aria-label="Close"
                className="-m-1 inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:size-10"
              >
                <Icon name="close" />
              </Radix.Close>
            </header>
          )}
          <div className={hideTitle ? "" : "p-4"}>{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** What is to be filled in or pressed, before what closes. */
const first =
  "[autofocus], input:not([type=hidden], [tabindex='-1']), textarea, select, button[role], button[type=submit]";

function focusFirst(event: Event): void {
  const found = event.target instanceof HTMLElement ? event.target.querySelector<HTMLElement>(first) : null;
  if (found === null) return;
  event.preventDefault();
  found.focus();
}
