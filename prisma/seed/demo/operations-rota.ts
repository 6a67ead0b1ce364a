import { localTimeOf } from "@/lib/platform/recurrence";
import { createRota } from "@/lib/policy/create-rota";
import { overrideShift } from "@/lib/policy/override-shift";
import { onShiftAt, type Turns, weekdays } from "@/lib/policy/rota";
import type { Cast } from "./cast";
import { emailOf } from "./people";

const key = "operations";
const zone = "Europe/Berlin";
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Even, so that whoever began then has the running turn. */
const turnsBefore = 30;

/** Who is on call in place of a person. */
export const onCallRota = [`rota:${key}`];

/** The last change of shift before the story ends: an hour or two ago, at whatever hour of the day that is. */
function lastChange(end: Date): number {
  return Math.floor(end.getTime() / hourMs) * hourMs - hourMs;
}

/** Two take turns by the day; in the night of one day of the week, some days from now, nobody does. */
export function turnsOf(end: Date): Turns {
  const change = localTimeOf(lastChange(end), zone);
  const first = new Date(Date.parse(`${change.slice(0, 10)}T00:00Z`) - turnsBefore * dayMs);
  const unwatched = weekdays[(new Date(end.getTime() + 3 * dayMs).getUTCDay() + 6) % 7] ?? "MO";
  return {
    zone,
    people: ["chloe", "ben"],
    handover: { starting: `${first.toISOString().slice(0, 10)}${change.slice(10)}`, every: "FREQ=DAILY" },
    hours: [
      { days: weekdays.filter((day) => day !== unwatched), from: "00:00", to: "00:00" },
      { days: [unwatched], from: "06:00", to: "00:00" },
    ],
  };
}

export async function setUpRota(cast: Cast, end: Date): Promise<void> {
  const { people, handover, hours = [] } = turnsOf(end);
  await cast.by("chloe", createRota, {
    key,
    title: "Operations on call",
    team: "operations",
    rota: {
      zone,
      people: people.map(emailOf),
      handover,
      hours: hours.map(({ days, ...times }) => ({ days: [...days], ...times })),
    },
  });
}

/** Key of whoever is on shift. */
export function onShift(end: Date, at: Date): string {
  const version = { ...turnsOf(end), id: key, from: 0, to: null };
  return onShiftAt({ versions: [version], overrides: [] }, at.getTime()) ?? "chloe";
}

/** One of Ben's turns in the coming week, which Chloé takes. */
export async function standIn(cast: Cast, end: Date): Promise<void> {
  const from = lastChange(end) + 5 * dayMs;
  await cast.by("ben", overrideShift, {
    key,
    person: emailOf("chloe"),
    from: new Date(from).toISOString(),
    until: new Date(from + dayMs).toISOString(),
    reason: "Ben is at his sister's wedding.",
  });
}
