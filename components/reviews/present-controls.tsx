"use client";

import { type ReactElement, useCallback, useEffect, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Notice } from "@/components/ui/notice";
import type { Outcome } from "@/components/ui/outcome";
import { isAnySheetOpen } from "@/components/ui/sheet-store";
import type { Step } from "@/lib/reviews/steps";

export type ShowAct = (asked: { review: string; session: string } & Step) => Promise<Outcome>;

/** Where keys belong to something else. */
const taken =
  'input, textarea, select, [contenteditable], [role="radiogroup"], [role="menu"], [role="dialog"], [role="tablist"], [role="listbox"]';

/** What a key asks for; also that of a hand-held presenter, which sends page keys. */
function wayOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): "next" | "previous" | null {
  if (ctrlKey || metaKey || altKey || shiftKey) return null;
  if (key === "ArrowRight" || key === "PageDown") return "next";
  return key === "ArrowLeft" || key === "PageUp" ? "previous" : null;
}

/** Goes on and back, by button or key; one step at a time, so that two quick presses skip nothing. */
export function PresentControls({
  review,
  session,
  previous,
  next,
  act,
}: {
  review: string;
  session: string;
  previous: Step | null;
  next: Step | null;
  act: ShowAct;
}): ReactElement {
  const [isPending, start] = useTransition();
  const [fault, setFault] = useState<string | null>(null);
  const go = useCallback(
    (step: Step | null): void => {
      if (step === null || isPending) return;
      start(async () => {
        try {
          const outcome = await act({ review, session, ...step });
          setFault(outcome.kind === "refused" ? outcome.message : null);
        } catch {
          setFault(
            "The server cannot be reached. What everybody sees stays; try again, or let somebody take over.",
          );
        }
      });
    },
    [act, isPending, review, session],
  );
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const way = wayOf(event);
      const { target } = event;
      if (way === null || event.repeat || event.defaultPrevented || isAnySheetOpen()) return;
      if (target instanceof Element && target.closest(taken) !== null) return;
      event.preventDefault();
      go(way === "next" ? next : previous);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [go, next, previous]);
  return (
    <div className="flex flex-col gap-2">
      {fault !== null && (
        <Notice tone="work" live="alert">
          {fault}
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={() => go(previous)} aria-disabled={previous === null || isPending || undefined}>
          Previous
        </Button>
        <Button
          look="primary"
          onClick={() => go(next)}
          aria-disabled={next === null || isPending || undefined}
        >
          Next <Icon name="arrow" size={13} />
        </Button>
        <span className="text-xs text-ink-3 max-sm:hidden">← and →, or the page keys</span>
      </div>
    </div>
  );
}

/** A line of the meeting's course that whoever presents can go to at once. */
export function GoTo({
  review,
  session,
  step,
  label,
  act,
}: {
  review: string;
  session: string;
  step: Step;
  label: string;
  act: ShowAct;
}): ReactElement {
  const [isPending, start] = useTransition();
  return (
    <button
      type="button"
      aria-disabled={isPending || undefined}
      onClick={() => start(async () => void (await act({ review, session, ...step }).catch(() => null)))}
      className="min-h-7 w-full text-left wrap-anywhere hover:underline pointer-coarse:min-h-10"
    >
      {label}
    </button>
  );
}
