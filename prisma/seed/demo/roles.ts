import { emailOf, inPool, people, roles } from "./people";

/** Keys of a team's members. */
export function teamOf(team: string): string[] {
  return people.filter((each) => each.team === team).map(({ key }) => key);
}

/** Who holds which role on a release: from each pool its members of the building team, or, where there are none, all of it. */
export function rolesOf(champion: string, team: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(
    Object.keys(roles).map((role) => {
      if (role === "release-champion") return [role, [emailOf(champion)]];
      const own = inPool(role).filter((key) => team.includes(key));
      return [role, (own.length > 0 ? own : inPool(role)).map(emailOf)];
    }),
  );
}
