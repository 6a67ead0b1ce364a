"use client";

import { type ReactElement, useState } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Input, Select } from "@/components/ui/field";
import type { Act, Outcome } from "@/components/ui/outcome";
import { isSameStep, type Step } from "@/lib/reviews/steps";

interface On extends Step {
  /** In words. */
  title: string;
}

/** Writes down what is said on a step. What was begun on one stays with it when the meeting goes on meanwhile. */
export function NoteForm({
  review,
  step,
  owners,
  act,
}: {
  review: string;
  step: On;
  /** Who could owe a condition; none: it is no step of a release. */
  owners: readonly { name: string; email: string }[];
  act: Act;
}): ReactElement {
  const [held, setHeld] = useState<On | null>(null);
  const [isCondition, setCondition] = useState(false);
  const [round, setRound] = useState(0);
  const on = held ?? step;
  const keep = async (before: Outcome, form: FormData): Promise<Outcome> => {
    const outcome = await act(before, form);
    if (outcome.kind === "done") {
      setHeld(null);
      setCondition(false);
      setRound((one) => one + 1);
    }
    return outcome;
  };
  return (
    <ActForm act={keep} submit="Write it down" busy="Writing…" look="secondary">
      <input type="hidden" name="review" value={review} />
      <input type="hidden" name="item" value={on.item} />
      {on.release !== null && <input type="hidden" name="release" value={on.release} />}
      {!isSameStep(on, step) && <p className="text-sm text-ink-2">On “{on.title}”, where you began.</p>}
      <div
        key={round}
        className="flex flex-col gap-3"
        onInput={({ target }) => {
          if (!(target instanceof HTMLInputElement) || target.name !== "text") return;
          setHeld(target.value === "" ? null : (held ?? step));
        }}
      >
        <Input label="What was said" name="text" required maxLength={500} />
        {owners.length > 0 && on.release === step.release && (
          <>
            <Checkbox
              label="It is a condition"
              hint="It binds once somebody who may has concluded with it."
              checked={isCondition}
              onCheckedChange={setCondition}
            />
            {isCondition && (
              <div className="grid gap-3 sm:grid-cols-2">
                <Select
                  label="By whom"
                  name="owner"
                  options={owners.map(({ name, email }) => ({ value: email, label: name }))}
                />
                <Input label="Due by the end of (UTC)" name="due" type="date" required />
              </div>
            )}
          </>
        )}
      </div>
    </ActForm>
  );
}
