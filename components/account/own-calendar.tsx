"use client";

import { type ReactElement, useActionState } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Button } from "@/components/ui/button";
import { keepOnReset } from "@/components/ui/keep-on-reset";
import { type Make, nothingMade, Once } from "@/components/ui/once-form";
import { type Act, idle } from "@/components/ui/outcome";
import { OutcomeNotice } from "@/components/ui/outcome-notice";

const words = {
  name: "Calendar address",
  title: "The address, this once",
  keep: "It is kept as a hash only: give it to your calendar program now, as a calendar to subscribe to.",
};

/** The private address at which one's calendar program reads one's reviews. */
export function OwnCalendar({ hasOne, make, end }: { hasOne: boolean; make: Make; end: Act }): ReactElement {
  const [{ outcome, secret }, dispatch, pending] = useActionState(make, nothingMade);
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p className="text-ink-2">
        Your calendar program can follow the readiness reviews that you are invited to or that cover releases
        you champion. Whoever has the address reads them too, so it is yours alone.
      </p>
      {secret !== null && <Once secret={secret} words={words} />}
      <OutcomeNotice outcome={outcome.kind === "refused" ? outcome : idle} />
      <div className="flex flex-wrap gap-2">
        <form action={dispatch} onReset={keepOnReset}>
          <Button type="submit" aria-disabled={pending || undefined} aria-busy={pending || undefined}>
            {pending ? "Making it…" : hasOne ? "Make a new address" : "Make an address"}
          </Button>
        </form>
        {hasOne && <ActForm act={end} submit="End it" busy="Ending it…" row />}
      </div>
      {hasOne && secret === null && <p className="text-xs text-ink-3">You have one. A new one ends it.</p>}
    </div>
  );
}
