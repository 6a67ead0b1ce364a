import { byOwner } from "@/lib/identity/own";
import { getPerson } from "@/lib/identity/store";
import { command } from "@/lib/platform/command";
import { notFound } from "@/lib/platform/errors";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { calendarAddressRevoked } from "./events";
import { CalendarAddressOf } from "./schemas";
import { endCalendarAddress } from "./store";

/** Ends a calendar address: one's own, or as admin anybody's. */
export const revokeCalendarAddress = command({
  name: "revoke-calendar-address",
  input: CalendarAddressOf,
  scope: "tokens",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { person }, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    person: await getPerson(tx, person),
  }),
  allow: (actor, { organisation, person }) => {
    const own = byOwner(actor, person, "");
    return own.allowed ? own : byAdmin(organisation, actor, "Revoking another person's calendar address");
  },
  run: async ({ tx, facts: { person }, now }) => {
    if (!(await endCalendarAddress(tx, person.id, now))) throw notFound("calendar address of this person");
    return { value: { person: person.email }, entries: [calendarAddressRevoked(person)] };
  },
});
