"use client";

import { type ReactElement, useEffect, useState } from "react";
import { Shape } from "./shape";

const shownMs = 7_000;

/** What was just done. It comes with the page, because the form that did it is often gone with the answer. */
export interface SaidMessage {
  id: string;
  message: string;
}

/** Says it once, over everything, moving nothing. */
export function Said({ said }: { said: SaidMessage | null }): ReactElement {
  const [goneId, setGoneId] = useState<string | null>(null);
  const id = said?.id ?? null;
  useEffect(() => {
    if (id === null) return undefined;
    const timer = setTimeout(() => setGoneId(id), shownMs);
    return () => clearTimeout(timer);
  }, [id]);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-4 bottom-18 z-30 flex justify-center sm:bottom-6"
    >
      {said !== null && said.id !== goneId && (
        <p className="flex max-w-md items-start gap-2.5 rounded-lg border border-line-strong bg-raised px-3.5 py-2.5 text-sm shadow-raised">
          <Shape name="check-disc" tone="good" size={14} className="mt-[3px]" />
          {said.message}
        </p>
      )}
    </div>
  );
}
