import { groupsOf } from "@/lib/gates/matching";
import { holdersOf, isEnabled } from "./can";
import { covers } from "./holdings";
import type { RightsRow } from "./model";
import type { Organisation } from "./organisation";
import { nobodyWarnings, organisationDecisions } from "./rights-schema";
import { slotsWords } from "./row-words";
import type { Warning } from "./schemas";
import { outlooksOf } from "./simulator";

/** Decisions that nobody can take as things stand: no row names them, or the pools of the roles named hold too few people. */
export function warningsOf(organisation: Organisation): Warning[] {
  const rows = organisation.rights?.rows ?? [];
  return [
    ...nobodyWarnings(rows, organisationDecisions, []),
    ...rows.flatMap((row) => emptyPools(organisation, row)),
  ];
}

function emptyPools(organisation: Organisation, row: RightsRow): Warning[] {
  if (couldFill(organisation, row)) return [];
  const { holdings, people, now } = organisation;
  const short = row.slots.flatMap(({ roles, count }) => {
    const holders = roles.flatMap((role) => holdersOf({ role, holdings, people, now: now.getTime() }));
    const found = new Set(holders.map(({ id }) => id)).size;
    return found >= count ? [] : [`${count} of ${roles.join(" or ")}, but the pools hold ${found}`];
  });
  const why =
    short.length > 0 ? short : [`${slotsWords(row.slots)}, but too few different people hold these roles`];
  return why.map((words) => ({
    code: "pool-too-small",
    decision: row.decision,
    message: `${row.decision} asks for ${words}.`,
  }));
}

/** By the matching that counts approvals: a person fills one place. */
function couldFill({ holdings, people, now }: Organisation, { slots }: RightsRow): boolean {
  const enabled = new Set(people.filter((person) => isEnabled(person, now.getTime())).map(({ id }) => id));
  const held = holdings.filter((each) => covers(each, now.getTime()) && enabled.has(each.personId));
  const nobody: ReadonlySet<string> = new Set();
  const groups = groupsOf([{ source: "organisation", slots }]);
  return outlooksOf({ held, asked: [{ groups, joint: "each", authors: nobody, owners: nobody }] }).every(
    ({ isPossible }) => isPossible,
  );
}
