import { findPeople, namedPerson } from "@/lib/identity/store";
import { command } from "@/lib/platform/command";
import { fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { limitOf } from "@/lib/platform/moments";
import { visibleTo } from "@/lib/policy/visible";
import { requirePerson } from "@/lib/releases/rules";
import { reviewNoted } from "./events";
import { assertBegun, mayRecordReview } from "./rules";
import { NoteOnReview } from "./schemas";
import { keepReview, lockReview } from "./store";

/**
 * Writes down what was said on a step of a review, or a condition that was asked for. It decides nothing: a condition binds nobody before
 * whoever may conclude has concluded with it.
 */
export const noteOnReview = command({
  name: "review.note",
  input: NoteOnReview,
  scope: "releases",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { review, release, condition }, { actor }) => {
    const loaded = await lockReview(tx, { review, actor });
    const found =
      release === undefined || release === null
        ? []
        : await tx.$queryRaw<{ id: string }[]>(
            Prisma.sql`SELECT r.id FROM releases r WHERE r.slug = ${release} AND ${visibleTo(actor)}`,
          );
    const people = await findPeople(tx, condition === undefined ? [] : [condition.owner]);
    return { loaded, releaseId: found[0]?.id ?? null, people };
  },
  allow: (actor, { loaded: { who } }) => mayRecordReview(who, actor),
  run: async ({ tx, input, facts: { loaded, releaseId, people }, actor, now }) => {
    const { review, release, item, text, condition } = input;
    assertBegun(loaded.occurrence, now);
    if (releaseId === null && release !== undefined && release !== null)
      throw fieldError("/release", `There is no release ${release}.`, "the slug of a release");
    if (releaseId === null && condition !== undefined)
      throw fieldError("/condition", "A condition is of a release.", "a release");
    const owner = condition === undefined ? null : namedPerson(people, condition.owner, "/condition/owner");
    const dueAt = condition === undefined ? null : limitOf(condition.due);
    if (dueAt !== null && dueAt <= now)
      throw fieldError("/condition/due", "it would be overdue already", "a time to come");
    const id = newId();
    const reviewId = await keepReview(tx, loaded.occurrence);
    const by = requirePerson(actor).id;
    await tx.reviewNote.create({
      data: { id, reviewId, releaseId, item, text, owner: owner?.id ?? null, dueAt, by, at: now },
    });
    const series = await tx.reviewSeries.findUniqueOrThrow({ where: { id: loaded.series.id } });
    const asked = owner === null || dueAt === null ? null : { owner: owner.id, due: dueAt.toISOString() };
    const said = { review, releaseId, note: id, item, text, condition: asked };
    return { value: { review, note: id }, entries: reviewNoted(series, said) };
  },
});
