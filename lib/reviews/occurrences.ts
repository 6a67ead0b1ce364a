import {
  instantOf,
  localTimeOf,
  nextOccurrence,
  occurrencesBetween,
  type Recurrence,
} from "@/lib/platform/recurrence";
import type { Occurrence, ReviewChangeFact, ReviewPlan } from "./model";

const minuteMs = 60_000;
const stamp = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z$/;
const name = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_(\d{8}T\d{4}Z)$/;

/** How an occurrence is named in addresses: its series, and when it was to begin. */
export function reviewName({ series, original }: Pick<Occurrence, "series" | "original">): string {
  const at = new Date(original).toISOString();
  return `${series}_${at.slice(0, 16).replaceAll(/[-:]/g, "")}Z`;
}

/** What a name says; null where it is none. */
export function readReviewName(text: string): Pick<Occurrence, "series" | "original"> | null {
  const [, series, at] = name.exec(text) ?? [];
  if (series === undefined || at === undefined) return null;
  const original = Date.parse(at.replace(stamp, "$1-$2-$3T$4:$5Z"));
  const isNone = Number.isNaN(original) || at.startsWith("0000");
  // A day that a month does not have is read as one of the next: each review has one name.
  return isNone || reviewName({ series, original }) !== text ? null : { series, original };
}

/** The occurrences of which some part lies in `[from, to)`, by their start; cancelled ones too. Epoch ms. */
export function occurrencesOf(plan: ReviewPlan, from: number, to: number): Occurrence[] {
  const changes = changesOf(plan);
  const begin = from - plan.minutes * minuteMs + 1;
  const until = Math.min(to, ...plan.ends.map(({ before }) => before));
  const isHere = (original: number): boolean => begin <= original && original < until;
  // An occurrence moved here from elsewhere is found by what was said about it.
  const elsewhere = [...changes.keys()].filter((original) => !isHere(original));
  return [...occurrencesBetween(recurrenceOf(plan), begin, until), ...elsewhere]
    .filter((original) => !isOver(plan, original))
    .map((original) => occurrence(plan, original, changes.get(original) ?? []))
    .filter(({ start, end }) => start < to && end > from)
    .filter(({ original }) => isHere(original) || isOriginal(plan, original))
    .sort((a, b) => a.start - b.start || a.original - b.original);
}

/** The occurrence that was to begin at a moment; null where the series has none. */
export function occurrenceAt(plan: ReviewPlan, original: number): Occurrence | null {
  if (isOver(plan, original)) return null;
  return isOriginal(plan, original) ? occurrence(plan, original, changesOf(plan).get(original) ?? []) : null;
}

/** The first that takes place and is not over at a moment, of several plans; null where there is none. Epoch ms. */
export function nextReview(plans: readonly ReviewPlan[], now: number): Occurrence | null {
  return plans.reduce<Occurrence | null>((earliest, plan) => {
    const next = nextOf(plan, now);
    return next !== null && (earliest === null || next.start < earliest.start) ? next : earliest;
  }, null);
}

function nextOf(plan: ReviewPlan, now: number): Occurrence | null {
  const changes = changesOf(plan);
  const moved = [...changes.keys()].flatMap((original) => occurrenceAt(plan, original) ?? []);
  const takesPlace = ({ isCancelled, end }: Occurrence): boolean => !isCancelled && end > now;
  const ahead = moved.filter(takesPlace);
  let after = now - plan.minutes * minuteMs;
  for (;;) {
    const original = nextOccurrence(recurrenceOf(plan), after);
    if (original === null || isOver(plan, original)) break;
    if (!changes.has(original)) {
      ahead.push(occurrence(plan, original, []));
      break;
    }
    after = original;
  }
  return ahead.reduce<Occurrence | null>((a, b) => (a === null || b.start < a.start ? b : a), null);
}

