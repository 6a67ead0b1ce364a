import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { Table, Td, Th } from "@/components/ui/table";
import { valuesHref, waitingHref } from "@/lib/insights/addresses";
import type { Figure, HealthQuery, WaitingFigure } from "@/lib/insights/schemas";
import { countWords, lengthWords } from "@/lib/insights/words";

interface Asked {
  query: HealthQuery;
}

function opened({ measure, subject, detail }: Figure) {
  return { measure, subject: subject || undefined, detail: detail || undefined };
}

/** A number that opens to the values that it was computed from; where there are none it is text. */
export function Opens({
  figure,
  query,
  children,
  label,
}: Asked & { figure: Figure; children: ReactNode; label: string }): ReactElement {
  if (figure.count === 0) return <span className="tabular">{children}</span>;
  return (
    <Link
      href={valuesHref(query, opened(figure))}
      prefetch={false}
      aria-label={label}
      className="link tabular inline-block min-h-6 min-w-6 whitespace-nowrap"
    >
      {children}
    </Link>
  );
}

/** The count of a figure. */
export function Count({ figure, query, of }: Asked & { figure: Figure; of: string }): ReactElement {
  return (
    <Opens figure={figure} query={query} label={`${countWords(figure.measure, figure.count)}, ${of}`}>
      {figure.count}
    </Opens>
  );
}

/** A figure on its own: what it is, how much, and from how many. */
export function Tile({
  title,
  figure,
  query,
  children,
}: Asked & { title: string; figure: Figure; children?: ReactNode }): ReactElement {
  const value = figure.medianMs === null ? String(figure.count) : lengthWords(figure.medianMs);
  const said = figure.medianMs === null ? title : `${title}: median ${value}`;
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <dt className="text-xs text-ink-3">{title}</dt>
      <dd className="text-lg font-semibold text-ink">
        {figure.count === 0 ? (
          "none yet"
        ) : (
          <Opens
            figure={figure}
            query={query}
            label={`${said}, from ${countWords(figure.measure, figure.count)}`}
          >
            {value}
          </Opens>
        )}
      </dd>
      <dd className="text-xs text-ink-2">
        {children ??
          (figure.p90Ms === null
            ? "in this period"
            : `median of ${countWords(figure.measure, figure.count)}; nine of ten within ${lengthWords(figure.p90Ms)}`)}
      </dd>
    </div>
  );
}

/** How many wait now, opening to each of them. */
export function WaitingCount({
  waiting: { role, gate, count, longestMs },
  query,
  of,
}: Asked & { waiting: WaitingFigure; of: string }): ReactElement {
  if (count === 0) return <span className="tabular">{count}</span>;
  return (
    <Link
      href={waitingHref(query, { role: role || undefined, gate: gate || undefined })}
      prefetch={false}
      aria-label={`${count} waiting now, ${of}, the longest for ${lengthWords(longestMs)}`}
      className="link tabular inline-block min-h-6 min-w-6 whitespace-nowrap"
    >
      {count}
    </Link>
  );
}

export interface TimeRow {
  figure: Figure;
  name: string;
  beside?: string | undefined;
  /** What is not decided yet, and so is in no figure. */
  waiting?: WaitingFigure | undefined;
}

/** Times, each with its median, what nine of ten did not exceed, and how many there are. */
export function Times({
  label,
  head,
  rows,
  query,
  agreed = false,
  waits = false,
}: Asked & {
  label: string;
  head: string;
  rows: readonly TimeRow[];
  /** Whether an objective was agreed for each. */
  agreed?: boolean;
  /** Whether what waits still stands beside. */
  waits?: boolean;
}): ReactElement {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>{head}</Th>
          <Th className="text-right">Median</Th>
          <Th className={cx("text-right max-sm:whitespace-normal", waits && "max-sm:hidden")}>
            Nine of ten within
          </Th>
          {agreed && <Th className="text-right max-sm:whitespace-normal">Longer than agreed</Th>}
          <Th className="text-right">Of</Th>
          {waits && <Th className="text-right max-sm:whitespace-normal">Waiting now</Th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ figure, name, beside, waiting }) => (
          <tr key={`${figure.measure} ${figure.subject} ${figure.detail}`}>
            <Td>
              {name}
              {beside !== undefined && <span className="block text-xs text-ink-2">{beside}</span>}
            </Td>
            <Td className="tabular text-right whitespace-nowrap">
              {figure.medianMs === null ? "none yet" : lengthWords(figure.medianMs)}
              {waits && figure.p90Ms !== null && (
                <span className="block text-xs text-ink-2 sm:hidden">
                  nine of ten
                  <br />
                  {lengthWords(figure.p90Ms)}
                </span>
              )}
            </Td>
            <Td className={cx("tabular text-right whitespace-nowrap", waits && "max-sm:hidden")}>
              {figure.p90Ms === null ? "" : lengthWords(figure.p90Ms)}
            </Td>
            {agreed && <Td className="tabular text-right">{figure.count === 0 ? "" : figure.late}</Td>}
            <Td className="text-right">
              <Count figure={figure} query={query} of={saidOf({ name, beside })} />
            </Td>
            {waits && (
              <Td className="text-right">
                {waiting !== undefined && (
                  <WaitingCount waiting={waiting} query={query} of={saidOf({ name, beside })} />
                )}
                {waiting !== undefined && waiting.count > 0 && (
                  <span className="tabular block text-xs whitespace-nowrap text-ink-2">
                    longest {lengthWords(waiting.longestMs)}
                  </span>
                )}
              </Td>
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function saidOf({ name, beside }: Pick<TimeRow, "name" | "beside">): string {
  return [name, beside].filter(Boolean).join(", ");
}
