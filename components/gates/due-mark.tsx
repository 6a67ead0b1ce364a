import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import { type Reader, span, Time } from "@/components/ui/time";

const dayMs = 86_400_000;

/** By when something has to be done, overdue said by word and shape; and when somebody was last reminded of it. Epoch ms. */
export function DueMark({
  at,
  remindedAt = null,
  reader,
  ends = "due",
}: {
  at: number;
  remindedAt?: number | null;
  reader: Reader;
  /** What happens then: it is due, or it runs out. */
  ends?: "due" | "runs out";
}): ReactElement {
  const left = at - reader.now;
  const words = { due: "overdue", "runs out": "ran out" }[ends];
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 text-xs">
      {left <= 0 ? (
        <Mark tone="stop" shape="clock" className="font-medium">
          <span>
            {words} since <Time at={at} reader={reader} />
          </span>
        </Mark>
      ) : left <= dayMs ? (
        <Mark tone="work" shape="clock">
          <span>
            {ends} in {span(left)}, <Time at={at} reader={reader} />
          </span>
        </Mark>
      ) : (
        <span className="text-ink-3">
          {ends} <Time at={at} reader={reader} />
        </span>
      )}
      {remindedAt !== null && (
        <span className="text-ink-3">
          reminded <Time at={remindedAt} reader={reader} show="ago" />
        </span>
      )}
    </span>
  );
}
