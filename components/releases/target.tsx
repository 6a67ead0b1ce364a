import type { ReactElement } from "react";
import { Day } from "@/components/ui/time";
import { daysBetween } from "@/lib/releases/calendar";

/** How far a target is from today, in words. */
export function targetWords(date: string, today: string): { words: string; isPast: boolean } {
  const days = daysBetween(today, date);
  if (days === 0) return { words: "today", isPast: false };
  if (days === 1) return { words: "tomorrow", isPast: false };
  const length = Math.abs(days) < 90 ? `${Math.abs(days)} d` : `${Math.round(Math.abs(days) / 30.4)} months`;
  return days < 0 ? { words: `${length} overdue`, isPast: true } : { words: `in ${length}`, isPast: false };
}

/** A target, and of one in flight how far it is. */
export function Target({
  date,
  today,
  isInFlight,
}: {
  date: string;
  today: string;
  isInFlight: boolean;
}): ReactElement {
  const { words, isPast } = targetWords(date, today);
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1.5">
      <Day date={date} beside={today} />
      {isInFlight && (
        <span className={isPast ? "text-xs font-medium text-stop" : "text-xs text-ink-3"}>{words}</span>
      )}
    </span>
  );
}
