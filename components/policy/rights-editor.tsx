"use client";

import { type ReactElement, useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/field";
import { idle, type Outcome } from "@/components/ui/outcome";
import { OutcomeNotice } from "@/components/ui/outcome-notice";
import type { RightsRow } from "@/lib/policy/model";
import type { RightsDifferenceAnswer } from "@/lib/policy/schemas";
import { ForcedFields } from "./forced-fields";
import { RightsReviewed } from "./rights-reviewed";
import { RightsRows } from "./rights-rows";
import { keepOnReset } from "@/components/ui/keep-on-reset";

/** What looking at a table, or putting it, answered. */
export interface RightsReview {
  outcome: Outcome;
  difference: RightsDifferenceAnswer | null;
}

export interface RightsChoices {
  roles: readonly { key: string; title: string }[];
  decisions: readonly { value: RightsRow["decision"]; label: string }[];
}

const nothing: RightsReview = { outcome: idle, difference: null };

/** Writes the organisation's table, in words or as YAML: first looked at, then put in force. */
export function RightsEditor({
  act,
  rows: given,
  yaml,
  expected,
  ...choices
}: RightsChoices & {
  act: (before: RightsReview, form: FormData) => Promise<RightsReview>;
  rows: readonly RightsRow[];
  /** null: in words. */
  yaml: string | null;
  /** Digest of the table in force, so that nobody's change is written over. */
  expected: string;
}): ReactElement {
  const [review, dispatch, pending] = useActionState(act, nothing);
  const [rows, setRows] = useState(given);
  const [text, setText] = useState(yaml ?? "");
  const source = yaml === null ? JSON.stringify({ rights: rows }) : text;
  const [looked, setLooked] = useState<string | null>(null);
  const [isForced, setForced] = useState(false);
  const difference = looked === source ? review.difference : null;
  const isSame = difference?.changes.length === 0;
  const isForcible =
    difference?.may === true && (!isSame || (difference.runningReleases?.moved.length ?? 0) > 0);
  const isPut = difference?.may === true && (!isSame || (isForcible && isForced));
  return (
    <form
      action={(form) => {
        setLooked(source);
        dispatch(form);
      }}
      onReset={keepOnReset}
      className="flex flex-col gap-4"
    >
      <input type="hidden" name="format" value={yaml === null ? "json" : "yaml"} />
      <input type="hidden" name="expected" value={expected} />
      {yaml === null ? (
        <>
          <input type="hidden" name="source" value={source} />
          <RightsRows rows={rows} setRows={setRows} {...choices} />
        </>
      ) : (
        <Textarea
          label="The table"
          name="source"
          rows={24}
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
          className="font-mono text-xs"
        />
      )}
      <OutcomeNotice outcome={review.outcome} />
      {difference !== null && <RightsReviewed difference={difference} />}
      {difference !== null && isForcible && (
        <ForcedFields difference={difference} isForced={isForced} setForced={setForced} />
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" name="intent" value="look" formNoValidate aria-busy={pending || undefined}>
          {pending ? "One moment…" : "Look at what it changes"}
        </Button>
        {isPut && (
          <Button type="submit" name="intent" value="put" look="primary">
            Put it in force
          </Button>
        )}
      </div>
    </form>
  );
}
