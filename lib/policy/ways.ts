import { holdersOf } from "./can";
import type { Organisation } from "./organisation";

/** Somebody who can be given a role, and by way of which teams; null: by name. */
export interface Way {
  name: string;
  email: string;
  by: (string | null)[];
}

/** Everybody in a role's pool now, by address, each with every way in. */
export function waysInto(organisation: Organisation, role: string): Way[] {
  const { holdings, people, teams, pool, now } = organisation;
  const entries = pool.filter((entry) => entry.role === role);
  return holdersOf({ role, holdings, people, now: now.getTime() }).map(({ id, name, email }) => ({
    name,
    email,
    by: entries.flatMap(({ personId, teamId }) => {
      if (personId !== null) return personId === id ? [null] : [];
      const team = teams.find((each) => each.id === teamId);
      return team !== undefined && team.members.some((member) => member.personId === id) ? [team.key] : [];
    }),
  }));
}
