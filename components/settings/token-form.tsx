"use client";

import type { ReactElement, ReactNode } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Input, Select } from "@/components/ui/field";
import { type Make, OnceForm } from "@/components/ui/once-form";

const ends = [
  { value: "7", label: "in a week" },
  { value: "30", label: "in 30 days" },
  { value: "90", label: "in 90 days" },
  { value: "365", label: "in a year" },
  { value: "0", label: "never" },
];

/** Makes a token and shows it once, with what to do with it. */
export function TokenForm({
  act,
  scopes,
  placeholder,
  keep,
  examples,
  children,
}: {
  act: Make;
  scopes: readonly { value: string; label: string }[];
  /** A name as one would give it. */
  placeholder: string;
  /** What is said beside the token. */
  keep: string;
  /** Shown below the token. */
  examples?: ReactNode;
  /** Further fields. */
  children?: ReactNode;
}): ReactElement {
  return (
    <OnceForm
      act={act}
      words={{ name: "Token", title: "The token, this once", keep }}
      submit="Make a token"
      after={examples}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Input
          label="Name"
          name="name"
          required
          maxLength={80}
          placeholder={placeholder}
          autoComplete="off"
        />
        <Select label="Ends" name="days" defaultValue="90" options={ends} />
      </div>
      <fieldset className="flex flex-col gap-2 text-sm">
        <legend className="pb-1 font-medium">It may</legend>
        {scopes.map(({ value, label }) => (
          <Checkbox
            key={value}
            name="scope"
            value={value}
            label={label}
            hint={<code className="font-mono">{value}</code>}
          />
        ))}
      </fieldset>
      {children}
    </OnceForm>
  );
}
