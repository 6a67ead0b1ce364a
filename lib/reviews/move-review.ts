import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import { instantOf, recurrenceFault } from "@/lib/platform/recurrence";
import { requirePerson } from "@/lib/releases/rules";
import { reviewMoved, reviewScheduled, reviewSeriesEnded } from "./events";
import { endFrom, reviewName, ruleFrom } from "./occurrences";
import type { LoadedReview } from "./review-queries";
import { mayMoveReview } from "./rules";
import { MoveReview } from "./schemas";
import { endSeries, keepReview, lockReview, touchCovered, writeSeries } from "./store";

const farthestMs = 366 * 86_400_000;
const minuteMs = 60_000;

interface Moving {
  tx: Tx;
  loaded: LoadedReview;
  input: {
    review: string;
    start: string;
    minutes?: number | undefined;
    rule?: string | undefined;
    reason?: string | undefined;
  };
  by: string;
  now: Date;
}

/** Puts a review at another time: one occurrence, or the series from it on, which then ends and another goes on with it. */
export const moveReview = command({
  name: "review.move",
  input: MoveReview,
  scope: "releases",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { review }, { actor }) => lockReview(tx, { review, actor }),
  allow: (actor, { who }) => mayMoveReview(who, actor),
  run: async ({ tx, input, facts: loaded, actor, now }) => {
    const { plan, occurrence } = loaded;
    if (loaded.isHeld)
      throw new AppError("conflict", "This review was held; what is recorded stays where it is.");
    const fault = recurrenceFault({ start: input.start, zone: plan.zone, rule: null });
    if (fault !== null) throw fieldError("/start", `start: ${fault.message}.`, "a local time");
    const start = instantOf(input.start, plan.zone);
    if (Math.abs(start - occurrence.original) > farthestMs)
      throw fieldError(
        "/start",
        "start: is more than a year away from when it was to be",
        "a time within a year",
      );
    const moving = { tx, loaded, input, by: requirePerson(actor).id, now };
    return input.scope === "following" && plan.rule !== null ? moveSeries(moving) : moveOne(moving, start);
  },
});

async function moveOne({ tx, loaded, input, by, now }: Moving, start: number) {
  const { occurrence, series } = loaded;
  if (input.rule !== undefined)
    throw fieldError(
      "/rule",
      "rule: belongs to a series; one review alone is moved",
      'no rule, or the scope "following"',
    );
  const minutes = input.minutes ?? (occurrence.end - occurrence.start) / minuteMs;
  const reviewId = await keepReview(tx, occurrence);
  const at = new Date(start);
  await tx.reviewChange.create({
    data: {
      id: newId(),
      reviewId,
      kind: "moved",
      startAt: at,
      minutes,
      reason: input.reason ?? null,
      by,
      at: now,
    },
  });
  await touchCovered(tx, series.id, now);
  const told = {
    before: new Date(occurrence.start).toISOString(),
    after: at.toISOString(),
    minutes,
    reason: input.reason,
  };
  return {
    value: { series: series.id, review: loaded.name },
    entries: reviewMoved(series, { review: loaded.name, ...told }),
  };
}

async function moveSeries({ tx, loaded, input, by, now }: Moving) {
  const { plan, occurrence, series } = loaded;
  const { original } = occurrence;
  const before = new Date(original);
  const full = await tx.reviewSeries.findUniqueOrThrow({ where: { id: series.id } });
  const { id: _id, at: _at, follows: _follows, ...kept } = full;
  const times = {
    start: input.start,
    zone: plan.zone,
    rule: input.rule ?? ruleFrom(plan, { original, start: input.start }),
  };
  const minutes = input.minutes ?? plan.minutes;
  const end = endFrom(plan, { original, start: input.start });
  if (end !== null && instantOf(input.start, plan.zone) >= end)
    throw fieldError("/start", "start: the series has ended by then.", "a time before the series ends");
  const { reason } = input;
  await endSeries(tx, { series: series.id, before, reason, by, now });
  const next = { ...kept, ...times, minutes, follows: series.id };
  const id = await writeSeries(tx, next, now);
  await touchCovered(tx, id, now);
  const ended = reviewSeriesEnded(full, {
    review: loaded.name,
    before: before.toISOString(),
    followedBy: id,
    reason,
  });
  const review = reviewName({ series: id, original: instantOf(input.start, plan.zone) });
  const about = { ...full, id };
  const entries: [EntryDraft, ...EntryDraft[]] = [...ended, ...reviewScheduled(about, next)];
  // What was cancelled, or goes on as another series, does not come back by what is moved before it.
  if (end !== null) {
    const stays = { series: id, before: new Date(end), reason, by, now };
    await endSeries(tx, stays);
    entries.push(
      ...reviewSeriesEnded(about, { review, before: stays.before.toISOString(), followedBy: null, reason }),
    );
  }
  return { value: { series: id, review }, entries };
}
