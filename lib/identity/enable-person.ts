import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { personEnabled } from "./events";
import { EnablePerson } from "./schemas";
import { getPerson, setAccessLevel } from "./store";

/** Lets somebody in again; their places in teams and pools are given anew by those who hold that right. */
export const enablePerson = command({
  name: "enable-person",
  input: EnablePerson,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    person: await getPerson(tx, input.person),
  }),
  allow: (actor, { organisation }) => byAdmin(organisation, actor, "Enabling people"),
  run: async ({ tx, input, facts, now }) => {
    const { person } = facts;
    if (person.isErased)
      throw new AppError("conflict", `${person.name} was erased: nothing brings them back.`);
    if (person.access !== null) throw new AppError("conflict", `${person.email} is not disabled.`);
    await setAccessLevel(tx, { personId: person.id, level: input.access, now });
    return { value: { email: person.email }, entries: [personEnabled(person, input.access)] };
  },
});
