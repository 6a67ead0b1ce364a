import Link from "next/link";
import type { ReactElement } from "react";
import { cx } from "@/components/ui/cx";
import { Popover } from "@/components/ui/popover";
import { Shape } from "@/components/ui/shape";
import { Day } from "@/components/ui/time";
import type { CalendarDay } from "@/lib/releases/calendar";
import type { CalendarItem } from "@/lib/releases/calendar-queries";
import { targetSaying } from "./portfolio-words";

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const shownPerDay = 4;

interface MonthProps {
  weeks: readonly CalendarDay<CalendarItem>[][];
  today: string;
  label: string;
}

/** A month as a grid of days, Monday first: from tablets up. */
export function MonthGrid({ weeks, today, label }: MonthProps): ReactElement {
  return (
    <div className="hidden overflow-hidden rounded-lg border border-line bg-surface lg:block">
      <table className="w-full table-fixed border-collapse text-left" aria-label={label}>
        <thead>
          <tr>
            {weekdays.map((day) => (
              <th
                key={day}
                scope="col"
                className="border-b border-line px-2 py-1.5 text-xs font-medium text-ink-3"
              >
                {day}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]?.date}>
              {week.map((day) => (
                <DayCell key={day.date} day={day} isToday={day.date === today} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DayCell({ day, isToday }: { day: CalendarDay<CalendarItem>; isToday: boolean }): ReactElement {
  const fits = day.items.length <= shownPerDay ? day.items.length : shownPerDay - 1;
  const rest = day.items.slice(fits);
  return (
    <td
      aria-current={isToday ? "date" : undefined}
      className={cx(
        "h-30 border-r border-b border-line p-1 align-top last:border-r-0",
        !day.isInMonth && "bg-sunken",
      )}
    >
      <p className="pb-0.5">
        <time
          dateTime={day.date}
          className={cx(
            "tabular inline-flex min-w-6 items-center justify-center rounded-full px-1 text-xs",
            isToday ? "bg-accent-fill font-semibold text-white" : day.isInMonth ? "text-ink-2" : "text-ink-3",
          )}
        >
          {Number(day.date.slice(8))}
          {isToday && <span className="unseen"> today</span>}
        </time>
      </p>
      {day.items.length > 0 && (
        <ul className="flex flex-col gap-px">
          {day.items.slice(0, fits).map((item) => (
            <li key={item.release.slug}>
              <ItemLink item={item} />
            </li>
          ))}
          {rest.length > 0 && (
            <li>
              <Popover label={`All of ${day.date}`} button={`+${rest.length} more`} look="quiet" size="sm">
                <p className="pb-1 font-medium">
                  <Day date={day.date} />
                </p>
                <ul className="flex max-h-80 flex-col gap-0.5 overflow-y-auto">
                  {day.items.map((item) => (
                    <li key={item.release.slug}>
                      <ItemLink item={item} />
                    </li>
                  ))}
                </ul>
              </Popover>
            </li>
          )}
        </ul>
      )}
    </td>
  );
}

function ItemLink({ item: { release } }: { item: CalendarItem }): ReactElement {
  const { word, tone, shape } = targetSaying(release);
  return (
    <Link
      href={`/releases/${release.slug}`}
      prefetch={false}
      title={`${release.title}: ${word}`}
      className="flex min-h-6 min-w-0 items-center gap-1.5 rounded-sm px-1 text-xs hover:bg-hover"
    >
      <Shape name={shape} tone={tone} size={12} />
      <span className="truncate">{release.title}</span>
      <span className="unseen">, {word}</span>
    </Link>
  );
}

/** The same as a list of the days that hold something: on phones. */
export function MonthList({ weeks, today, label }: MonthProps): ReactElement {
  const days = weeks.flat().filter((day) => day.isInMonth && day.items.length > 0);
  return (
    <ol aria-label={label} className="flex flex-col rounded-lg border border-line bg-surface lg:hidden">
      {days.length === 0 && <li className="px-4 py-6 text-sm text-ink-2">No target lies in this month.</li>}
      {days.map((day) => (
        <li
          key={day.date}
          aria-current={day.date === today ? "date" : undefined}
          className="grid grid-cols-[4rem_minmax(0,1fr)] gap-x-3 border-b border-line px-4 py-2 last:border-b-0"
        >
          <p className="pt-1 text-sm font-medium text-ink-2">
            {/* The year stands above. */}
            <Day date={day.date} beside={day.date} />
            {day.date === today && <span className="block text-xs text-accent">today</span>}
          </p>
          <ItemRows items={day.items} label={`Targets of ${day.date}`} />
        </li>
      ))}
    </ol>
  );
}

/** Items with their words, one line each. */
export function ItemRows({
  items,
  label,
  dated,
}: {
  items: readonly CalendarItem[];
  label: string;
  /** Each with its date, as seen from this day. */
  dated?: string;
}): ReactElement {
  return (
    <ul aria-label={label} className="flex min-w-0 flex-col">
      {items.map(({ date, release }) => {
        const { word, tone, shape } = targetSaying(release);
        return (
          <li key={release.slug} className="flex min-h-8 min-w-0 items-center gap-2 text-sm">
            <Shape name={shape} tone={tone} size={14} />
            <Link
              href={`/releases/${release.slug}`}
              prefetch={false}
              title={release.title}
              className="inline-flex min-h-6 min-w-0 items-center py-0.5 font-medium hover:underline"
            >
              <span className="line-clamp-2 wrap-anywhere">{release.title}</span>
            </Link>
            <span className="shrink-0 text-xs text-ink-2">{word}</span>
            {dated !== undefined && (
              <span className="ml-auto shrink-0 text-xs text-stop">
                <Day date={date} beside={dated} />
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
