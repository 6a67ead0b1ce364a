import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { teamCreated } from "./events";
import { CreateTeam } from "./schemas";
import { addMember, findPeople, namedPerson } from "./store";

/** Adds a team. It is in no pool yet, so its members gain no role by it. */
export const createTeam = command({
  name: "create-team",
  input: CreateTeam,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    people: await findPeople(
      tx,
      input.members.map(({ email }) => email),
    ),
  }),
  allow: (actor, { organisation }) => byAdmin(organisation, actor, "Adding teams"),
  run: async ({ tx, input, facts, now }) => {
    if (facts.organisation.teams.some(({ key }) => key === input.key))
      throw new AppError("already-exists", `There is a team ${input.key} already.`);
    const members = input.members.map(({ email, lead }, at) => ({
      personId: namedPerson(facts.people, email, `/members/${at}/email`).id,
      lead,
    }));
    const twice = members.findIndex(
      ({ personId }, at) => members.findIndex((other) => other.personId === personId) !== at,
    );
    if (twice !== -1)
      throw fieldError(`/members/${twice}/email`, "members: somebody stands twice", "each person once");
    const team = { id: newId(), key: input.key, title: input.title };
    await tx.team.create({ data: { ...team, createdAt: now } });
    for (const { personId, lead } of members) await addMember(tx, { teamId: team.id, personId, lead, now });
    return { value: { key: team.key }, entries: [teamCreated(team, members)] };
  },
});
