import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { endAccess } from "./access-store";
import { refuseWithoutAdmin } from "./last-admin";
import { DisablePerson } from "./schemas";
import { getPerson } from "./store";

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
    const entry = await endAccess(tx, { personId: person.id, access: person.access, now });
    return { value: { email: person.email }, entries: [entry] };
  },
});
