"use client";

import { lazy, type ReactElement, type ReactNode, Suspense } from "react";

const load = () => import("./dialog-layer");
const Layer = lazy(load);

/** Fetches what a dialog needs before it is opened: on hover or focus of what opens it. */
export function prepareDialog(): void {
  void load();
}

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** The title is read, not shown. */
  hideTitle?: boolean;
  wide?: boolean;
  /** From the top, so that a list that grows and shrinks stays where it is. */
  fromTop?: boolean;
  children: ReactNode;
}

/** A dialog over the page: holds the focus and gives it back; on a phone from below. Its script comes at first use. */
export function Dialog(props: DialogProps): ReactElement | null {
  if (!props.open) return null;
  return (
    <Suspense fallback={null}>
      <Layer {...props} />
    </Suspense>
  );
}
