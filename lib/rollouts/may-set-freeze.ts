import type { Actor } from "@/lib/identity/actor";
import type { Verdict } from "@/lib/policy/model";
import { canInOrganisation, type Organisation } from "@/lib/policy/organisation";

/** What a window is about, as the rights see it; null: the organisation. */
export type FreezeScope = { tier: number; ownerTeamId: string } | null;

/** Setting a window by the organisation's table; ending one loosens. */
export function maySetFreeze(
  organisation: Organisation,
  actor: Actor,
  { scope, ends = false }: { scope: FreezeScope; ends?: boolean },
): Verdict {
  const owners = organisation.teams.find(({ id }) => id === scope?.ownerTeamId)?.members ?? [];
  return canInOrganisation(organisation, actor, "freeze.set", {
    loosening: ends,
    ...(scope !== null && { tier: scope.tier, owningTeam: owners.map(({ personId }) => personId) }),
  });
}
