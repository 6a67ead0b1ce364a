import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { requirePerson } from "@/lib/releases/rules";
import { presentingEnded } from "./events";
import { findShown, writeShowing } from "./presentation-store";
import { mayRecordReview } from "./rules";
import { EndPresenting } from "./schemas";
import { keepReview, lockReview } from "./store";

/** Ends presenting; by whoever takes part, since a presenter may be gone. What was shown and said stays. */
export const endPresenting = command({
  name: "review.end-presenting",
  input: EndPresenting,
  scope: "releases",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { review }, { actor }) => {
    const loaded = await lockReview(tx, { review, actor });
    return { loaded, shown: await findShown(tx, loaded.reviewId) };
  },
  allow: (actor, { loaded: { who } }) => mayRecordReview(who, actor),
  run: async ({ tx, input: { review, session }, facts: { loaded, shown }, actor, now }) => {
    if (shown === null) throw new AppError("conflict", "Nobody presents this review any more.");
    if (shown.session !== session)
      throw new AppError("conflict", "Somebody else has taken over presenting this review.");
    const reviewId = await keepReview(tx, loaded.occurrence);
    await writeShowing(tx, { reviewId, kind: "ended", by: requirePerson(actor).id, at: now });
    const series = await tx.reviewSeries.findUniqueOrThrow({ where: { id: loaded.series.id } });
    return {
      value: { review, isPresented: false },
      entries: presentingEnded(series, { review, session }),
    };
  },
});
