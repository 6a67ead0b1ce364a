import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { handOverAcknowledged } from "./events";
import { mayAcknowledge } from "./may-acknowledge";
import { AcknowledgeHandOver } from "./schemas";
import { loadShiftChange } from "./turn-queries";

/** Whoever is on shift says that they read what was handed over; once for each shift. */
export const acknowledgeHandOver = command({
  name: "acknowledge-hand-over",
  input: AcknowledgeHandOver,
  scope: "organisation",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { key }, { now }) => loadShiftChange(tx, { key, now }),
  allow: (actor, { change, stored }) => mayAcknowledge(actor, change, stored.people),
  run: async ({ tx, facts: { stored, change }, now }) => {
    const { running } = change;
    if (running === null) throw new AppError("conflict", "Nobody is on shift.");
    const { personId } = running;
    const person = stored.people.find(({ id }) => id === personId);
    if (person === undefined) throw new Error("somebody on shift is on the rota");
    const [shiftFrom, shiftTo] = [new Date(running.from), new Date(running.to)];
    const { count } = await tx.handOverAcknowledgement.createMany({
      data: { id: newId(), rotaId: stored.id, personId, shiftFrom, shiftTo, at: now },
      skipDuplicates: true,
    });
    if (count === 0) throw new AppError("conflict", "The hand-over of this shift is acknowledged already.");
    const { name, email } = person;
    const times = { from: shiftFrom.toISOString(), to: shiftTo.toISOString() };
    return {
      value: { key: stored.key, shift: { person: { name, email }, ...times } },
      entries: [handOverAcknowledged({ key: stored.key, personId, ...times })],
    };
  },
});
