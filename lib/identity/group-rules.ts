/** A group of the provider whose people a team takes in. */
export interface GroupMapping {
  teamId: string;
  group: string;
  /** Who decided it; null: the set-up. */
  setBy: string | null;
  /** Whether those decided it who would decide on the team in a pool. */
  byLeads: boolean;
}

export interface GroupFacts {
  personId: string;
  /** null: not known, so nothing changes. */
  groups: readonly string[] | null;
  mappings: readonly GroupMapping[];
  /** Teams by way of which roles are held. */
  inPool: ReadonlySet<string>;
  memberships: readonly { teamId: string; source: "hand" | "provider" }[];
  /** Teams from which somebody took them by hand after a group had brought them in. */
  barred: ReadonlySet<string>;
}

export interface GroupChanges {
  add: { teamId: string; group: string }[];
  end: { teamId: string }[];
}

/**
 * What a person's groups change of their places in teams. Places given by hand stay. Into a team in a pool a group brings
 * only whom its leads decided to take so, and never the one who decided it.
 */
export function followGroups(facts: GroupFacts): GroupChanges {
  const { groups, memberships, mappings } = facts;
  if (groups === null) return { add: [], end: [] };
  const held = new Set(groups);
  const matching = mappings.filter(({ group }) => held.has(group));
  const placed = new Set(memberships.map(({ teamId }) => teamId));
  const add = new Map<string, string>();
  for (const mapping of matching) {
    const { teamId, group } = mapping;
    if (!placed.has(teamId) && !facts.barred.has(teamId) && mayBringIn(mapping, facts))
      add.set(teamId, add.get(teamId) ?? group);
  }
  const vouched = new Set(matching.map(({ teamId }) => teamId));
  return {
    add: [...add].map(([teamId, group]) => ({ teamId, group })),
    end: memberships
      .filter(({ teamId, source }) => source === "provider" && !vouched.has(teamId))
      .map(({ teamId }) => ({ teamId })),
  };
}

function mayBringIn({ teamId, setBy, byLeads }: GroupMapping, { inPool, personId }: GroupFacts): boolean {
  return !inPool.has(teamId) || (byLeads && setBy !== personId);
}
