import { weekdayOf, whichOf } from "./occurrences";

/** How often a review can be asked to repeat where nobody writes a rule. */
export const repeats = ["once", "weekly", "two-weekly", "weekdays", "monthly"] as const;
export type Repeat = (typeof repeats)[number];

/** The rule of a choice that begins at a local time; null: once. */
export function ruleOf(repeat: Repeat, start: string): string | null {
  const day = weekdayOf(start);
  switch (repeat) {
    case "once":
      return null;
    case "weekly":
      return `FREQ=WEEKLY;BYDAY=${day}`;
    case "two-weekly":
      return `FREQ=WEEKLY;INTERVAL=2;BYDAY=${day}`;
    case "weekdays":
      return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR";
    case "monthly":
      return `FREQ=MONTHLY;BYDAY=${whichOf(start, false)}${day}`;
  }
}

const days: Record<string, string> = {
  MO: "Monday",
  TU: "Tuesday",
  WE: "Wednesday",
  TH: "Thursday",
  FR: "Friday",
  SA: "Saturday",
  SU: "Sunday",
};
const which: Record<string, string> = {
  "1": "first",
  "2": "second",
  "3": "third",
  "4": "fourth",
  "-1": "last",
};

/** A rule in words; one that nobody would choose here is told as it is written. */
export function repeatWords(rule: string | null): string {
  if (rule === null) return "once";
  if (rule === "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR") return "every weekday";
  const weekly = /^FREQ=WEEKLY(?:;INTERVAL=(\d+))?(?:;BYDAY=([A-Z]{2}))?$/.exec(rule);
  if (weekly !== null) {
    const [, interval, day] = weekly;
    const on = day === undefined ? "" : ` on ${days[day] ?? day}`;
    return interval === undefined ? `every week${on}` : `every ${interval} weeks${on}`;
  }
  const [, order = "", monthly = ""] = /^FREQ=MONTHLY;BYDAY=(-?\d)([A-Z]{2})$/.exec(rule) ?? [];
  if (which[order] !== undefined) return `every month on the ${which[order]} ${days[monthly] ?? monthly}`;
  if (rule === "FREQ=DAILY") return "every day";
  return `by the rule ${rule}`;
}
