import type { Actor, PersonActor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import type { Verdict } from "./model";
import { byAdmin } from "./organisation";
import { loadOrganisation } from "./queries";
import { HoursDocument, type OrganisationHoursAnswer, type OwnHoursAnswer } from "./working-hours-schema";
import { organisationHours, ownHours } from "./working-hours-store";

/** By which hours somebody's clocks run. */
export async function getOwnHours(db: Reader, actor: PersonActor): Promise<OwnHoursAnswer> {
  const own = await ownHours(db, actor.id);
  if (own !== null) return { ...own, isOwn: true };
  const { hours, digest } = await organisationHours(db);
  const { targetDays: _, ...calendar } = hours;
  return { digest, isOwn: false, hours: HoursDocument.parse(calendar) };
}

export async function getOrganisationHours(db: Reader): Promise<OrganisationHoursAnswer> {
  return organisationHours(db);
}

/** The same with who may change them. */
export async function getHoursPage(
  db: Reader,
  { actor, now }: { actor: Actor; now: Date },
): Promise<{ answer: OrganisationHoursAnswer; may: Verdict }> {
  const [answer, organisation] = await Promise.all([getOrganisationHours(db), loadOrganisation(db, now)]);
  return { answer, may: byAdmin(organisation, actor, "To change the organisation's working hours") };
}
