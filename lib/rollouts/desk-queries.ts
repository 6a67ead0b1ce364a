import type { PersonActor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { type Ability, toAbility } from "@/lib/policy/ability";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import type { FrozenComponent } from "./load-freeze";
import { maySetFreeze } from "./may-set-freeze";
import { listFreezes, listOrganisationHolds } from "./queries";
import type { ListedFreeze, OrganisationHold } from "./schemas";

/** Freezes and holds of the organisation, with what the reader may do; the commands are judged by the same functions. */
export interface FreezeDesk {
  freezes: (ListedFreeze & { end: Ability })[];
  set: Ability;
  holds: OrganisationHold[];
  place: Ability;
  lift: Ability;
}

export async function getFreezeDesk(
  db: Reader,
  asked: {
    actor: PersonActor;
    now: Date;
    from: number;
    until: number;
    component?: string | undefined;
  },
): Promise<FreezeDesk> {
  const { actor, now } = asked;
  const [organisation, freezes, holds, components] = await Promise.all([
    loadOrganisation(db, now),
    listFreezes(db, asked),
    listOrganisationHolds(db),
    frozenComponents(db),
  ]);
  const may = (scope: FrozenComponent | null, ends = false) =>
    maySetFreeze(organisation, actor, { scope, ends });
  // The right can be held for some components alone: the form is offered where it is held for any.
  const own = components.map((component) => may(component)).find(({ allowed }) => allowed);
  const ofAll = may(null);
  return {
    freezes: freezes.map((freeze) => {
      const scope = components.find(({ key }) => key === freeze.component) ?? null;
      return { ...freeze, end: toAbility(may(scope, true), actor) };
    }),
    set: toAbility(ofAll.allowed ? ofAll : (own ?? ofAll), actor),
    holds,
    place: toAbility(canInOrganisation(organisation, actor, "hold.place"), actor),
    lift: toAbility(canInOrganisation(organisation, actor, "hold.lift"), actor),
  };
}

async function frozenComponents(db: Reader): Promise<FrozenComponent[]> {
  return db.$queryRaw<FrozenComponent[]>(Prisma.sql`
    SELECT c.id, c.key, v.tier, v.owner_team_id AS "ownerTeamId" FROM components c
    JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")} ORDER BY c.key`);
}
