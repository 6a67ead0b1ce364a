"use server";

import { redirect } from "next/navigation";
import type { Outcome } from "@/components/ui/outcome";
import { outcomeSayings } from "@/components/reviews/words";
import { cancelReview } from "@/lib/reviews/cancel-review";
import { concludeReview } from "@/lib/reviews/conclude-review";
import type { ReviewOutcomeName } from "@/lib/reviews/model";
import { moveReview } from "@/lib/reviews/move-review";
import { recordAttendance } from "@/lib/reviews/record-attendance";
import { type Repeat, ruleOf } from "@/lib/reviews/repeats";
import { scheduleReview } from "@/lib/reviews/schedule-review";
import { writeMinutes } from "@/lib/reviews/write-minutes";
import { conditionsIn } from "../_lib/conditions";
import { runCommand, textOf } from "../_lib/run";

// What the form sends is checked by the command's own schema; a missing field is refused there, by its name.
const need = (form: FormData, name: string): string => textOf(form, name) ?? "";
const listIn = (form: FormData, name: string): string[] =>
  need(form, name)
    .split(/[\s,;]+/)
    .filter((each) => each !== "");
const all = (form: FormData, name: string): string[] =>
  form.getAll(name).flatMap((value) => (typeof value === "string" && value !== "" ? [value] : []));
const scopeIn = (form: FormData) => (need(form, "scope") === "following" ? "following" : "this");

export async function schedule(_before: Outcome, form: FormData): Promise<Outcome> {
  let review: string | null = null;
  const start = need(form, "start");
  const covers = {
    templates: all(form, "template"),
    teams: all(form, "team"),
    components: all(form, "component"),
    releases: listIn(form, "releases"),
  };
  const outcome = await runCommand(
    scheduleReview,
    {
      title: need(form, "title"),
      start,
      zone: need(form, "zone"),
      rule: ruleOf(need(form, "repeat") as Repeat, start) ?? null,
      minutes: Number(need(form, "minutes")),
      covers,
      invited: { roles: all(form, "role"), people: listIn(form, "people") },
    },
    (made) => {
      review = made.review;
      return "The review is called. It stands in the calendars of everybody invited.";
    },
    form,
  );
  if (review !== null) redirect(`/reviews/${String(review)}`);
  return outcome;
}

export async function move(_before: Outcome, form: FormData): Promise<Outcome> {
  const was = need(form, "review");
  let review = was;
  const outcome = await runCommand(
    moveReview,
    {
      review: was,
      start: need(form, "start"),
      minutes: Number(need(form, "minutes")),
      scope: scopeIn(form),
      reason: textOf(form, "reason"),
    },
    (moved) => {
      review = moved.review;
      return "The review is moved.";
    },
    form,
  );
  // A series goes on under another name.
  if (review !== was) redirect(`/reviews/${review}`);
  return outcome;
}

export async function cancel(_before: Outcome, form: FormData): Promise<Outcome> {
  const scope = scopeIn(form);
  const outcome = await runCommand(
    cancelReview,
    { review: need(form, "review"), scope, reason: need(form, "reason") },
    () => (scope === "this" ? "The review is cancelled." : "The reviews from there on are cancelled."),
    form,
  );
  if (outcome.kind === "done" && scope === "following") redirect("/reviews");
  return outcome;
}

export async function attend(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    recordAttendance,
    { review: need(form, "review"), people: [...all(form, "person"), ...listIn(form, "others")] },
    ({ people }) => `Recorded: ${people} ${people === 1 ? "person was" : "people were"} there.`,
    form,
  );
}

export async function keepMinutes(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    writeMinutes,
    { review: need(form, "review"), text: need(form, "text"), version: Number(need(form, "version")) },
    ({ version }) => `Version ${version} of the minutes is saved.`,
    form,
  );
}

export async function conclude(_before: Outcome, form: FormData): Promise<Outcome> {
  const outcome = need(form, "outcome") as ReviewOutcomeName;
  const conditions = conditionsIn(form);
  return runCommand(
    concludeReview,
    {
      review: need(form, "review"),
      release: need(form, "release"),
      outcome,
      reason: textOf(form, "reason"),
      replaces: textOf(form, "replaces"),
      ...(conditions.length > 0 && { conditions }),
    },
    (concluded) => `Recorded: ${outcomeSayings[concluded.outcome].word.toLowerCase()}.`,
    form,
  );
}
