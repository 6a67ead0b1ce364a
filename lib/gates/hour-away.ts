import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { isEnabled } from "@/lib/policy/can";
import { type HourOfWeek, type HourOnDay, hourText } from "@/lib/policy/hour-of-week";
import type { Organisation } from "@/lib/policy/organisation";
import { gapsOf, joined, shiftsOf, type Span } from "@/lib/policy/rota";
import { findRotas, type StoredRota } from "@/lib/policy/rota-store";
import type { SimulationAnswer } from "./findings-schemas";

/** So many of its coming weeks are looked at: as far ahead as a rota's page shows. */
export const weeksOfHour = 4;

interface Asked {
  organisation: Organisation;
  hour: HourOfWeek;
  weeks: readonly HourOnDay[];
  /** Who leaves. */
  away: ReadonlySet<string>;
  /** Ids of rotas; null: all. */
  of: ReadonlySet<string> | null;
}

/** An hour of the week with what is left of the rotas' shifts in it, and when nobody is on shift. */
export async function hourAway(
  db: Reader,
  { organisation, hour, weeks, away, of }: Asked,
): Promise<NonNullable<SimulationAnswer["hour"]>> {
  const where = of === null ? Prisma.sql`TRUE` : Prisma.sql`x.id = ANY(${[...of]}::uuid[])`;
  const rotas = await findRotas(db, organisation, where);
  return {
    hour: hourText(hour),
    zone: hour.zone,
    weeks: weeks.map(({ date, spans }) => ({ date, times: spans.map(timesOf) })),
    shifts: rotas.flatMap((rota) =>
      weeks.flatMap(({ spans }) => spans.flatMap((span) => shiftsIn(rota, span, away))),
    ),
  };
}

function shiftsIn({ key, title, rota, people }: StoredRota, { from, to }: Span, away: ReadonlySet<string>) {
  const able = shiftsOf(rota, from, to).flatMap((shift) => {
    const person = people.find(({ id }) => id === shift.personId);
    const isHere = person !== undefined && isEnabled(person, shift.from) && !away.has(person.id);
    // Whoever stands in and has their own turn then is on shift all the time.
    return isHere ? [{ ...shift, source: "rotation" as const, person }] : [];
  });
  const told = [
    ...joined(able).map((shift) => ({ ...shift, person: named(shift.person) })),
    ...gapsOf(able, from, to).map((gap) => ({ ...gap, person: null })),
  ];
  return told
    .sort((a, b) => a.from - b.from)
    .map(({ person, ...span }) => ({ rota: { key, title }, person, ...timesOf(span) }));
}

export function timesOf({ from, to }: Span): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function named({ name, email }: StoredRota["people"][number]) {
  return { name, email };
}
