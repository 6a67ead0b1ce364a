"use server";

import { refresh } from "next/cache";
import { unstable_rethrow } from "next/navigation";
import type { Outcome } from "@/components/ui/outcome";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { newId } from "@/lib/platform/ids";
import { endPresenting } from "@/lib/reviews/end-presenting";
import { noteOnReview } from "@/lib/reviews/note-on-review";
import { presentReview } from "@/lib/reviews/present-review";
import { ShowStep } from "@/lib/reviews/schemas";
import { showStep } from "@/lib/reviews/show-step";
import { tickAttendance } from "@/lib/reviews/tick-attendance";
import { refused, runCommand, textOf } from "../_lib/run";

const need = (form: FormData, name: string): string => textOf(form, name) ?? "";

export async function present(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    presentReview,
    { review: need(form, "review"), replaces: textOf(form, "replaces") },
    () => "You present now: what you show is what everybody sees.",
    form,
  );
}

export async function endPresent(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    endPresenting,
    { review: need(form, "review"), session: need(form, "session") },
    () => "Presenting has ended. What was said is kept.",
    form,
  );
}

export async function note(_before: Outcome, form: FormData): Promise<Outcome> {
  const owner = textOf(form, "owner");
  return runCommand(
    noteOnReview,
    {
      review: need(form, "review"),
      release: textOf(form, "release") ?? null,
      item: need(form, "item"),
      text: need(form, "text"),
      ...(owner !== undefined && { condition: { owner, due: need(form, "due") } }),
    },
    () =>
      owner === undefined ? "Written down." : "Written down: it binds once the review is concluded with it.",
    form,
  );
}

/** Says nothing where it is done: the page shows it. */
async function quietly(act: () => Promise<unknown>): Promise<Outcome> {
  const requestId = newId();
  try {
    await act();
    refresh();
    return { kind: "done", message: "" };
  } catch (error) {
    unstable_rethrow(error);
    return refused(error, requestId);
  }
}

export async function show(asked: {
  review: string;
  session: string;
  release: string | null;
  item: string;
}): Promise<Outcome> {
  return quietly(async () => {
    const { review, session, release, item } = ShowStep.parse(asked);
    const step = { release: release ?? null, item };
    await showStep(kernel(), { actor: await requireActor(), review, session, step });
  });
}

export async function tick(asked: { review: string; person: string; isPresent: boolean }): Promise<Outcome> {
  return quietly(async () =>
    tickAttendance.execute(kernel(), asked, { actor: await requireActor(), requestId: newId() }),
  );
}
