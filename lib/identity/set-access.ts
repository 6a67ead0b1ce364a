import { digestOf } from "@/lib/bundles/digest";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { accessChanged } from "./events";
import { refuseWithoutAdmin } from "./last-admin";
import { SetAccess } from "./schemas";
import { getPerson, setAccessLevel } from "./store";

/** Gives another access level. It carries no decision right. */
export const setAccess = command({
  name: "set-access",
  input: SetAccess,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    person: await getPerson(tx, input.person),
  }),
  allow: (actor, { organisation }) => byAdmin(organisation, actor, "Changing an access level"),
  run: async ({ tx, input, facts, now }) => {
    const { person, organisation } = facts;
    if (person.access === null)
      throw new AppError("conflict", `${person.email} is disabled; enable them first.`);
    refuseOvertaken(input.expected, digestOf({ access: person.access }));
    if (person.access === input.access)
      throw new AppError("conflict", `${person.email} has the access level ${input.access} already.`);
    if (input.access !== "admin") refuseWithoutAdmin(organisation, person.id);
    await setAccessLevel(tx, { personId: person.id, level: input.access, now });
    return {
      value: { email: person.email },
      entries: [accessChanged(person, { before: person.access, after: input.access })],
    };
  },
});
