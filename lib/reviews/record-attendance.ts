import { findPeople, namedPerson } from "@/lib/identity/store";
import { command } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { requirePerson } from "@/lib/releases/rules";
import { attendanceRecorded } from "./events";
import { assertBegun, mayRecordReview } from "./rules";
import { RecordAttendance } from "./schemas";
import { keepReview, lockReview } from "./store";

/** Says who was at a review; said again, the last counts. */
export const recordAttendance = command({
  name: "review.attend",
  input: RecordAttendance,
  scope: "releases",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { review, people }, { actor }) => {
    return { loaded: await lockReview(tx, { review, actor }), named: await findPeople(tx, people) };
  },
  allow: (actor, { loaded: { who } }) => mayRecordReview(who, actor),
  run: async ({ tx, input, facts: { loaded, named }, actor, now }) => {
    assertBegun(loaded.occurrence, now);
    const people = [
      ...new Set(input.people.map((email, index) => namedPerson(named, email, `/people/${index}`).id)),
    ];
    const reviewId = await keepReview(tx, loaded.occurrence);
    await tx.reviewAttendance.create({
      data: { id: newId(), reviewId, people, by: requirePerson(actor).id, at: now },
    });
    const series = await tx.reviewSeries.findUniqueOrThrow({ where: { id: loaded.series.id } });
    return {
      value: { review: input.review, people: people.length },
      entries: attendanceRecorded(series, { review: input.review, people }),
    };
  },
});
