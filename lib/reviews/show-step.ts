import type { PersonActor } from "@/lib/identity/actor";
import { type Kernel, refusal } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { record } from "@/lib/platform/record";
import { assertPresents, findShown, writeShowing } from "./presentation-store";
import { getReview } from "./detail-queries";
import { mayRecordReview } from "./rules";
import { isSameStep, minutesMs, minutesOf, opening, openingMs, plannedMs, type Step, stepsOf } from "./steps";
import { keepReview, lockReview } from "./store";

/**
 * Shows a step of the agenda to everybody; by whoever presents. It is no decision, and there are as many as items: a row is kept, and no
 * entry.
 */
export async function showStep(
  kernel: Kernel,
  { actor, review, session, step }: { actor: PersonActor; review: string; session: string; step: Step },
): Promise<void> {
  const now = kernel.clock.now();
  const { detail } = await getReview(kernel.db.prisma, { review, actor, now });
  const steps = stepsOf(detail.agenda);
  const index = steps.findIndex((each) => isSameStep(each, step));
  if (index < 0)
    throw new AppError("conflict", "That is on the agenda no more: it was settled, or its release ended.");
  const held = { start: Date.parse(detail.start), end: Date.parse(detail.end) };
  await record(kernel, "presentation", async (tx, at) => {
    const loaded = await lockReview(tx, { review, actor });
    const verdict = mayRecordReview(loaded.who, actor);
    if (!verdict.allowed) throw refusal(verdict);
    assertPresents(await findShown(tx, loaded.reviewId), { session, by: actor.id });
    const release =
      step.release === null
        ? null
        : await tx.release.findUniqueOrThrow({ where: { slug: step.release }, select: { id: true } });
    const said = steps.map((each) => minutesMs(minutesOf(detail.times, each)));
    const share = { ...held, now: at.getTime(), steps: said, index };
    await writeShowing(tx, {
      reviewId: await keepReview(tx, loaded.occurrence),
      kind: "shown",
      releaseId: release?.id ?? null,
      item: step.item,
      plannedMs: step.item === opening ? (said[index] ?? openingMs(held)) : plannedMs(share),
      by: actor.id,
      at,
    });
  });
}
