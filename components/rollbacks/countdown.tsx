"use client";

import type { ReactElement, ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { Shape } from "@/components/ui/shape";
import { type Reader, Time } from "@/components/ui/time";
import { clockText } from "./rollback-words";
import { useServerNow } from "./use-server-now";

/** What comes at a moment, before it and after. */
const endings = {
  decide: { ahead: "Decide within", over: "Should have been decided", at: ", until" },
  due: { ahead: "Due in", over: "Was due", at: "," },
  "runs out": { ahead: "Runs out in", over: "Ran out", at: "," },
  ends: { ahead: "Ends in", over: "Ended", at: "," },
} as const;

const dayMs = 86_400_000;

interface Props {
  /** Epoch ms. */
  until: number;
  reader: Reader;
}

/** How long it is until a moment, or how long ago it was, by the second. */
export function RunningClock({
  until,
  reader,
  ends,
  isCalm = false,
  hasTime = true,
  children,
}: Props & {
  ends: keyof typeof endings;
  /** Nothing is late that ends then. */
  isCalm?: boolean;
  /** Whether the moment is said too. */
  hasTime?: boolean;
  /** Said after the moment. */
  children?: ReactNode;
}): ReactElement {
  const left = until - useServerNow(reader.now, true);
  const isOver = left <= 0;
  const tone = isCalm ? "idle" : isOver ? "stop" : "work";
  const { ahead, over, at } = endings[ends];
  const show = Math.abs(until - reader.now) < dayMs / 2 ? "clock" : "full";
  return (
    <span className="inline-flex items-start gap-x-1.5">
      <Shape name="clock" tone={tone} size={14} className="mt-0.5 shrink-0" />
      <span
        className={cx(isCalm ? "text-ink-2" : "font-medium", !isCalm && (isOver ? "text-stop" : "text-ink"))}
      >
        {isOver ? over : ahead} <span className="tabular">{clockText(Math.abs(left))}</span>
        {isOver && " ago"}
        {hasTime && (
          <>
            {isOver ? "," : at} <Time at={until} reader={reader} show={show} />
          </>
        )}
        {children}
      </span>
    </span>
  );
}

/** Until when it is to be decided and how long that is, by the second; what comes of silence beside it. */
export function Countdown({ until, reader, silence }: Props & { silence: string }): ReactElement {
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 text-sm text-ink-2">
      <RunningClock until={until} reader={reader} ends="decide">
        ;
      </RunningClock>
      <span>{silence}.</span>
    </p>
  );
}
