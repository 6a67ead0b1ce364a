"use client";

import type { ReactElement } from "react";
import { Shape } from "@/components/ui/shape";
import { type Reader, Time } from "@/components/ui/time";
import { clockText } from "./rollback-words";
import { useServerNow } from "./use-server-now";

/** Until when it is to be decided and how long that is, by the second; what comes of silence beside it. */
export function Countdown({
  until,
  reader,
  silence,
}: {
  /** Epoch ms. */
  until: number;
  reader: Reader;
  silence: string;
}): ReactElement {
  const left = until - useServerNow(reader.now, true);
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 text-sm text-ink-2">
      <Shape name="clock" tone={left <= 0 ? "stop" : "work"} size={14} />
      {left <= 0 ? (
        <span className="font-medium text-stop">
          Should have been decided <span className="tabular">{clockText(-left)}</span> ago,{" "}
          <Time at={until} reader={reader} show="clock" />;
        </span>
      ) : (
        <span className="font-medium text-ink">
          Decide within <span className="tabular">{clockText(left)}</span>, until{" "}
          <Time at={until} reader={reader} show="clock" />;
        </span>
      )}
      <span>{silence}.</span>
    </p>
  );
}
