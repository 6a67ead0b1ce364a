"use client";

import { type ReactElement, useEffect, useState } from "react";
import { Shape } from "./shape";

const name = "countersign:said";
const shownMs = 7_000;

/** Says what was done where it stays readable although the form that did it is gone. */
export function say(message: string): void {
  globalThis.dispatchEvent(new CustomEvent<string>(name, { detail: message }));
}

/** The place at which it is said, once in the page; over everything, moving nothing. */
export function Said(): ReactElement {
  const [message, setMessage] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hear = (event: Event): void => {
      if (!(event instanceof CustomEvent) || typeof event.detail !== "string") return;
      clearTimeout(timer);
      setMessage(event.detail);
      timer = setTimeout(() => setMessage(null), shownMs);
    };
    globalThis.addEventListener(name, hear);
    return () => {
      clearTimeout(timer);
      globalThis.removeEventListener(name, hear);
    };
  }, []);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-4 bottom-18 z-30 flex justify-center sm:bottom-6"
    >
      {message !== null && (
        <p className="flex max-w-md items-start gap-2.5 rounded-lg border border-line-strong bg-raised px-3.5 py-2.5 text-sm shadow-raised">
          <Shape name="check-disc" tone="good" size={14} className="mt-[3px]" />
          {message}
        </p>
      )}
    </div>
  );
}
