"use client";

import { type ReactElement, useOptimistic, useState, useTransition } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import type { Outcome } from "@/components/ui/outcome";

export type TickAct = (asked: { review: string; person: string; isPresent: boolean }) => Promise<Outcome>;

/** Who is there, ticked one by one: each is kept at once, and several people can tick. */
export function Ticks({
  review,
  people,
  present,
  act,
}: {
  review: string;
  people: readonly { name: string; email: string }[];
  /** Addresses. */
  present: readonly string[];
  act: TickAct;
}): ReactElement {
  const [, start] = useTransition();
  const [fault, setFault] = useState<string | null>(null);
  const [shown, flip] = useOptimistic(
    present,
    (before, { person, isPresent }: { person: string; isPresent: boolean }) =>
      isPresent ? [...before, person] : before.filter((each) => each !== person),
  );
  const tick = (person: string, isPresent: boolean): void =>
    start(async () => {
      flip({ person, isPresent });
      const outcome = await act({ review, person, isPresent }).catch(() => null);
      if (outcome === null) setFault("The server cannot be reached; tick again.");
      else setFault(outcome.kind === "refused" ? outcome.message : null);
    });
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="unseen">Who is here</legend>
      {fault !== null && (
        <Notice tone="work" live="alert">
          {fault}
        </Notice>
      )}
      <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {people.map(({ name, email }) => (
          <Checkbox
            key={email}
            label={name}
            hint={email}
            checked={shown.includes(email)}
            onCheckedChange={(isPresent) => tick(email, isPresent)}
          />
        ))}
      </div>
    </fieldset>
  );
}
