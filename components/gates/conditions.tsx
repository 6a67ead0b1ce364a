"use client";

import { type ReactElement, useState } from "react";
import { Button } from "@/components/ui/button";
import { PersonField } from "@/components/people/person-field";
import { Input, Select } from "@/components/ui/field";
import { useSigningOn } from "./before-signing";

/** What an approval asks for beside it; nothing where it asks for nothing. */
export function ConditionFields({ release }: { release: string }): ReactElement {
  const { ahead, people = [] } = useSigningOn(release);
  const [rows, setRows] = useState<readonly number[]>([]);
  const before = [
    { value: "next", label: "the next stage begins" },
    ...ahead.map(({ key, title }) => ({ value: `stage:${key}`, label: `“${title}” begins` })),
    { value: "end", label: "the release is completed" },
  ];
  return (
    <div className="flex flex-col gap-3">
      {rows.map((row, index) => (
        <fieldset key={row} className="flex flex-col gap-2.5 rounded-md border border-line p-3">
          <legend className="px-1 text-sm font-medium">Condition {index + 1}</legend>
          <Input label="What has to be done" name="condition-text" required maxLength={500} autoFocus />
          <div className="grid gap-2.5 sm:grid-cols-2">
            <PersonField people={people} label="Owner" name="condition-owner" />
            <Input label="Due by the end of (UTC)" name="condition-due" type="date" required />
          </div>
          <Select label="To be met before" name="condition-before" options={before} />
          <div>
            <Button
              size="sm"
              look="quiet"
              onClick={() => {
                setRows(rows.filter((each) => each !== row));
              }}
            >
              Take condition {index + 1} away
            </Button>
          </div>
        </fieldset>
      ))}
      {rows.length > 0 && (
        <p className="text-sm text-ink-2">
          Your approval counts at once; the release does not go on to there before this is met.
        </p>
      )}
      <div>
        <Button
          size="sm"
          look="quiet"
          onClick={() => {
            setRows([...rows, (rows.at(-1) ?? 0) + 1]);
          }}
        >
          {rows.length === 0 ? "Approve under a condition…" : "Add a condition"}
        </Button>
      </div>
    </div>
  );
}
