import { digestOf } from "@/lib/bundles/digest";
import { closeRange } from "@/lib/platform/close-range";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { byLeads, isInPool, mayChangeTeam } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { teamGroupsSet } from "./events";
import { SetTeamGroups } from "./schemas";

/** Says which groups of the provider a team takes in. In a team that is in a pool this is the decision pool.change. */
export const setTeamGroups = command({
  name: "set-team-groups",
  input: SetTeamGroups,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now }) => {
    const organisation = await loadOrganisation(tx, now);
    const team = organisation.teams.find(({ key }) => key === input.team);
    if (team === undefined) throw notFound("team with this key");
    const held = await tx.teamGroup.findMany({ where: { teamId: team.id, validTo: null } });
    return { organisation, team, held };
  },
  allow: (actor, { organisation, team }) => mayChangeTeam(organisation, actor, team),
  run: async ({ tx, input, facts, actor, now }) => {
    const { organisation, team, held } = facts;
    const wanted = [...new Set(input.groups)].sort();
    // An admin's word counts for a team in no pool; once roles are held by way of it, its leads say it again.
    const leadsDecided = byLeads(organisation, actor, [team]).allowed;
    const before = held.map(({ name }) => name).sort();
    refuseOvertaken(input.expected, digestOf({ groups: before }));
    const unchanged =
      before.join("\n") === wanted.join("\n") && held.every(({ byLeads: was }) => was || !leadsDecided);
    if (unchanged) throw new AppError("conflict", "The team takes in these groups already.");
    const setBy = actor.kind === "person" ? actor.id : null;
    for (const { name } of held.filter((one) => !wanted.includes(one.name) || one.byLeads !== leadsDecided))
      await close(tx, { teamId: team.id, name, now });
    for (const name of wanted) {
      if (held.some((one) => one.name === name && one.byLeads === leadsDecided)) continue;
      const validFrom = await close(tx, { teamId: team.id, name, now });
      await tx.teamGroup.create({
        data: { id: newId(), teamId: team.id, name, setBy, byLeads: leadsDecided, validFrom },
      });
    }
    const change = { before, after: wanted, inPool: isInPool(organisation, team), byLeads: leadsDecided };
    return { value: { key: team.key }, entries: [teamGroupsSet(team, change)] };
  },
});

function close(tx: Tx, { teamId, name, now }: { teamId: string; name: string; now: Date }): Promise<Date> {
  return closeRange(tx, {
    table: "team_groups",
    series: Prisma.sql`team_id = ${teamId}::uuid AND name = ${name}`,
    now,
  });
}
