"use client";

import { lazy, type ReactElement, type ReactNode, Suspense, useEffect, useId, useRef, useState } from "react";

const load = () => import("./tooltip-layer");
const Layer = lazy(load);
const waitMs = 350;

/**
 * Words beside a control on hover and focus; described to screen readers. Never the only place of what somebody needs:
 * fingers do not hover. Where the control's own name says the same, pass `isName`.
 */
export function Tooltip({
  text,
  keys,
  isName = false,
  side = "top",
  children,
}: {
  text: string;
  keys?: string;
  isName?: boolean;
  side?: "top" | "right" | "bottom";
  children: ReactNode;
}): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  useEffect(() => {
    const control = box.current?.firstElementChild;
    if (control instanceof HTMLElement && !isName) control.setAttribute("aria-describedby", `${id}-words`);
    return () => clearTimeout(timer.current);
  }, [id, isName]);
  const show = (afterMs: number): void => {
    void load();
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(true), afterMs);
  };
  const hide = (): void => {
    clearTimeout(timer.current);
    setOpen(false);
  };
  return (
    <span
      ref={box}
      className="relative inline-flex min-w-0"
      onPointerEnter={({ pointerType }) => pointerType === "mouse" && show(waitMs)}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={({ target }) => target.matches(":focus-visible") && show(0)}
      onBlur={hide}
    >
      {children}
      {!isName && (
        <span id={`${id}-words`} hidden>
          {text}
        </span>
      )}
      {isOpen && (
        <Suspense fallback={null}>
          <Layer text={text} keys={keys} side={side} hide={hide} />
        </Suspense>
      )}
    </span>
  );
}
