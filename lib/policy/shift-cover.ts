import { isEnabled, toParty } from "./can";
import { covers } from "./holdings";
import type { Holding, Party, PersonFact } from "./model";
import { gapsOf, type Span } from "./rota";

/** Who fills a role by shift, and when nobody holds it at all; times in epoch ms. */
export interface ShiftCover {
  role: string;
  rotas: { key: string; title: string }[];
  now: { person: Party; until: number } | null;
  next: { person: Party; from: number } | null;
  /** When nobody holds the role, whoever else is assigned beside the rota; none is earlier than now. */
  gaps: Span[];
}

/** Of each role that a rota fills: shifts and gaps from now until a time, as far as people are in the pool and not disabled. */
export function shiftCovers({
  rotas,
  holdings,
  people,
  now,
  until,
}: {
  rotas: readonly { key: string; title: string; role: string }[];
  holdings: readonly Holding[];
  people: readonly PersonFact[];
  now: number;
  until: number;
}): ShiftCover[] {
  const enabled = new Map(people.filter((each) => isEnabled(each, now)).map((each) => [each.id, each]));
  return [...new Set(rotas.map(({ role }) => role))].map((role) => {
    const held = holdings
      .filter((each) => each.role === role && enabled.has(each.personId) && (each.to ?? until) > now)
      .sort((a, b) => a.from - b.from);
    const shifts = held.filter(({ scheduled }) => scheduled === true);
    const on = shifts.find((each) => covers(each, now));
    const next = shifts.find((each) => each.from > now && each.personId !== on?.personId);
    const partyOf = (id: string) => {
      const person = enabled.get(id);
      return person === undefined ? null : toParty(person);
    };
    const [present, coming] = [on && partyOf(on.personId), next && partyOf(next.personId)];
    return {
      role,
      rotas: rotas.filter((each) => each.role === role).map(({ key, title }) => ({ key, title })),
      now: on && present ? { person: present, until: endOf(shifts, on) } : null,
      next: next && coming ? { person: coming, from: next.from } : null,
      gaps: gapsOf(
        held.map(({ from, to }) => ({ from, to: to ?? until })),
        now,
        until,
      ),
    };
  });
}

/** When a person's shift ends, whichever changes of the rota it spans. */
function endOf(shifts: readonly Holding[], { personId, to }: Holding): number {
  const end = to ?? Number.POSITIVE_INFINITY;
  const after = shifts.find((each) => each.personId === personId && each.from === end);
  return after === undefined ? end : endOf(shifts, after);
}
