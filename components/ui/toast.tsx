"use client";

import { type ReactElement, useEffect, useSyncExternalStore } from "react";
import { Icon } from "./icon";
import { Shape } from "./shape";
import { type SaidMessage, toasts } from "./toasts";

const shownMs = 7_000;

/** Says what was just done, over everything, moving nothing. */
export function Toasts({ said }: { said: SaidMessage | null }): ReactElement {
  useEffect(() => {
    if (said !== null) toasts.show(said);
  }, [said]);
  useSyncExternalStore(toasts.subscribe, toasts.version, () => 0);
  const shown = toasts.shown(said);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-4 bottom-18 z-30 flex justify-center sm:bottom-6"
    >
      {shown !== null && <Toast key={shown.id} message={shown} />}
    </div>
  );
}

function Toast({ message }: { message: SaidMessage }): ReactElement {
  useEffect(() => {
    const timer = setTimeout(() => toasts.dismiss(message.id), shownMs);
    return () => clearTimeout(timer);
  }, [message.id]);
  return (
    <p className="rise pointer-events-auto flex max-w-md items-start gap-2.5 rounded-lg border border-line-strong bg-raised py-2.5 pr-2 pl-3.5 text-sm shadow-raised">
      <Shape name="check-disc" tone="good" size={14} className="mt-[3px]" />
      {message.message}
      <button
        type="button"
        aria-label="Dismiss"
        onClick={() => toasts.dismiss(message.id)}
        className="-my-0.5 inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
      >
        <Icon name="close" size={12} />
      </button>
    </p>
  );
}
