"use client";

import { type ReactElement, type ReactNode, useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import { Input, Select } from "@/components/ui/field";
import { keepOnReset } from "@/components/ui/keep-on-reset";
import { Notice } from "@/components/ui/notice";
import { OutcomeNotice } from "@/components/ui/outcome-notice";
import { idle, type Outcome } from "@/components/ui/outcome";

/** What making a token answered; the token stands in it this once. */
export interface MadeToken {
  outcome: Outcome;
  token: string | null;
}
export type MakeToken = (before: MadeToken, form: FormData) => Promise<MadeToken>;

const nothing: MadeToken = { outcome: idle, token: null };

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
  act: MakeToken;
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
  const [{ outcome, token }, dispatch, pending] = useActionState(act, nothing);
  if (token !== null)
    return (
      <div className="flex flex-col gap-3">
        <Notice tone="good" title="The token, this once" live="status">
          <p>{keep}</p>
        </Notice>
        <p className="flex items-center gap-1 rounded-md border border-line-strong bg-sunken px-3 py-2">
          <code aria-label="Token" className="min-w-0 font-mono text-sm break-all">
            {token}
          </code>
          <CopyButton text={token} label="Copy the token" />
        </p>
        {examples}
      </div>
    );
  return (
    <form action={dispatch} onReset={keepOnReset} className="flex flex-col gap-3">
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
      <OutcomeNotice outcome={outcome} />
      <div>
        <Button
          type="submit"
          look="primary"
          aria-disabled={pending || undefined}
          aria-busy={pending || undefined}
        >
          {pending ? "Making it…" : "Make a token"}
        </Button>
      </div>
    </form>
  );
}
