import { findPeople, namedPerson } from "@/lib/identity/store";
import { command } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { requirePerson } from "@/lib/releases/rules";
import { attendanceRecorded } from "./events";
import { assertBegun, mayRecordReview } from "./rules";
import { TickAttendance } from "./schemas";
import { keepReview, lockReview } from "./store";

/** Says of one person that they are there, or are not after all: two who tick at once lose nothing of each other. */
export const tickAttendance = command({
  name: "review.tick-attendance",
  input: TickAttendance,
  scope: "releases",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { review, person }, { actor }) => {
    const loaded = await lockReview(tx, { review, actor });
    const last =
      loaded.reviewId === null
        ? null
        : await tx.reviewAttendance.findFirst({
            where: { reviewId: loaded.reviewId },
            orderBy: { order: "desc" },
          });
    return { loaded, present: last?.people ?? [], named: await findPeople(tx, [person]) };
  },
  allow: (actor, { loaded: { who } }) => mayRecordReview(who, actor),
  run: async ({ tx, input: { review, person, isPresent }, facts, actor, now }) => {
    const { loaded, present, named } = facts;
    assertBegun(loaded.occurrence, now);
    const { id } = namedPerson(named, person, "/person");
    const others = present.filter((each) => each !== id);
    const people = isPresent ? [...others, id] : others;
    const reviewId = await keepReview(tx, loaded.occurrence);
    await tx.reviewAttendance.create({
      data: { id: newId(), reviewId, people, by: requirePerson(actor).id, at: now },
    });
    const series = await tx.reviewSeries.findUniqueOrThrow({ where: { id: loaded.series.id } });
    return {
      value: { review, people: people.length },
      entries: attendanceRecorded(series, { review, people }),
    };
  },
});
