import { byOwner } from "@/lib/identity/own";
import { getPerson } from "@/lib/identity/store";
import { hashToken, newToken } from "@/lib/identity/tokens";
import { command } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { calendarAddressMade } from "./events";
import { CalendarAddressOf } from "./schemas";
import { endCalendarAddress } from "./store";

/** Gives a person a new private address for their calendar program; one they had before ends. Shown once, kept as a hash. */
export const makeCalendarAddress = command({
  name: "make-calendar-address",
  input: CalendarAddressOf,
  scope: "tokens",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { person }) => getPerson(tx, person),
  allow: (actor, person) => byOwner(actor, person, "A calendar address is made by its own person alone."),
  run: async ({ tx, facts: person, now }) => {
    const replaces = await endCalendarAddress(tx, person.id, now);
    const token = newToken();
    await tx.calendarAddress.create({
      data: { id: newId(), personId: person.id, hash: hashToken(token), validFrom: now },
    });
    return { value: { token }, entries: [calendarAddressMade(person, { replaces })] };
  },
  secretAnswer: true,
});
