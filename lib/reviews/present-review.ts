import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { requirePerson } from "@/lib/releases/rules";
import { reviewPresented } from "./events";
import { findShown, writeShowing } from "./presentation-store";
import { assertBegun, mayRecordReview } from "./rules";
import { PresentReview } from "./schemas";
import { minutesMs, minutesOf, opening, openingMs } from "./steps";
import { readTimes } from "./time-queries";
import { keepReview, lockReview } from "./store";

/**
 * Presents a review: from now on what the presenter shows is what everybody sees. Whoever presents in place of another names whose time
 * that ends, so of two at once one is told; what is shown stays.
 */
export const presentReview = command({
  name: "review.present",
  input: PresentReview,
  scope: "releases",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { review }, { actor }) => {
    const loaded = await lockReview(tx, { review, actor });
    const { reviewId } = loaded;
    const [shown, times] = [await findShown(tx, reviewId), await readTimes(tx, { reviewId, actor })];
    return { loaded, shown, opens: minutesMs(minutesOf(times, { release: null, item: opening })) };
  },
  allow: (actor, { loaded: { who } }) => mayRecordReview(who, actor),
  run: async ({ tx, input: { review, replaces }, facts: { loaded, shown, opens }, actor, now }) => {
    assertBegun(loaded.occurrence, now);
    if ((replaces ?? null) !== (shown?.session ?? null))
      throw new AppError(
        "conflict",
        shown === null
          ? "Nobody presents this review any more."
          : "Somebody else presents this review now; whoever takes over names that.",
        {
          faults: [
            {
              path: "/replaces",
              message: "is not the presentation that stands",
              expected: shown?.session ?? "absent",
            },
          ],
        },
      );
    const reviewId = await keepReview(tx, loaded.occurrence);
    const session = await writeShowing(tx, {
      reviewId,
      kind: "begun",
      releaseId: shown?.releaseId ?? null,
      item: shown?.item ?? opening,
      plannedMs: shown?.plannedMs ?? opens ?? openingMs(loaded.occurrence),
      by: requirePerson(actor).id,
      at: now,
    });
    const series = await tx.reviewSeries.findUniqueOrThrow({ where: { id: loaded.series.id } });
    return {
      value: { review, session },
      entries: reviewPresented(series, { review, before: shown?.session ?? null, after: session }),
    };
  },
});
