"use client";

import { type ReactElement, type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";

/** Rows of fields that can be added and taken away; the numbers in their names never change, so nothing typed moves. */
export function RowsField({
  legend,
  hint,
  add,
  initial,
  least = 1,
  children,
}: {
  legend: string;
  hint?: string;
  /** Words of the button. */
  add: string;
  /** Numbers of the rows that hold something. */
  initial: readonly number[];
  least?: number;
  children: (row: number) => ReactNode;
}): ReactElement {
  const [rows, setRows] = useState(() => firstRows(initial, least));
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="pb-1 text-sm font-medium">{legend}</legend>
      {hint !== undefined && <p className="-mt-1 text-xs text-ink-3">{hint}</p>}
      {rows.map((row, index) => (
        <div key={row} className="flex items-start gap-2">
          <div className="min-w-0 flex-1">{children(row)}</div>
          <button
            type="button"
            aria-label={`Take away ${legend.toLowerCase()} ${index + 1}`}
            onClick={() => setRows(rows.filter((other) => other !== row))}
            className="inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:size-10"
          >
            <Icon name="close" size={13} />
          </button>
        </div>
      ))}
      <div>
        <Button size="sm" onClick={() => setRows([...rows, Math.max(-1, ...rows) + 1])}>
          <Icon name="plus" size={12} /> {add}
        </Button>
      </div>
    </fieldset>
  );
}

function firstRows(initial: readonly number[], least: number): number[] {
  const rows = [...initial];
  while (rows.length < least) rows.push(Math.max(-1, ...rows) + 1);
  return rows;
}
