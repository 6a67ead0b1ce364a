import { holdersOf } from "./can";
import type { RightsRow } from "./model";
import type { Organisation } from "./organisation";
import { nobodyWarnings, organisationDecisions } from "./rights-schema";
import type { Warning } from "./schemas";

/** Decisions that nobody can take as things stand: no row names them, or the pools of the roles named hold too few people. */
export function warningsOf(organisation: Organisation): Warning[] {
  const rows = organisation.rights?.rows ?? [];
  return [
    ...nobodyWarnings(rows, organisationDecisions, []),
    ...rows.flatMap((row) => emptyPools(organisation, row)),
  ];
}

function emptyPools({ holdings, people, now }: Organisation, row: RightsRow): Warning[] {
  return row.slots.flatMap((slot) => {
    const holders = new Set(
      slot.roles.flatMap((role) =>
        holdersOf({ role, holdings, people, now: now.getTime() }).map(({ id }) => id),
      ),
    );
    if (holders.size >= slot.count) return [];
    const roles = slot.roles.join(" or ");
    const message = `${row.decision} asks for ${slot.count} of ${roles}, but the pools hold ${holders.size}.`;
    return [{ code: "pool-too-small", decision: row.decision, message }];
  });
}
