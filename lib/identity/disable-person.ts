import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { endCalendarAddress } from "@/lib/reviews/store";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { personDisabled } from "./events";
import { refuseWithoutAdmin } from "./last-admin";
import { DisablePerson } from "./schemas";
import { revokeSessions } from "./sessions";
import { endPlaces, getPerson, revokeTokens, setAccessLevel } from "./store";

/** Ends a person's access, sessions, tokens, calendar address and places at once; what was decided before stands. */
export const disablePerson = command({
  name: "disable-person",
  input: DisablePerson,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    person: await getPerson(tx, input.person),
  }),
  allow: (actor, { organisation }) => byAdmin(organisation, actor, "Disabling people"),
  run: async ({ tx, facts, now }) => {
    const { person, organisation } = facts;
    if (person.access === null) throw new AppError("conflict", `${person.email} is disabled already.`);
    refuseWithoutAdmin(organisation, person.id);
    await setAccessLevel(tx, { personId: person.id, level: null, now });
    const sessions = await revokeSessions(tx, { personId: person.id, now });
    const tokens = await revokeTokens(tx, { personId: person.id }, now);
    await tx.activation.updateMany({ where: { personId: person.id, usedAt: null }, data: { usedAt: now } });
    const calendarAddress = await endCalendarAddress(tx, person.id, now);
    const places = await endPlaces(tx, person.id, now);
    return {
      value: { email: person.email },
      entries: [
        personDisabled(person, { access: person.access, sessions, tokens, calendarAddress, ...places }),
      ],
    };
  },
});
