"use client";

import { lazy, type ReactElement, type ReactNode, Suspense, useRef, useState } from "react";
import { Button, type ButtonLook, type ButtonSize } from "./button";

const load = () => import("./popover-layer");
const Layer = lazy(load);

/** A button and a small card beside it, which closes when a form in it is done. The card's script comes at first use. */
export function Popover({
  label,
  button,
  children,
  look,
  size,
  align = "start",
}: {
  /** Names the card, and the button where it shows no words. */
  label: string;
  button: ReactNode;
  children: ReactNode;
  look?: ButtonLook;
  size?: ButtonSize;
  align?: "start" | "end";
}): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  return (
    <span ref={box} className="relative inline-flex min-w-0">
      <Button
        look={look}
        size={size}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={typeof button === "string" ? undefined : label}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setOpen((before) => !before)}
      >
        {button}
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <Layer label={label} align={align} box={box} close={() => setOpen(false)}>
            {children}
          </Layer>
        </Suspense>
      )}
    </span>
  );
}
