"use client";

import { type ReactElement, useState } from "react";
import { RowsField } from "@/components/releases/forms/rows-field";
import { Input, Select, Textarea } from "@/components/ui/field";
import { RadioGroup } from "@/components/ui/radio-group";

const choices = [
  { value: "go", label: "Go", hint: "The release can go on." },
  {
    value: "conditional",
    label: "Go on conditions",
    hint: "Each becomes an obligation of its owner, and has to be met.",
  },
  { value: "no-go", label: "No-go", hint: "It blocks until another review ends otherwise." },
];

export interface NotedCondition {
  text: string;
  owner: { name: string; email: string };
  /** ISO time. */
  due: string;
}

/** Outcome, reason, and conditions where it is on conditions. */
export function ConcludeFields({
  stages,
  owners,
  noted,
}: {
  stages: readonly { key: string; title: string }[];
  owners: readonly { name: string; email: string }[];
  /** Conditions that were asked for in the meeting: what the rows begin with. */
  noted: readonly NotedCondition[];
}): ReactElement {
  const [outcome, setOutcome] = useState(noted.length > 0 ? "conditional" : "go");
  const before = [
    { value: "next", label: "the next stage begins" },
    ...stages.map(({ key, title }) => ({ value: `stage:${key}`, label: `“${title}” begins` })),
    { value: "end", label: "the release is completed" },
  ];
  const all = [...owners, ...noted.map(({ owner }) => owner)];
  const able = [...new Map(all.map((each) => [each.email, each])).values()];
  return (
    <>
      <RadioGroup
        label="How did it end?"
        name="outcome"
        value={outcome}
        onValueChange={setOutcome}
        choices={choices}
      />
      <Textarea
        label={outcome === "go" ? "Remark, if there is one" : "Reason"}
        name="reason"
        rows={3}
        maxLength={4_000}
        required={outcome !== "go"}
      />
      {outcome === "conditional" && (
        <RowsField
          legend="Conditions"
          add="Another condition"
          initial={noted.length === 0 ? [0] : [...noted.keys()]}
        >
          {(row) => (
            <div className="grid gap-2 sm:grid-cols-2">
              <div className="sm:col-span-2">
                <Input
                  label="What has to be done"
                  name="condition-text"
                  required
                  maxLength={500}
                  defaultValue={noted[row]?.text}
                />
              </div>
              <Select
                label="By whom"
                name="condition-owner"
                defaultValue={noted[row]?.owner.email}
                options={able.map(({ name, email }) => ({ value: email, label: name }))}
              />
              <Input
                label="Due by the end of (UTC)"
                name="condition-due"
                type="date"
                required
                defaultValue={noted[row]?.due.slice(0, 10)}
              />
              <div className="sm:col-span-2">
                <Select label="To be met before" name="condition-before" options={before} />
              </div>
            </div>
          )}
        </RowsField>
      )}
    </>
  );
}
