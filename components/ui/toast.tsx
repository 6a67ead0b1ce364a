"use client";

import Link from "next/link";
import { type ReactElement, useEffect, useSyncExternalStore } from "react";
import { Icon } from "./icon";
import { Shape } from "./shape";
import { type SaidMessage, toasts } from "./toasts";

const shownMs = 7_000;
/** Long enough to be seen by whoever looks up. */
const alarmMs = 60_000;

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
  const { alarm } = message;
  const forMs = alarm === undefined ? shownMs : alarmMs;
  useEffect(() => {
    const timer = setTimeout(() => toasts.dismiss(message.id), forMs);
    return () => clearTimeout(timer);
  }, [message.id, forMs]);
  return (
    <p className="rise pointer-events-auto flex max-w-md items-start gap-2.5 rounded-lg border border-line-strong bg-raised py-2.5 pr-2 pl-3.5 text-sm shadow-raised">
      <Shape
        name={alarm === undefined ? "check-disc" : "triangle"}
        tone={alarm === undefined ? "good" : "stop"}
        size={14}
        className="mt-[3px]"
      />
      {message.message}
      {alarm !== undefined && (
        <Link
          href={alarm.href}
          onClick={() => toasts.dismiss(message.id)}
          className="font-medium text-accent underline-offset-2 hover:underline"
        >
          See it
        </Link>
      )}
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
