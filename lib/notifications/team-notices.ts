import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import type { Verdict } from "@/lib/policy/model";
import { byAdminOrLead, type Organisation, type TeamFact } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";

export interface TeamFacts {
  organisation: Organisation;
  team: TeamFact;
}

export async function loadTeamFacts(db: Reader, key: string, now: Date): Promise<TeamFacts> {
  const organisation = await loadOrganisation(db, now);
  const team = organisation.teams.find((each) => each.key === key);
  if (team === undefined) throw notFound("team with this key");
  return { organisation, team };
}

export function mayChangeNotices(actor: Actor, { organisation, team }: TeamFacts): Verdict {
  return byAdminOrLead(organisation, actor, { team, what: "Saying what is posted for a team" });
}
