import { championRole } from "./model";

/** Somebody, or a team, whom a role's pool lets a release choose. */
export interface Eligible {
  /** As bodies name it: an address, or `team:key`. */
  name: string;
  /** Ids of the people it stands for. */
  people: readonly string[];
}

export interface Pool {
  role: string;
  eligible: readonly Eligible[];
}

interface Asked {
  pools: readonly Pool[];
  /** Address of the champion. */
  champion: string;
  /** Ids of the members of the teams that own the components. */
  owners: readonly string[];
}

/**
 * Whom to put forward in each role: the champion in theirs; the only one in a pool; else the people of the pool, or a team of it,
 * that belong to a team that owns a component. Where that says nothing, nobody.
 */
export function suggestRoles({ pools, champion, owners }: Asked): Record<string, string[]> {
  const isOwner = (id: string): boolean => owners.includes(id);
  return Object.fromEntries(
    pools.map(({ role, eligible }) => {
      if (role === championRole) return [role, champion === "" ? [] : [champion]];
      // A pool that is one team lists its members too; the team stands for them all.
      const teams = eligible.filter(({ name }) => name.startsWith("team:"));
      const people = eligible.filter(({ name }) => !name.includes(":"));
      const [team] = teams;
      const all = new Set(eligible.flatMap((each) => each.people));
      if (teams.length === 1 && team !== undefined && new Set(team.people).size === all.size)
        return [role, team.people.length === 0 ? [] : [team.name]];
      if (people.length === 1 && all.size === 1) return [role, people.map(({ name }) => name)];
      const ofOwners = teams.filter((each) => each.people.length > 0 && each.people.every(isOwner));
      if (ofOwners.length > 0) return [role, ofOwners.slice(0, 1).map(({ name }) => name)];
      return [role, people.filter((each) => each.people.some(isOwner)).map(({ name }) => name)];
    }),
  );
}
