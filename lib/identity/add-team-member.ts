import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { emailKey } from "@/lib/platform/names";
import { isInPool, mayChangeTeam, ownGain } from "@/lib/policy/organisation";
import { memberAdded } from "./events";
import { AddMember } from "./schemas";
import { addMember, namedPerson } from "./store";
import { loadTeamChange } from "./team-facts";

/** Gives a place in a team, or changes it between member and lead. In a team that is in a pool this is the decision pool.change. */
export const addTeamMember = command({
  name: "add-team-member",
  input: AddMember,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: (tx, input, { now }) => loadTeamChange(tx, input, now),
  allow: (actor, { organisation, team, people, opener }, input) => {
    const verdict = mayChangeTeam(organisation, actor, team);
    const gaining = isInPool(organisation, team) ? people.get(emailKey(input.email)) : undefined;
    if (!verdict.allowed || gaining === undefined) return verdict;
    return ownGain(actor, { people: [gaining.id], teams: [], opener }) ?? verdict;
  },
  run: async ({ tx, input, facts, now }) => {
    const { organisation, team } = facts;
    const person = namedPerson(facts.people, input.email, "/email");
    const before = team.members.find(({ personId }) => personId === person.id) ?? null;
    if (before?.lead === input.lead)
      throw new AppError(
        "already-exists",
        `${person.email} is ${input.lead ? "a lead" : "a member"} of ${team.key} already.`,
      );
    const member = { personId: person.id, lead: input.lead };
    await addMember(tx, { teamId: team.id, ...member, now });
    const was = before === null ? null : { personId: person.id, lead: before.lead };
    return {
      value: { email: person.email },
      entries: [memberAdded(team, { member, before: was, inPool: isInPool(organisation, team) })],
    };
  },
});
