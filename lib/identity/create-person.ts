import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { emailKey } from "@/lib/platform/names";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { personCreated } from "./events";
import { CreatePerson } from "./schemas";
import { setAccessLevel } from "./store";

/** Adds somebody, without a password: only they set one, by an address that the server's operator makes. */
export const createPerson = command({
  name: "create-person",
  input: CreatePerson,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: (tx, _input, { now }) => loadOrganisation(tx, now),
  allow: (actor, organisation) => byAdmin(organisation, actor, "Adding people"),
  run: async ({ tx, input, now }) => {
    const person = { id: newId(), name: input.name, email: emailKey(input.email) };
    if ((await tx.person.count({ where: { email: person.email } })) > 0) {
      throw new AppError("already-exists", "Somebody here has this address already.", {
        faults: [{ path: "/email", message: "is taken" }],
      });
    }
    await tx.person.create({ data: { ...person, createdAt: now } });
    await setAccessLevel(tx, { personId: person.id, level: input.access, now });
    return { value: { email: person.email }, entries: [personCreated(person, input.access)] };
  },
});
