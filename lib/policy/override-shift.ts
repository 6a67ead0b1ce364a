import { findPeople, namedPerson } from "@/lib/identity/store";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { shiftOverridden } from "./events";
import { mayOverride } from "./may-change-rota";
import { loadOrganisation } from "./queries";
import { OverrideShift } from "./rota-schemas";
import { getStoredRota } from "./rota-store";

const dayMs = 86_400_000;
const mostDays = 92;

/** Puts somebody of a rota on shift for a time, in place of whose turn it is. What was is not rewritten: it begins now at the earliest. */
export const overrideShift = command({
  name: "override-shift",
  input: OverrideShift,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now }) => {
    const stored = await getStoredRota(tx, await loadOrganisation(tx, now), input.key);
    const person = namedPerson(await findPeople(tx, [input.person]), input.person, "/person");
    if (stored.people.every(({ id }) => id !== person.id))
      throw fieldError(
        "/person",
        `${input.person} is not on the rota.`,
        "the address of a person on the rota",
      );
    const from = Math.max(now.getTime(), input.from === undefined ? 0 : Date.parse(input.from));
    const until = Date.parse(input.until);
    // Before it is judged: whose shifts it takes is computed for all of that time.
    refuseOtherTimes({ from, until }, now.getTime());
    return { stored, asked: { from, until, personId: person.id } };
  },
  allow: (actor, { stored, asked }) => mayOverride(stored, actor, asked),
  run: async ({ tx, input, facts: { stored, asked }, authorId, now }) => {
    const { from, until, personId } = asked;
    if (authorId === null) throw new AppError("conflict", "Only people change shifts.");
    const id = newId();
    const [startsAt, endsAt] = [new Date(from), new Date(until)];
    const { reason } = input;
    await tx.rotaOverride.create({
      data: { id, rotaId: stored.id, personId, startsAt, endsAt, reason, setBy: authorId, validFrom: now },
    });
    const times = { from: startsAt.toISOString(), to: endsAt.toISOString() };
    const entry = shiftOverridden({ key: stored.key, id, personId, ...times, reason });
    return { value: { id, ...times }, entries: [entry] };
  },
});

function refuseOtherTimes({ from, until }: { from: number; until: number }, now: number): void {
  if (until <= from)
    throw fieldError("/until", "until: expected a time to come, after from.", "a time after from");
  if (until - from > mostDays * dayMs || from - now > 366 * dayMs)
    throw fieldError(
      "/until",
      `until: expected at most ${mostDays} days, within a year.`,
      "a shorter time, or change the rota",
    );
}