function occurrence(plan: ReviewPlan, original: number, changes: readonly ReviewChangeFact[]): Occurrence {
  const last = changes.at(-1);
  // What is cancelled stands where it stood when it was.
  const placed = changes.findLast(({ startAt }) => startAt !== null);
  const start = placed?.startAt ?? original;
  return {
    series: plan.id,
    title: plan.title,
    zone: plan.zone,
    original,
    start,
    end: start + (placed?.minutes ?? plan.minutes) * minuteMs,
    isCancelled: last !== undefined && last.startAt === null,
    sequence: changes.length,
  };
}

/** A plan as it was known at a moment; null where there was none yet. Epoch ms. */
export function planAt(plan: ReviewPlan, at: number): ReviewPlan | null {
  if (plan.at > at) return null;
  return {
    ...plan,
    ends: plan.ends.filter((end) => end.at <= at),
    changes: plan.changes.filter((change) => change.at <= at),
  };
}

/** Whether the series has ended before it would have this occurrence. */
function isOver({ ends }: ReviewPlan, original: number): boolean {
  return ends.some(({ before }) => original >= before);
}

function isOriginal(plan: ReviewPlan, original: number): boolean {
  return occurrencesBetween(recurrenceOf(plan), original, original + 1).length > 0;
}

function changesOf({ changes }: ReviewPlan): Map<number, ReviewChangeFact[]> {
  const found = new Map<number, ReviewChangeFact[]>();
  for (const change of changes) found.set(change.original, [...(found.get(change.original) ?? []), change]);
  return found;
}

export function recurrenceOf({ start, zone, rule }: Pick<ReviewPlan, "start" | "zone" | "rule">): Recurrence {
  return { start, zone, rule };
}

const days = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/** The day of the week of a local time, as rules write it. */
export function weekdayOf(local: string): string {
  return days[new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay()] ?? "MO";
}

/**
 * A plan's rule for the rest of it from an occurrence on that now begins at another local time: one named day of the week goes along,
 * with which one of its month it is, and what COUNT counted before is taken off.
 */
export function ruleFrom(
  plan: ReviewPlan,
  { original, start }: { original: number; start: string },
): string | null {
  const { rule } = plan;
  if (rule === null) return null;
  const before = (): number =>
    occurrencesBetween(recurrenceOf(plan), instantOf(plan.start, plan.zone), original).length;
  return rule
    .replace(
      /(^|;)COUNT=(\d+)/,
      (_, at: string, count: string) => `${at}COUNT=${Math.max(1, Number(count) - before())}`,
    )
    .replace(
      /(^|;)BYDAY=([+-]?\d)?(?:MO|TU|WE|TH|FR|SA|SU)(?=;|$)/,
      (named, at: string, which: string | undefined) => {
        const day = weekdayOf(start);
        if (which === undefined) return `${at}BYDAY=${day}`;
        // In a year's rule it numbers the weeks of the year.
        return rule.includes("FREQ=MONTHLY") ? `${at}BYDAY=${whichOf(start, which === "-1")}${day}` : named;
      },
    );
}

/** Which of its weekday a local time is in its month; a fifth is the last, and so, where it was asked for as that, is what none follows. */
export function whichOf(local: string, asLast: boolean): number {
  const day = Number(local.slice(8, 10));
  const days = new Date(Date.UTC(Number(local.slice(0, 4)), Number(local.slice(5, 7)), 0)).getUTCDate();
  const which = Math.ceil(day / 7);
  return which === 5 || (asLast && day + 7 > days) ? -1 : which;
}

/** Where a plan that was ended ends for the rest of it that now begins at another local time: no later, and by as much earlier; null: never. */
export function endFrom(
  { ends, zone }: ReviewPlan,
  { original, start }: { original: number; start: string },
): number | null {
  if (ends.length === 0) return null;
  const end = Math.min(...ends.map(({ before }) => before));
  const local = (at: number): number => Date.parse(`${localTimeOf(at, zone)}Z`);
  const shifted = local(end) + Date.parse(`${start}Z`) - local(original);
  return Math.min(end, instantOf(new Date(shifted).toISOString().slice(0, 16), zone));
}
