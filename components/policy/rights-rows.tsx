"use client";

import { type ReactElement, useState } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { Section } from "@/components/ui/section";
import type { RightsRow, Slot } from "@/lib/policy/model";
import { conditionWords } from "@/lib/policy/row-words";
import type { RightsChoices } from "./rights-editor";
import { SlotFields } from "./slot-fields";

/** The table's rows as a form: for each decision its slots, by role and number. */
export function RightsRows({
  rows,
  setRows,
  roles,
  decisions,
}: RightsChoices & {
  rows: readonly RightsRow[];
  setRows: (rows: readonly RightsRow[]) => void;
}): ReactElement {
  const [next, setNext] = useState(decisions[0]?.value);
  const change = (at: number, row: RightsRow) =>
    setRows(rows.map((each, index) => (index === at ? row : each)));
  const wordsOf = (decision: string) => decisions.find(({ value }) => value === decision)?.label ?? decision;
  return (
    <Section title="Rows" aside={`${rows.length}`} flush>
      <ul aria-label="Rows">
        {rows.map((row, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- rows have no key of their own
          <li key={at} className="border-b border-line px-4 py-3 last:border-b-0">
            <fieldset className="min-w-0">
              <legend className="text-sm font-medium">
                {wordsOf(row.decision)}
                {conditionWords(row) !== null && (
                  <span className="font-normal text-ink-2"> · {conditionWords(row)}</span>
                )}
              </legend>
              <div className="flex flex-col gap-2 pt-1.5">
                {row.slots.map((slot, index) => (
                  <SlotFields
                    // oxlint-disable-next-line react/no-array-index-key -- slots have no key of their own
                    key={index}
                    slot={slot}
                    roles={roles}
                    onChange={(changed) => change(at, { ...row, slots: replaced(row.slots, index, changed) })}
                    remove={
                      row.slots.length > 1
                        ? () => change(at, { ...row, slots: row.slots.filter((_, other) => other !== index) })
                        : null
                    }
                  />
                ))}
                <div className="flex flex-wrap gap-2">
                  <Button
                    size="sm"
                    look="quiet"
                    onClick={() => change(at, { ...row, slots: [...row.slots, { roles: [], count: 1 }] })}
                    aria-label={`Ask somebody else as well: ${wordsOf(row.decision)}`}
                  >
                    Ask somebody else as well
                  </Button>
                  <Button
                    size="sm"
                    look="quiet"
                    onClick={() => setRows(rows.filter((_, other) => other !== at))}
                    aria-label={`Take the row out: ${wordsOf(row.decision)}`}
                  >
                    Take the row out
                  </Button>
                </div>
              </div>
            </fieldset>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-end gap-2 p-4">
        <div className="min-w-56">
          <Select
            label="Give a decision"
            options={decisions}
            value={next}
            onChange={(event) => setNext(decisions.find(({ value }) => value === event.target.value)?.value)}
          />
        </div>
        <Button
          onClick={() =>
            next !== undefined && setRows([...rows, { decision: next, slots: [{ roles: [], count: 1 }] }])
          }
        >
          Add a row
        </Button>
        <p className="w-full text-xs text-ink-3">
          Conditions (severity, stage, tier, exposure) are kept as they are here, and written as YAML.
        </p>
      </div>
    </Section>
  );
}

function replaced(slots: readonly Slot[], at: number, slot: Slot): Slot[] {
  return slots.map((each, index) => (index === at ? slot : each));
}
