import { dayAfter, dayIn } from "@/lib/releases/calendar";
import type { ListedFreeze } from "./schemas";

/** A day of an occurrence, as a calendar shows it. */
export interface FreezeDay {
  kind: "freeze";
  date: string;
  id: string;
  title: string;
  component: string | null;
  /** Epoch ms, of the whole occurrence. */
  from: number;
  until: number;
  /** Titles of releases that may pass it. */
  overriddenBy: string[];
}

/** The days in a zone that occurrences touch, from one day to another. */
export function freezeDays(
  freezes: readonly ListedFreeze[],
  { zone, first, last }: { zone: string; first: string; last: string },
): FreezeDay[] {
  return freezes.flatMap(({ id, title, component, occurrences }) =>
    occurrences.flatMap((occurrence) => {
      const [from, until] = [Date.parse(occurrence.from), Date.parse(occurrence.until)];
      const overriddenBy = occurrence.overriddenBy.map((release) => release.title);
      const to = earlier(dayIn(zone, until - 1), last);
      const days: FreezeDay[] = [];
      for (let date = later(dayIn(zone, from), first); date <= to; date = dayAfter(date, 1))
        days.push({ kind: "freeze", date, id, title, component, from, until, overriddenBy });
      return days;
    }),
  );
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
