/** Days are written `2026-12-01` and belong to no zone; months `2026-12`. */
export interface Dated {
  date: string;
}

export interface CalendarDay<Item> {
  date: string;
  /** Of the month that is shown, not of its neighbours that fill the first and last week. */
  isInMonth: boolean;
  items: Item[];
}

const dayMs = 86_400_000;
const monthPattern = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** Years that a calendar shows. */
export const calendarYears = { from: 2000, to: 2100 } as const;

export function isMonth(text: string): boolean {
  const year = Number(monthPattern.exec(text)?.[1] ?? 0);
  return year >= calendarYears.from && year <= calendarYears.to;
}

/** The day in a zone at a moment. */
export function dayIn(zone: string, epochMs: number): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(epochMs);
}

const halfTurnMinutes = 15 * 60;

/** The moment at which a day begins in a zone; where clocks skip midnight, when it is first that day. */
export function startOfDayIn(zone: string, date: string): number {
  const around = Date.parse(`${date}T00:00:00Z`) / 60_000;
  let [before, from] = [around - halfTurnMinutes, around + halfTurnMinutes];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (dayIn(zone, middle * 60_000) < date) before = middle;
    else from = middle;
  }
  return from * 60_000;
}

/** The day that follows by so many. */
export function dayAfter(date: string, days: number): string {
  return dateOf(epochDay(date) + days);
}

export function monthOf(date: string): string {
  return date.slice(0, 7);
}

/** The month that follows by so many. */
export function monthAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** The first and the last day that the weeks of a month show, Monday first. */
export function shownDays(month: string): { from: string; to: string } {
  const first = epochDay(`${month}-01`);
  const last = epochDay(`${monthAfter(month, 1)}-01`) - 1;
  return { from: dateOf(first - weekday(first)), to: dateOf(last + 6 - weekday(last)) };
}

/** Dated items as the weeks of a month, Monday first; an item on a day that is not shown is left out. */
export function weeksOf<Item extends Dated>(month: string, items: readonly Item[]): CalendarDay<Item>[][] {
  const byDate = new Map<string, Item[]>();
  for (const item of items) byDate.set(item.date, [...(byDate.get(item.date) ?? []), item]);
  const { from, to } = shownDays(month);
  const [first, last] = [epochDay(from), epochDay(to)];
  return Array.from({ length: (last - first + 1) / 7 }, (_, week) =>
    Array.from({ length: 7 }, (_day, day) => {
      const date = dateOf(first + week * 7 + day);
      return { date, isInMonth: monthOf(date) === month, items: byDate.get(date) ?? [] };
    }),
  );
}

/** Whole days from one to the other; negative where it lies before. */
export function daysBetween(from: string, to: string): number {
  return epochDay(to) - epochDay(from);
}

function epochDay(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / dayMs);
}

function dateOf(epoch: number): string {
  return new Date(epoch * dayMs).toISOString().slice(0, 10);
}

/** Monday is 0. The first day of the epoch was a Thursday. */
function weekday(epoch: number): number {
  return (((epoch + 3) % 7) + 7) % 7;
}
