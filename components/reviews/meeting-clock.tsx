"use client";

import type { ReactElement } from "react";
import { Shape } from "@/components/ui/shape";
import { clockText } from "@/components/rollbacks/rollback-words";
import { useServerNow } from "@/components/rollbacks/use-server-now";

/** Time used of time planned, by the second; said in words where it is more. */
export function MeetingClock({
  label,
  from,
  plannedMs,
  now,
  isLarge = false,
}: {
  label: string;
  /** Epoch ms. */
  from: number;
  plannedMs: number;
  /** The server's, epoch ms. */
  now: number;
  isLarge?: boolean;
}): ReactElement {
  const used = Math.max(0, useServerNow(now, true) - from);
  const over = used - plannedMs;
  const share = Math.min(1, used / plannedMs);
  return (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm text-ink-2">
        <span>{label}</span>
        <span className={`tabular font-medium text-ink ${isLarge ? "text-xl" : ""}`}>
          {clockText(used)} <span className="text-sm font-normal text-ink-2">of {clockText(plannedMs)}</span>
        </span>
      </p>
      <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-idle-soft">
        <div
          className={`h-full rounded-full ${over > 0 ? "bg-work" : "bg-accent"}`}
          style={{ width: `${share * 100}%` }}
        />
      </div>
      <p className="flex min-h-5 items-center gap-1.5 text-xs text-ink-2">
        {over > 0 && (
          <>
            <Shape name="clock" tone="work" size={12} />
            <span className="tabular">{clockText(over)}</span> over
          </>
        )}
      </p>
    </div>
  );
}
