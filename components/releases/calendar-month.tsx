import Link from "next/link";
import type { ReactElement } from "react";
import type { Saying } from "@/components/gates/status";
import { cx } from "@/components/ui/cx";
import { Popover } from "@/components/ui/popover";
import { Shape } from "@/components/ui/shape";
import { reviewSaying } from "@/components/reviews/words";
import { scopeWords } from "@/components/rollouts/freeze-words";
import { Day, type Reader, Time } from "@/components/ui/time";
import type { CalendarDay } from "@/lib/releases/calendar";
import type { CalendarItem } from "@/lib/releases/calendar-queries";
import type { ReviewAnswer } from "@/lib/reviews/schemas";
import type { SoakItem } from "@/lib/rollouts/soak";
import type { FreezeDay } from "@/lib/rollouts/freeze-days";
import { targetSaying } from "./portfolio-words";

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const shownPerDay = 4;

/** What stands on a day. */
export type ShownItem =
  | CalendarItem
  | FreezeDay
  | (SoakItem & { date: string })
  | { kind: "review"; date: string; review: ReviewAnswer };

interface MonthProps {
  weeks: readonly CalendarDay<ShownItem>[][];
  today: string;
  label: string;
  reader: Reader;
}

/** A month as a grid of days, Monday first: from tablets up. */
export function MonthGrid({ weeks, today, label, reader }: MonthProps): ReactElement {
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
                <DayCell key={day.date} day={day} isToday={day.date === today} reader={reader} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DayCell({
  day,
  isToday,
  reader,
}: {
  day: CalendarDay<ShownItem>;
  isToday: boolean;
  reader: Reader;
}): ReactElement {
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
            <li key={keyOf(item)}>
              <ItemLink item={item} reader={reader} />
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
                    <li key={keyOf(item)}>
                      <ItemLink item={item} reader={reader} />
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

function freezeWords({ title, component, overriddenBy }: FreezeDay): string {
  const passing = overriddenBy.length === 0 ? "" : `; overridden for ${overriddenBy.join(", ")}`;
  return `${title}: freezes ${scopeWords(component)}${passing}`;
}

function ItemLink({ item, reader }: { item: ShownItem; reader: Reader }): ReactElement {
  if (item.kind === "freeze")
    return (
      <a
        href={`#freeze-${item.id}`}
        title={freezeWords(item)}
        className="flex min-h-6 min-w-0 items-center gap-1.5 rounded-sm bg-aged-soft px-1 text-xs hover:bg-hover"
      >
        <Shape name="pause" tone="aged" size={12} />
        <span className="truncate">{item.title}</span>
        <span className="unseen">, freezes {scopeWords(item.component)}</span>
      </a>
    );
  const { href, title, saying } = shownOf(item, reader);
  return (
    <Link
      href={href}
      prefetch={false}
      title={`${title}: ${saying.word}`}
      className="flex min-h-6 min-w-0 items-center gap-1.5 rounded-sm px-1 text-xs hover:bg-hover"
    >
      <Shape name={saying.shape} tone={saying.tone} size={12} />
      <span className="truncate">{title}</span>
      <span className="unseen">
        , {saying.word}
        {item.kind !== "target" && (
          <>
            {" at "}
            <Time at={timeOf(item)} reader={reader} show="clock" />
          </>
        )}
      </span>
    </Link>
  );
}

function keyOf(item: ShownItem): string {
  switch (item.kind) {
    case "freeze":
      return `${item.id} ${item.from}`;
    case "review":
      return item.review.id;
    case "soak":
      return `${item.release.slug} soak`;
    case "target":
      return item.release.slug;
  }
}

/** When a review starts, or a soak is met. */
function timeOf(item: Extract<ShownItem, { kind: "soak" | "review" }>): number {
  return item.kind === "soak" ? item.at : Date.parse(item.review.start);
}

function shownOf(
  item: Exclude<ShownItem, FreezeDay>,
  { now }: Reader,
): { href: string; title: string; saying: Saying } {
  if (item.kind === "target") {
    const { slug, title } = item.release;
    return { href: `/releases/${slug}`, title, saying: targetSaying(item.release) };
  }
  if (item.kind === "soak") {
    const { slug, title } = item.release;
    const saying = { word: `soaks at ${item.percent} %`, tone: "go", shape: "clock" } as const;
    return { href: `/releases/${slug}/rollout`, title, saying };
  }
  const { id, title } = item.review;
  return { href: `/reviews/${id}`, title, saying: reviewSaying(item.review, now) };
}

/** The same as a list of the days that hold something: on phones. */
export function MonthList({ weeks, today, label, reader }: MonthProps): ReactElement {
  const days = weeks.flat().filter((day) => day.isInMonth && day.items.length > 0);
  return (
    <ol aria-label={label} className="flex flex-col rounded-lg border border-line bg-surface lg:hidden">
      {days.length === 0 && <li className="px-4 py-6 text-sm text-ink-2">Nothing lies in this month.</li>}
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
          <ItemRows items={day.items} label={`On ${day.date}`} reader={reader} />
        </li>
      ))}
    </ol>
  );
}

function FreezeRow({ item }: { item: FreezeDay }): ReactElement {
  return (
    <li className="flex min-h-8 min-w-0 items-center gap-2 text-sm">
      <Shape name="pause" tone="aged" size={14} />
      <a
        href={`#freeze-${item.id}`}
        className="inline-flex min-h-6 min-w-0 items-center py-0.5 font-medium hover:underline"
      >
        <span className="line-clamp-2 wrap-anywhere">{item.title}</span>
      </a>
      <span className="max-w-2/5 shrink-0 truncate text-xs text-ink-2">
        freezes {scopeWords(item.component)}
      </span>
    </li>
  );
}

/** Items with their words, one line each. */
export function ItemRows({
  items,
  label,
  dated,
  reader,
}: {
  items: readonly ShownItem[];
  label: string;
  /** Each with its date, as seen from this day. */
  dated?: string;
  reader: Reader;
}): ReactElement {
  return (
    <ul aria-label={label} className="flex min-w-0 flex-col">
      {items.map((item) => {
        if (item.kind === "freeze") return <FreezeRow key={keyOf(item)} item={item} />;
        const { href, title, saying } = shownOf(item, reader);
        return (
          <li key={keyOf(item)} className="flex min-h-8 min-w-0 items-center gap-2 text-sm">
            <Shape name={saying.shape} tone={saying.tone} size={14} />
            <Link
              href={href}
              prefetch={false}
              title={title}
              className="inline-flex min-h-6 min-w-0 items-center py-0.5 font-medium hover:underline"
            >
              <span className="line-clamp-2 wrap-anywhere">{title}</span>
            </Link>
            <span className="shrink-0 text-xs text-ink-2">
              {item.kind === "soak" && `${saying.word}, `}
              {item.kind === "target" ? saying.word : <Time at={timeOf(item)} reader={reader} show="clock" />}
            </span>
            {dated !== undefined && (
              <span className="ml-auto shrink-0 text-xs text-stop">
                <Day date={item.date} beside={dated} />
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
