import { holdersOf } from "./can";
import type { PoolMembers } from "./events";
import { covers } from "./holdings";
import type { Holding, PersonFact } from "./model";
import type { Organisation } from "./organisation";
import { warningsOf } from "./rights-warnings";
import type { Warning } from "./schemas";

/** An act that takes roles away from people: all of one person's, those held by way of a team, or those of a role's pool. */
export type Taking =
  | { of: "disable"; personId: string }
  | { of: "leave-team"; personId: string; teamId: string }
  | { of: "change-pool"; role: string; wanted: PoolMembers };

/** Which holdings an act ends. One that the person keeps on another way is a holding of its own, and stays. */
export function endedBy(organisation: Organisation, taking: Taking): (holding: Holding) => boolean {
  switch (taking.of) {
    case "disable":
      return ({ personId }) => personId === taking.personId;
    case "leave-team": {
      const place = organisation.teams
        .find(({ id }) => id === taking.teamId)
        ?.members.find(({ personId }) => personId === taking.personId);
      return ({ personId, grant }) =>
        place !== undefined && personId === taking.personId && grant.includes(place.id);
    }
    case "change-pool": {
      const { role, wanted } = taking;
      const left = organisation.pool.filter(
        (entry) =>
          entry.role === role &&
          ![...wanted.people, ...wanted.teams].includes(entry.personId ?? entry.teamId ?? ""),
      );
      const gone = new Set(left.map(({ id }) => id));
      const kept = reachOf(organisation, wanted);
      return (holding) =>
        holding.role === role && !kept.has(holding.personId) && holding.grant.some((id) => gone.has(id));
    }
  }
}

/** Holdings as they would be after an act at `now` (epoch ms): what it ends is revoked there. */
export function holdingsAfter(
  holdings: readonly Holding[],
  { ended, now }: { ended: (holding: Holding) => boolean; now: number },
): Holding[] {
  return holdings.map((holding) =>
    covers(holding, now) && ended(holding)
      ? { ...holding, to: Math.max(now, holding.from), ended: "revoked" }
      : holding,
  );
}

/** People as they would be after it. */
export function peopleAfter<Person extends PersonFact>(
  people: readonly Person[],
  { taking, now }: { taking: Taking; now: number },
): Person[] {
  return people.map((person) =>
    taking.of === "disable" && person.id === taking.personId && person.disabledAt === null
      ? { ...person, disabledAt: now }
      : person,
  );
}

export interface OrganisationConsequences {
  /** Roles that nobody could be given any more. */
  emptyRoles: string[];
  /** Teams that would have no lead. */
  leaderless: string[];
  /** Decisions of the organisation that nobody could take any more. */
  decisions: Warning[];
}

/** What an act leaves undecidable beside the releases; what was so before is not told again. */
export function organisationConsequences(
  organisation: Organisation,
  taking: Taking,
): OrganisationConsequences {
  const now = organisation.now.getTime();
  const after: Organisation = {
    ...organisation,
    people: peopleAfter(organisation.people, { taking, now }),
    holdings: holdingsAfter(organisation.holdings, { ended: endedBy(organisation, taking), now }),
  };
  const known = new Set(warningsOf(organisation).map(({ message }) => message));
  return {
    emptyRoles: organisation.roles
      .filter(({ key }) => isHeld(organisation, key) && !isHeld(after, key))
      .map(({ key }) => key),
    leaderless: leaderless(organisation, taking),
    decisions: warningsOf(after).filter(({ message }) => !known.has(message)),
  };
}

function leaderless({ teams }: Organisation, taking: Taking): string[] {
  if (taking.of === "change-pool") return [];
  return teams
    .filter(({ id, members }) => {
      const leads = members.filter(({ lead }) => lead);
      const concerned = taking.of === "disable" || taking.teamId === id;
      return concerned && leads.length > 0 && leads.every(({ personId }) => personId === taking.personId);
    })
    .map(({ key }) => key);
}

function isHeld({ holdings, people, now }: Organisation, role: string): boolean {
  return holdersOf({ role, holdings, people, now: now.getTime() }).length > 0;
}

function reachOf({ teams }: Organisation, { people, teams: ids }: PoolMembers): Set<string> {
  const members = teams.filter(({ id }) => ids.includes(id)).flatMap((team) => team.members);
  return new Set([...people, ...members.map(({ personId }) => personId)]);
}
