"use client";

import { type ReactElement, useActionState } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { keepOnReset } from "@/components/ui/keep-on-reset";
import { Notice } from "@/components/ui/notice";
import { type Act, idle, type Outcome } from "@/components/ui/outcome";
import { OutcomeNotice } from "@/components/ui/outcome-notice";

/** What making a calendar address answered; the address stands in it this once. */
export interface MadeAddress {
  outcome: Outcome;
  url: string | null;
}

const nothing: MadeAddress = { outcome: idle, url: null };

/** The private address at which one's calendar program reads one's reviews. */
export function OwnCalendar({
  hasOne,
  make,
  end,
}: {
  hasOne: boolean;
  make: (before: MadeAddress, form: FormData) => Promise<MadeAddress>;
  end: Act;
}): ReactElement {
  const [{ outcome, url }, dispatch, pending] = useActionState(make, nothing);
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p className="text-ink-2">
        Your calendar program can follow the readiness reviews that you are invited to or that cover releases
        you champion. Whoever has the address reads them too, so it is yours alone.
      </p>
      {url !== null && (
        <>
          <Notice tone="good" title="The address, this once" live="status">
            <p>
              It is kept as a hash only: give it to your calendar program now, as a calendar to subscribe to.
            </p>
          </Notice>
          <p className="flex items-center gap-1 rounded-md border border-line-strong bg-sunken px-3 py-2">
            <code aria-label="Calendar address" className="min-w-0 font-mono text-sm break-all">
              {url}
            </code>
            <CopyButton text={url} label="Copy the calendar address" />
          </p>
        </>
      )}
      <OutcomeNotice outcome={outcome.kind === "refused" ? outcome : idle} />
      <div className="flex flex-wrap gap-2">
        <form action={dispatch} onReset={keepOnReset}>
          <Button type="submit" aria-disabled={pending || undefined} aria-busy={pending || undefined}>
            {pending ? "Making it…" : hasOne ? "Make a new address" : "Make an address"}
          </Button>
        </form>
        {hasOne && <ActForm act={end} submit="End it" busy="Ending it…" row />}
      </div>
      {hasOne && url === null && <p className="text-xs text-ink-3">You have one. A new one ends it.</p>}
    </div>
  );
}
