import { command } from "@/lib/platform/command";
import { notFound } from "@/lib/platform/errors";
import { emailKey } from "@/lib/platform/names";
import { isInPool, mayChangeTeam } from "@/lib/policy/organisation";
import { memberRemoved } from "./events";
import { RemoveMember } from "./schemas";
import { removeMemberByHand } from "./store";
import { loadTeamChange } from "./team-facts";

/** Ends a place in a team; roles held by way of it end with it. Everybody may leave. */
export const removeTeamMember = command({
  name: "remove-team-member",
  input: RemoveMember,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: (tx, input, { now }) => loadTeamChange(tx, input, now),
  allow: (actor, { organisation, team, people }, input) => {
    const leaving = actor.kind === "person" && people.get(emailKey(input.email))?.id === actor.id;
    return leaving
      ? { allowed: true, rule: "own", role: null, grant: [] }
      : mayChangeTeam(organisation, actor, team);
  },
  run: async ({ tx, input, facts, now }) => {
    const { organisation, team, people } = facts;
    const personId = people.get(emailKey(input.email))?.id;
    const place = team.members.find((member) => member.personId === personId);
    if (place === undefined) throw notFound(`member ${input.email} of this team`);
    await removeMemberByHand(tx, { teamId: team.id, personId: place.personId, now });
    const member = { personId: place.personId, lead: place.lead };
    return {
      value: { email: emailKey(input.email) },
      entries: [memberRemoved(team, { member, inPool: isInPool(organisation, team) })],
    };
  },
});
