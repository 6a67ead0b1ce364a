"use client";

import Link from "next/link";
import {
  type FocusEvent,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { Icon } from "./icon";
import { KeyHint } from "./key-hint";
import { Shape } from "./shape";
import { type SaidMessage, type SoundedAlarm, toasts } from "./toasts";

const shownMs = 7_000;
/** Long enough to be seen by whoever looks up. */
const alarmMs = 60_000;

/** Says what was just done, and what cannot wait, over everything, moving nothing. */
export function Toasts({ said }: { said: SaidMessage | null }): ReactElement {
  useEffect(() => {
    if (said !== null) toasts.show(said);
  }, [said]);
  useSyncExternalStore(toasts.subscribe, toasts.version, () => 0);
  const shown = toasts.shown(said);
  return (
    <div className="pointer-events-none fixed inset-x-4 bottom-18 z-60 flex flex-col items-center gap-2 sm:bottom-6">
      {/* What is live is read out beside an open dialog too; a role alone is not. */}
      <div
        role="alert"
        aria-live="assertive"
        aria-label="Alarms"
        className="flex flex-col items-center gap-2"
      >
        {toasts.alarms().map((alarm, index, all) => (
          <AlarmToast key={alarm.id} alarm={alarm} isLatest={index === all.length - 1} />
        ))}
      </div>
      <div role="status">
        {shown !== null && (
          <Toast
            key={shown.id}
            mark={<Shape name="check-disc" tone="good" size={14} className="mt-[3px]" />}
            forMs={shownMs}
            end={() => toasts.dismiss(shown.id)}
            dismiss="Dismiss"
          >
            {shown.message}
          </Toast>
        )}
      </div>
    </div>
  );
}

/** @param isLatest the key leads to it */
function AlarmToast({
  alarm: { id, text, href },
  isLatest,
}: {
  alarm: SoundedAlarm;
  isLatest: boolean;
}): ReactElement {
  const end = (): void => toasts.silence(id);
  return (
    <Toast
      mark={<Shape name="triangle" tone="stop" size={14} className="mt-[3px]" />}
      forMs={alarmMs}
      end={end}
      dismiss={`Dismiss: ${text}`}
    >
      {text}
      <Link
        href={href}
        data-alarm
        aria-label={`See it: ${text}`}
        onClick={end}
        className="font-medium whitespace-nowrap text-accent underline-offset-2 hover:underline"
      >
        See it
      </Link>
      {isLatest && (
        <span aria-hidden className="hidden sm:inline">
          <KeyHint keys="F8" />
        </span>
      )}
    </Toast>
  );
}

/** Goes by itself, but not while it is pointed at or has the focus, which it gives back to where it came from. */
function Toast({
  mark,
  forMs,
  end,
  dismiss,
  children,
}: {
  mark: ReactNode;
  forMs: number;
  end: () => void;
  /** What the control is called. */
  dismiss: string;
  children: ReactNode;
}): ReactElement {
  const [isHeld, setHeld] = useState(false);
  const from = useRef<HTMLElement | null>(null);
  const ends = useRef(end);
  useEffect(() => {
    ends.current = end;
  });
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => ends.current(), forMs);
    return () => clearTimeout(timer);
  }, [isHeld, forMs]);
  const putAway = (): void => {
    if (from.current?.isConnected === true) from.current.focus();
    end();
  };
  const onFocus = ({ relatedTarget, currentTarget }: FocusEvent): void => {
    setHeld(true);
    if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget))
      from.current = relatedTarget;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    putAway();
  };
  return (
    // It only listens: what is pressed stands in it.
    <div
      role="presentation"
      data-over
      onFocus={onFocus}
      onBlur={() => setHeld(false)}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onKeyDown={onKeyDown}
      className="rise pointer-events-auto flex max-w-md items-start gap-2.5 rounded-lg border border-line-strong bg-raised py-2.5 pr-2 pl-3.5 text-sm shadow-raised"
    >
      {mark}
      {children}
      <button
        type="button"
        aria-label={dismiss}
        onClick={putAway}
        className="-my-0.5 inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
      >
        <Icon name="close" size={12} />
      </button>
    </div>
  );
}
