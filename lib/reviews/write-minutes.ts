import { digestOf } from "@/lib/bundles/digest";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { requirePerson } from "@/lib/releases/rules";
import { minutesWritten } from "./events";
import { assertBegun, mayRecordReview } from "./rules";
import { WriteMinutes } from "./schemas";
import { keepReview, lockReview } from "./store";

/** Adds a version of a review's minutes; whoever wrote from an older one learns so. */
export const writeMinutes = command({
  name: "review.write-minutes",
  input: WriteMinutes,
  scope: "releases",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { review }, { actor }) => {
    const loaded = await lockReview(tx, { review, actor });
    const where = { reviewId: loaded.reviewId ?? newId() };
    return {
      loaded,
      latest: (await tx.reviewMinutes.aggregate({ where, _max: { version: true } }))._max.version ?? 0,
    };
  },
  allow: (actor, { loaded: { who } }) => mayRecordReview(who, actor),
  run: async ({ tx, input: { review, text, version }, facts: { loaded, latest }, actor, now }) => {
    assertBegun(loaded.occurrence, now);
    if (version !== latest)
      throw new AppError(
        "precondition-failed",
        latest === 0
          ? "There are no minutes of this review yet; the first follow version 0."
          : `Version ${latest} of the minutes was written in between; look at it first.`,
      );
    const reviewId = await keepReview(tx, loaded.occurrence);
    const next = latest + 1;
    await tx.reviewMinutes.create({
      data: { id: newId(), reviewId, version: next, text, by: requirePerson(actor).id, at: now },
    });
    const series = await tx.reviewSeries.findUniqueOrThrow({ where: { id: loaded.series.id } });
    return {
      value: { review, version: next },
      entries: minutesWritten(series, { review, version: next, digest: digestOf(text) }),
    };
  },
});
