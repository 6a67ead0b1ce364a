"use client";

import { type ReactElement, type ReactNode, useCallback, useEffect, useRef } from "react";
import { Button, type ButtonLook, type ButtonSize } from "./button";
import { Dialog, prepareDialog } from "./dialog";
import { KeepTyped, type Typed } from "./keep-typed";
import { SheetContext } from "./sheet-context";
import { closeSheet, openSheet, useIsSheetOpen } from "./sheet-store";

/**
 * A dialog that its `SheetButton` opens, elsewhere on the page. Its content is made when it opens; what was typed is kept
 * when it is closed by Escape or beside it, and gone once an `ActForm` in it has succeeded.
 */
export function Sheet({
  id,
  title,
  children,
  wide = false,
}: {
  id: string;
  title: string;
  children: ReactNode;
  wide?: boolean;
}): ReactElement {
  const isOpen = useIsSheetOpen(id);
  const typed = useRef<Typed>(new Map());
  const done = useCallback(() => {
    typed.current = new Map();
    closeSheet(id);
  }, [id]);
  useEffect(() => () => closeSheet(id), [id]);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => (open ? openSheet(id) : closeSheet(id))}
      title={title}
      wide={wide}
    >
      <SheetContext value={done}>
        <KeepTyped typed={typed}>{children}</KeepTyped>
      </SheetContext>
    </Dialog>
  );
}

export function SheetButton({
  sheet,
  look,
  size,
  children,
  label,
  className,
  prepare,
}: {
  sheet: string;
  look?: ButtonLook;
  size?: ButtonSize;
  children: ReactNode;
  label?: string;
  className?: string;
  /** Fetches what the sheet holds, where that comes at first use. */
  prepare?: () => void;
}): ReactElement {
  const isOpen = useIsSheetOpen(sheet);
  const aboutToOpen = (): void => {
    prepareDialog();
    prepare?.();
  };
  return (
    <Button
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      aria-label={label}
      look={look}
      size={size}
      className={className}
      onPointerEnter={aboutToOpen}
      onFocus={aboutToOpen}
      onClick={() => openSheet(sheet)}
    >
      {children}
    </Button>
  );
}
