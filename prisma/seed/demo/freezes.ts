import { setFreeze } from "@/lib/rollouts/set-freeze";
import type { Cast } from "./cast";

const dayMs = 86_400_000;
const zone = "Europe/Berlin";

/** A component rests at weekends; the year's end is kept free of releases, told long before. */
export async function setFreezes(cast: Cast, end: Date): Promise<void> {
  await cast.by("noor", setFreeze, {
    title: "Weekend",
    reason: "Nobody watches the sessions between Friday evening and Monday morning.",
    component: "clickstream",
    recurring: {
      start: `${lastFriday(end)}T18:00`,
      zone,
      rule: "FREQ=WEEKLY;BYDAY=FR",
      duration: "60h",
    },
  });
  const year = yearEndAhead(end);
  await cast.by("sofia", setFreeze, {
    title: "Year end",
    reason: "Half of the people are away, and support is staffed for emergencies only.",
    once: { from: `${year}-12-20T18:00:00+01:00`, until: `${year + 1}-01-06T08:00:00+01:00` },
  });
}

function lastFriday(end: Date): string {
  const back = (end.getUTCDay() + 2) % 7;
  return new Date(end.getTime() - back * dayMs).toISOString().slice(0, 10);
}

/** Of the first year whose end is far enough away that nothing done in the sample workspace falls into it. */
function yearEndAhead(end: Date): number {
  const year = end.getUTCFullYear();
  return Date.parse(`${year}-12-01T00:00Z`) - end.getTime() > 30 * dayMs ? year : year + 1;
}
