import { localTimeOf } from "@/lib/platform/recurrence";
import type { SpeedyDecision } from "./decision-gaps";
import type { Folded } from "./fold-gaps";
import { type Weekday, weekdays } from "./rota";

const acts: Record<SpeedyDecision, string> = {
  "rollback.propose": "propose a rollback",
  "rollback.authorise": "authorise a rollback",
  "rollback.execute": "execute a rollback",
  "exposure.pause": "pause the exposure",
  "hold.place": "place a hold",
};

/** `Nobody can authorise a rollback (severity sev1) on Sundays from 02:00 to 07:00 UTC.` */
export function gapSentence(
  decision: SpeedyDecision,
  when: string | null,
  folded: Folded,
  zone: string,
): string {
  const about = when === null ? "" : ` (${when})`;
  return `Nobody can ${acts[decision]}${about} ${timeWords(folded, zone)}.`;
}

/** `on Sundays from 02:00 to 07:00 UTC`, `every day from 18:00 to 09:00 (Europe/Berlin) the next day`. */
function timeWords(folded: Folded, zone: string): string {
  const place = zone === "UTC" ? " UTC" : ` (${zone})`;
  if (folded.kind === "always") return "at any hour of the coming two weeks";
  if (folded.kind === "weekly") return weeklyWords(folded, place);
  const [{ from, to }] = folded.spans;
  const [begins, ends] = [localTimeOf(from, zone), localTimeOf(to, zone)];
  if (begins.slice(0, 10) === ends.slice(0, 10))
    return `on ${dayWords(begins)} from ${begins.slice(11, 16)} to ${ends.slice(11, 16)}${place}`;
  return `from ${dayWords(begins)} ${begins.slice(11, 16)} to ${dayWords(ends)} ${ends.slice(11, 16)}${place}`;
}

const names: Record<Weekday, string> = {
  MO: "Monday",
  TU: "Tuesday",
  WE: "Wednesday",
  TH: "Thursday",
  FR: "Friday",
  SA: "Saturday",
  SU: "Sunday",
};

function weeklyWords(
  { days, from, to, daysLater }: Extract<Folded, { kind: "weekly" }>,
  place: string,
): string {
  const [only] = days;
  if (daysLater > 1 && days.length === 1 && only !== undefined) {
    const last = weekdays[(weekdays.indexOf(only) + daysLater) % 7] ?? only;
    return `from ${names[only]}s ${from} to ${names[last]}s ${to}${place}`;
  }
  const later = { 0: "", 1: " the next day" }[daysLater] ?? ` ${daysLater} days later`;
  return `${daysWords(days)} from ${from} to ${to}${place}${later}`;
}

function daysWords(days: readonly Weekday[]): string {
  if (days.length === 7) return "every day";
  const runs = days.map((day) => weekdays.indexOf(day));
  const [first, last] = [runs[0] ?? 0, runs.at(-1) ?? 0];
  const plural = days.map((day) => `${names[day]}s`);
  if (days.length > 2 && last - first === days.length - 1) return `${plural[0]} to ${plural.at(-1)}`;
  if (days.length === 1) return `on ${plural[0]}`;
  return `on ${plural.slice(0, -1).join(", ")} and ${plural.at(-1)}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Sun 29 Nov` of a local time. */
function dayWords(local: string): string {
  const date = new Date(`${local.slice(0, 10)}T00:00Z`);
  const day = weekdays[(date.getUTCDay() + 6) % 7] ?? "MO";
  return `${names[day].slice(0, 3)} ${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}
