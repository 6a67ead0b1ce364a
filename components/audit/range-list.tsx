import type { ReactElement, ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { type Reader, Time } from "@/components/ui/time";

export interface RangeRow {
  key: string;
  name: ReactNode;
  note?: ReactNode;
  from: string;
  /** null: it holds still. */
  to: string | null;
  ended?: "time" | "revoked" | null | undefined;
}

/** What held from when until when: in words, and as a bar on one scale for the whole list. */
export function RangeList({
  label,
  rows,
  reader,
  none,
}: {
  label: string;
  rows: readonly RangeRow[];
  reader: Reader;
  none: string;
}): ReactElement {
  if (rows.length === 0) return <p className="px-4 py-3 text-sm text-ink-2">{none}</p>;
  const start = Math.min(...rows.map(({ from }) => Date.parse(from)));
  const end = Math.max(reader.now, ...rows.map(({ to }) => (to === null ? 0 : Date.parse(to))));
  return (
    <ul aria-label={label} className="max-h-[28rem] overflow-y-auto">
      {rows.map((row) => (
        <li key={row.key} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <p className="min-w-0 wrap-anywhere">
              <span className="font-medium">{row.name}</span>
              {row.note !== undefined && <span className="text-ink-3"> · {row.note}</span>}
            </p>
            <p className="text-xs text-ink-2">
              <Time at={Date.parse(row.from)} reader={reader} /> –{" "}
              {row.to === null ? "now" : <Time at={Date.parse(row.to)} reader={reader} />}
              {row.ended === "revoked" && <span className="text-ink-3"> · revoked</span>}
              {row.ended === "time" && <span className="text-ink-3"> · ran out</span>}
            </p>
          </div>
          <Bar row={row} start={start} end={end} />
        </li>
      ))}
    </ul>
  );
}

function Bar({ row, start, end }: { row: RangeRow; start: number; end: number }): ReactElement {
  const whole = Math.max(end - start, 1);
  const [from, to] = [Date.parse(row.from), row.to === null ? end : Date.parse(row.to)];
  const left = ((from - start) / whole) * 100;
  const width = Math.max(((to - from) / whole) * 100, 0.7);
  return (
    <div aria-hidden className="mt-1 h-1.5 overflow-hidden rounded-full bg-sunken">
      <div
        className={cx("h-full rounded-full", row.to === null ? "bg-accent-fill" : "bg-line-strong")}
        style={{ marginInlineStart: `${Math.min(left, 99.3)}%`, width: `${width}%` }}
      />
    </div>
  );
}
