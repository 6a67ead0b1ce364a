import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { requirePerson } from "@/lib/releases/rules";
import { getReview } from "./detail-queries";
import { itemPlanned } from "./events";
import { mayRecordReview } from "./rules";
import { PlanItem } from "./schemas";
import { isSameStep, minutesOf, stepsOf } from "./steps";
import { keepReview, lockReview } from "./store";

/** Says how long a step of a review is planned to take, before it or while it is held; it counts from when the step comes up. */
export const planItem = command({
  name: "review.plan-item",
  input: PlanItem,
  scope: "releases",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { review }, { actor, now }) => {
    const loaded = await lockReview(tx, { review, actor });
    const { detail } = await getReview(tx, { review, actor, now });
    return { loaded, detail };
  },
  allow: (actor, { loaded: { who } }) => mayRecordReview(who, actor),
  run: async ({ tx, input, facts: { loaded, detail }, actor, now }) => {
    const { review, item, minutes } = input;
    const step = { release: input.release ?? null, item };
    if (loaded.occurrence.isCancelled) throw new AppError("conflict", "This review is cancelled.");
    if (!stepsOf(detail.agenda).some((each) => isSameStep(each, step)))
      throw fieldError("/item", "That is not on the agenda.", "a step of the review");
    const before = minutesOf(detail.times, step);
    if (before === minutes) throw new AppError("conflict", "It is planned so already.");
    const release =
      step.release === null
        ? null
        : await tx.release.findUniqueOrThrow({ where: { slug: step.release }, select: { id: true } });
    const releaseId = release?.id ?? null;
    await tx.reviewItemTime.create({
      data: {
        id: newId(),
        reviewId: await keepReview(tx, loaded.occurrence),
        releaseId,
        item,
        minutes,
        by: requirePerson(actor).id,
        at: now,
      },
    });
    const series = await tx.reviewSeries.findUniqueOrThrow({ where: { id: loaded.series.id } });
    return {
      value: { review, ...step, minutes },
      entries: itemPlanned(series, { review, releaseId, item, before, after: minutes }),
    };
  },
});
