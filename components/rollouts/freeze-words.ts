import { durationWords } from "@/lib/platform/durations";
import type { ListedFreeze } from "@/lib/rollouts/schemas";

/** What a window keeps from advancing. */
export function scopeWords(component: string | null): string {
  return component === null ? "every release" : component;
}

const weekdays: Record<string, string> = {
  MO: "Monday",
  TU: "Tuesday",
  WE: "Wednesday",
  TH: "Thursday",
  FR: "Friday",
  SA: "Saturday",
  SU: "Sunday",
};
const every: Record<string, string> = {
  "FREQ=DAILY": "every day",
  "FREQ=WEEKLY": "every week",
  "FREQ=MONTHLY": "every month",
  "FREQ=YEARLY": "every year",
};

/** A recurring window in words: when, by whose clock, how long; a rule beyond these words stands as it is written. */
export function recurrenceWords({
  start,
  zone,
  rule,
  duration,
}: NonNullable<ListedFreeze["recurring"]>): string {
  const days = /^FREQ=WEEKLY;BYDAY=([A-Z,]+)$/
    .exec(rule)?.[1]
    ?.split(",")
    .map((day) => weekdays[day]);
  const words = days === undefined ? (every[rule] ?? rule) : `every ${days.join(", ")}`;
  return `${words} from ${start.slice(11)} on, for ${durationWords(duration)}, by the clock of ${zone}`;
}
