import type { Tx } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import type { Organisation, TeamFact } from "@/lib/policy/organisation";
import { findOpener, loadOrganisation } from "@/lib/policy/queries";
import { findPeople, type StoredPerson } from "./store";

export interface TeamChangeFacts {
  organisation: Organisation;
  team: TeamFact;
  people: Map<string, StoredPerson>;
  opener: string | null;
}

/** A team, and the person whose place in it is asked about. */
export async function loadTeamChange(
  tx: Tx,
  input: { team: string; email: string },
  now: Date,
): Promise<TeamChangeFacts> {
  const organisation = await loadOrganisation(tx, now);
  const team = organisation.teams.find(({ key }) => key === input.team);
  if (team === undefined) throw notFound("team with this key");
  const people = await findPeople(tx, [input.email]);
  return { organisation, team, people, opener: await findOpener(tx, organisation) };
}
