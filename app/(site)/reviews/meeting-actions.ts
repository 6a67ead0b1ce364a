"use server";

import type { Outcome } from "@/components/ui/outcome";
import { kernel } from "@/lib/platform/app";
import { endPresenting } from "@/lib/reviews/end-presenting";
import { noteOnReview } from "@/lib/reviews/note-on-review";
import { planItem } from "@/lib/reviews/plan-item";
import { presentReview } from "@/lib/reviews/present-review";
import { ShowStep } from "@/lib/reviews/schemas";
import { showStep } from "@/lib/reviews/show-step";
import { tickAttendance } from "@/lib/reviews/tick-attendance";
import { runCommand, runCommandQuietly, runQuietly, textOf } from "../_lib/run";

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

export async function plan(_before: Outcome, form: FormData): Promise<Outcome> {
  const minutes = textOf(form, "minutes");
  return runCommand(
    planItem,
    {
      review: need(form, "review"),
      release: textOf(form, "release") ?? null,
      item: need(form, "item"),
      minutes: minutes === undefined ? null : Number(minutes),
    },
    () =>
      minutes === undefined ? "It gets its share of what is left." : `${minutes} min are planned for it.`,
    form,
  );
}

export async function show(asked: {
  review: string;
  session: string;
  release: string | null;
  item: string;
}): Promise<Outcome> {
  return runQuietly(async ({ actor }) => {
    const { review, session, release, item } = ShowStep.parse(asked);
    await showStep(kernel(), { actor, review, session, step: { release: release ?? null, item } });
  });
}

export async function tick(asked: { review: string; person: string; isPresent: boolean }): Promise<Outcome> {
  return runCommandQuietly(tickAttendance, asked);
}
