import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { requirePerson } from "@/lib/releases/rules";
import { reviewCancelled, reviewSeriesEnded } from "./events";
import { mayMoveReview } from "./rules";
import { CancelReview } from "./schemas";
import { endSeries, keepReview, lockReview, touchCovered } from "./store";

/** Says that a review does not take place: one occurrence, which keeps its place in calendars as cancelled, or the series from it on. */
export const cancelReview = command({
  name: "review.cancel",
  input: CancelReview,
  scope: "releases",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { review }, { actor }) => lockReview(tx, { review, actor }),
  allow: (actor, { who }) => mayMoveReview(who, actor),
  run: async ({ tx, input: { review, scope, reason }, facts: loaded, actor, now }) => {
    const { plan, occurrence, series } = loaded;
    const by = requirePerson(actor).id;
    if (loaded.isHeld) throw new AppError("conflict", "This review was held; what is recorded stays.");
    await touchCovered(tx, series.id, now);
    const named = await tx.reviewSeries.findUniqueOrThrow({ where: { id: series.id } });
    if (scope === "following" && plan.rule !== null) {
      const before = new Date(occurrence.original);
      await endSeries(tx, { series: series.id, before, reason, by, now });
      const told = { review, before: before.toISOString(), followedBy: null, reason };
      return { value: { review, isCancelled: true }, entries: reviewSeriesEnded(named, told) };
    }
    if (occurrence.isCancelled) throw new AppError("conflict", "This review is cancelled already.");
    const reviewId = await keepReview(tx, occurrence);
    await tx.reviewChange.create({ data: { id: newId(), reviewId, kind: "cancelled", reason, by, at: now } });
    return {
      value: { review, isCancelled: true },
      entries: reviewCancelled(named, { review, start: new Date(occurrence.start).toISOString(), reason }),
    };
  },
});
