import type { Actor } from "@/lib/identity/actor";
import { byEmail, isEnabled, toParty } from "./can";
import type { PersonFact, Verdict } from "./model";
import { byLeads, type Organisation, type TeamFact } from "./organisation";
import { gapsOf, type Rota, shiftsOf } from "./rota";

/** A rota as far as changes of it are judged. */
export interface RotaFacts {
  organisation: Organisation;
  owner: TeamFact;
  rota: Rota;
  /** On the rota now, in the order of their turns. */
  people: readonly PersonFact[];
}

const changing = "Change a rota";

/** Making a rota or changing its turns: by the leads of its team; where there is none, by whoever may change the rights. */
export function mayChangeRota(organisation: Organisation, actor: Actor, owner: TeamFact): Verdict {
  return byLeads(organisation, actor, [owner], changing);
}

/** What a rota is given to, whoever is added holds: so nobody adds themselves. Null where the caller is not added. */
export function addsThemselves(actor: Actor, added: readonly string[]): Verdict | null {
  if (actor.kind !== "person" || !added.includes(actor.id)) return null;
  const reason = "Nobody adds themselves to a rota.";
  return { allowed: false, rule: "separation-of-duties", reason, whoMay: [] };
}

export interface OverrideAsked {
  /** Epoch ms. */
  from: number;
  until: number;
  /** Who would be on shift. */
  personId: string;
}

/** Putting somebody on shift: whoever is on the rota takes a shift or hands on their own; the leads of its team put anybody of it there. */
export function mayOverride(
  facts: RotaFacts,
  actor: Actor,
  { from, until, personId }: OverrideAsked,
): Verdict {
  const lead = mayChangeRota(facts.organisation, actor, facts.owner);
  if (lead.allowed || actor.kind !== "person") return lead;
  const now = facts.organisation.now.getTime();
  const onRota = facts.people.filter((person) => isEnabled(person, now));
  const version = facts.rota.versions.find(({ to }) => to === null)?.id;
  const isOn = onRota.some(({ id }) => id === actor.id);
  const shifts = shiftsOf(facts.rota, from, until);
  const isOwn =
    shifts.every((shift) => shift.personId === actor.id) && gapsOf(shifts, from, until).length === 0;
  if (isOn && (personId === actor.id || isOwn))
    return { allowed: true, rule: "on-rota", role: null, grant: version === undefined ? [] : [version] };
  const whoMay = [...lead.whoMay, ...onRota.filter(({ id }) => id === personId).map(toParty)];
  const reason = isOn
    ? "Whoever is on a rota takes shifts over and hands on their own; this is somebody else's, given to another."
    : "Shifts are taken over by the people on the rota, and changed by the leads of its team; you are neither.";
  return { allowed: false, rule: "not-a-holder", reason, whoMay: distinct(whoMay) };
}

/** Ending an override: whoever set it, whoever it put on shift, and the leads of the rota's team. */
export function mayEndOverride(
  facts: RotaFacts,
  actor: Actor,
  override: { setBy: PersonFact; person: PersonFact },
): Verdict {
  const lead = mayChangeRota(facts.organisation, actor, facts.owner);
  if (lead.allowed || actor.kind !== "person") return lead;
  const parties = [override.person, override.setBy];
  if (parties.some(({ id }) => id === actor.id))
    return { allowed: true, rule: "own-override", role: null, grant: [] };
  const reason = "It is ended by whoever set it, whoever it puts on shift, or a lead of the rota's team.";
  const whoMay = distinct([...lead.whoMay, ...parties.map(toParty)]);
  return { allowed: false, rule: "not-a-holder", reason, whoMay };
}

function distinct<One extends { id: string; email: string }>(people: readonly One[]): One[] {
  return [...new Map(people.map((person) => [person.id, person])).values()].sort(byEmail);
}
