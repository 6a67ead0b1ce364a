import type { ReactElement, ReactNode } from "react";
import { Button, type ButtonLook, type ButtonSize } from "./button";
import { Icon } from "./icon";

/** A dialog on the page's top layer, opened and closed by the browser itself: works before and without script. */
export function Sheet({
  id,
  title,
  children,
}: {
  id: string;
  title: string;
  children: ReactNode;
}): ReactElement {
  return (
    <dialog id={id} popover="auto" aria-labelledby={`${id}-title`} className="sheet">
      <header className="flex items-start justify-between gap-3 border-b border-line px-4 py-3">
        <h2 id={`${id}-title`} className="min-w-0 text-base font-semibold">
          {title}
        </h2>
        <button
          type="button"
          popoverTarget={id}
          popoverTargetAction="hide"
          aria-label="Close"
          className="-m-1 inline-flex size-7 items-center justify-center rounded-md text-ink-2 hover:bg-hover pointer-coarse:size-9"
        >
          <Icon name="close" />
        </button>
      </header>
      <div className="p-4">{children}</div>
    </dialog>
  );
}

export function SheetButton({
  sheet,
  look,
  size,
  children,
  label,
}: {
  sheet: string;
  look?: ButtonLook;
  size?: ButtonSize;
  children: ReactNode;
  label?: string;
}): ReactElement {
  return (
    <Button
      popoverTarget={sheet}
      aria-haspopup="dialog"
      aria-label={label}
      {...(look && { look })}
      {...(size && { size })}
    >
      {children}
    </Button>
  );
}
