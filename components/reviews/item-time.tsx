"use client";

import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Input } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Popover } from "@/components/ui/popover";
import type { Step } from "@/lib/reviews/steps";

/** How long an item is planned to take; whoever takes part sets it. */
export function ItemTime({
  review,
  step: { release, item },
  about,
  minutes,
  mayPlan,
  act,
}: {
  review: string;
  step: Step;
  /** What the item is, for who does not see where the button stands. */
  about: string;
  /** null: it gets its share of what is left. */
  minutes: number | null;
  mayPlan: boolean;
  act: Act;
}): ReactElement | null {
  const words = minutes === null ? null : `${minutes} min planned`;
  if (!mayPlan) return words === null ? null : <span className="text-xs text-ink-2">{words}</span>;
  return (
    <Popover
      label={`${words ?? "Set a time"}: ${about}`}
      look="quiet"
      size="sm"
      align="end"
      button={<span>{words ?? "Set a time"}</span>}
    >
      <ActForm act={act} submit="Save" busy="Saving…" look="secondary" size="sm">
        <input type="hidden" name="review" value={review} />
        <input type="hidden" name="release" value={release ?? ""} />
        <input type="hidden" name="item" value={item} />
        <Input
          label="Minutes"
          name="minutes"
          type="number"
          min={1}
          max={480}
          defaultValue={minutes ?? ""}
          hint="Empty: its even share of what is left of the meeting. It counts from when the item comes up."
        />
      </ActForm>
    </Popover>
  );
}
