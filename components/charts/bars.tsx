import type { ReactElement } from "react";
import { Disclosure } from "@/components/ui/disclosure";
import { Table, Td, Th } from "@/components/ui/table";

export interface Bar {
  /** What it stands for. */
  label: string;
  /** null: there is nothing to tell, which is not the same as nothing. */
  value: number | null;
  /** The value in words. */
  text: string;
}

const height = 96;
const slot = 24;
const gap = 6;
const least = 2;

/** Bars beside each other, with what they show in words and as a table. */
export function Bars({
  title,
  says,
  head,
  bars,
}: {
  title: string;
  /** What is to be seen in it. */
  says: string;
  /** Names of the table's two columns. */
  head: readonly [string, string];
  bars: readonly Bar[];
}): ReactElement {
  const most = Math.max(...bars.map(({ value }) => value ?? 0), 0);
  const highest = bars.find(({ value }) => value === most);
  const tall = (value: number) => (most === 0 ? least : Math.max(least, (value / most) * height));
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="text-sm font-medium text-ink">{title}</figcaption>
      <p className="tabular text-2xs text-ink-3">
        {highest === undefined || most === 0 ? "nothing in these months" : `highest ${highest.text}`}
      </p>
      <svg
        role="img"
        aria-label={`${title}. ${says}`}
        viewBox={`0 0 ${bars.length * slot} ${height}`}
        preserveAspectRatio="none"
        className="h-24 w-full border-b border-line-strong text-accent"
      >
        {bars.map(({ label, value }, index) =>
          value === null || value === 0 ? null : (
            <rect
              key={label}
              x={index * slot + gap / 2}
              width={slot - gap}
              y={height - tall(value)}
              height={tall(value)}
              fill="currentColor"
            />
          ),
        )}
      </svg>
      <p className="flex justify-between text-2xs text-ink-3" aria-hidden>
        <span>{bars[0]?.label}</span>
        <span>{bars.length > 1 ? bars.at(-1)?.label : ""}</span>
      </p>
      <Disclosure summary="As a table">
        <Table label={title}>
          <thead>
            <tr>
              <Th>{head[0]}</Th>
              <Th className="text-right">{head[1]}</Th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, text }) => (
              <tr key={label}>
                <Td>{label}</Td>
                <Td className="tabular text-right">{text}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </Disclosure>
    </figure>
  );
}
