import type { Actor } from "@/lib/identity/actor";
import { AppError } from "@/lib/platform/errors";
import type { RightsRow, Verdict } from "./model";
import { byRightsChange, type Organisation } from "./organisation";
import { rightsDifference, type RightsRowChange } from "./rights-difference";
import type { Warning } from "./schemas";

/** Whether somebody may put this table in the place of the one in force: what is not proved to tighten counts as loosening. */
export function mayPutRights(organisation: Organisation, actor: Actor, rows: readonly RightsRow[]): Verdict {
  const { tightens } = rightsDifference(organisation.rights?.rows ?? [], rows);
  return byRightsChange(organisation, actor, { loosening: !tightens });
}

/** Refuses a table that names a role which the organisation does not have. */
export function refuseUnknownRoles({ roles }: Organisation, rows: readonly RightsRow[]): void {
  const known = new Set(roles.map(({ key }) => key));
  const faults = rows.flatMap((row, at) =>
    row.slots.flatMap((slot, slotAt) =>
      slot.roles.flatMap((role, roleAt) => {
        if (known.has(role)) return [];
        return [
          {
            path: `/rights/${at}/slots/${slotAt}/roles/${roleAt}`,
            message: `there is no role ${role}; expected the key of a role`,
            expected: "the key of a role",
          },
        ];
      }),
    ),
  );
  const first = faults[0];
  if (first !== undefined) throw new AppError("invalid-input", `${first.path}: ${first.message}`, { faults });
}

/** What is not provably a tightening is not forced on releases that run: who would have had to decide with it must agree. */
export function refuseForcedLoosening(changes: readonly RightsRowChange[]): void {
  const loosening = changes.filter(({ loosens }) => loosens);
  if (loosening.length === 0) return;
  throw new AppError(
    "not-a-tightening",
    `Only what provably tightens is forced on running releases, and this loosens: ${loosening.map(({ words }) => words).join(" ")}`,
    {
      rule: "tightening-only",
      blockers: loosening.map(({ decision, words }) => ({ code: "loosens", decision, message: words })),
    },
  );
}

/** A table that nobody could change any more would hold for good, whatever is wrong with it. */
export function refuseForGood(warnings: readonly Warning[]): void {
  const lost = warnings.some(
    ({ decision, code }) => decision === "rights.change" && (code === "nobody" || code === "pool-too-small"),
  );
  if (!lost) return;
  throw new AppError(
    "conflict",
    "Nobody could ever change this table again: give “Change the decision rights” to a role with enough people in its pool.",
  );
}
