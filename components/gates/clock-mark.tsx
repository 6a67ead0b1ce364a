import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import { type Reader, Time } from "@/components/ui/time";

interface Clock {
  usedDays: number;
  targetDays: number;
  /** Epoch ms. */
  pausedSince: number | null;
}

/** For how many of its working days something has waited for somebody; beyond them said by word and shape. */
export function ClockMark({ clock, of, reader }: { clock: Clock; of: string; reader: Reader }): ReactElement {
  const { usedDays, targetDays, pausedSince } = clock;
  const words = `waits for ${of} for ${days(usedDays)} of ${days(targetDays)} working ${targetDays === 1 ? "day" : "days"}`;
  const isOver = usedDays >= targetDays;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 text-xs">
      {isOver ? (
        <Mark tone="work" shape="clock" className="font-medium whitespace-normal">
          <span>{words}: longer than it should</span>
        </Mark>
      ) : (
        <span className="text-ink-3">{words}</span>
      )}
      {pausedSince !== null && (
        <span className="text-ink-3">
          paused since <Time at={pausedSince} reader={reader} />, because work was asked for
        </span>
      )}
    </span>
  );
}

/** To a tenth, never more than went by. */
function days(count: number): string {
  return String(Math.floor(count * 10 + 1e-9) / 10);
}
