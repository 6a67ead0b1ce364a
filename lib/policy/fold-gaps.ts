import { instantOf, localTimeOf } from "@/lib/platform/recurrence";
import { type Span, type Weekday, weekdays } from "./rota";

/** Times told as one: those that come back each week at their local time, one by itself, or all of the time that was looked at. */
export type Folded =
  | {
      kind: "weekly";
      /** On which they begin, Monday first. */
      days: Weekday[];
      /** Local, `18:00`. */
      from: string;
      to: string;
      /** Whole days from the day on which they begin to the one on which they end. */
      daysLater: number;
      spans: Span[];
    }
  | { kind: "once"; spans: [Span] }
  | { kind: "always"; spans: [Span] };

const dayMs = 86_400_000;
/** What lasts longer does not come back as a time of the week. */
const mostDaysLater = 5;

/**
 * Tells spans in as few sentences as come from it: a time of the week counts as coming back if it is there each time that it lies in the
 * range, and twice at least. What the range cuts off counts as a part of it. Nothing is told twice, and nothing is left out.
 * @param spans sorted and apart, inside of the range
 */
export function foldGaps(spans: readonly Span[], range: Span, zone: string): Folded[] {
  const [first] = spans;
  if (first?.from === range.from && first.to === range.to) return [{ kind: "always", spans: [first] }];
  const left = new Map(spans.map((span) => [spanKey(span), span]));
  const folded = shapesOf(spans, range, zone).flatMap((shape): Folded[] => {
    const days = weekdays.flatMap((day) => {
      const times = timesOfWeek(day, shape, range, zone);
      const isThere = times.length > 1 && times.every((span) => left.has(spanKey(span)));
      if (!isThere) return [];
      for (const span of times) left.delete(spanKey(span));
      return [{ day, times }];
    });
    if (days.length === 0) return [];
    const all = days.flatMap(({ times }) => times).sort((a, b) => a.from - b.from);
    return [{ kind: "weekly", days: days.map(({ day }) => day), ...shape, spans: all }];
  });
  const rest = [...left.values()].map((span): Folded => ({ kind: "once", spans: [span] }));
  return [...folded, ...rest].sort((a, b) => (a.spans[0]?.from ?? 0) - (b.spans[0]?.from ?? 0));
}

/** The same in whichever of some zones tells it in the fewest sentences; the first where they are equal. */
export function foldGapsIn(
  spans: readonly Span[],
  range: Span,
  zones: readonly [string, ...string[]],
): { zone: string; folded: Folded[] } {
  const [first, ...others] = zones.map((zone) => ({ zone, folded: foldGaps(spans, range, zone) }));
  if (first === undefined) throw new Error("a list with a first zone");
  return others.reduce((best, each) => (each.folded.length < best.folded.length ? each : best), first);
}

interface Shape {
  from: string;
  to: string;
  daysLater: number;
}

/** Local times at which whole spans begin and end, the most frequent first. */
function shapesOf(spans: readonly Span[], range: Span, zone: string): Shape[] {
  const counts = new Map<string, { shape: Shape; count: number }>();
  for (const span of spans) {
    if (span.from === range.from || span.to === range.to) continue;
    const [begins, ends] = [localTimeOf(span.from, zone), localTimeOf(span.to, zone)];
    const daysLater = Math.round((dayOf(ends) - dayOf(begins)) / dayMs);
    if (daysLater > mostDaysLater || !isMinute(span)) continue;
    const shape = { from: begins.slice(11, 16), to: ends.slice(11, 16), daysLater };
    const key = `${shape.from} ${shape.to} ${daysLater}`;
    counts.set(key, { shape, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts]
    .sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1))
    .map(([, { shape }]) => shape);
}

/** When a time of the week lies in the range, cut to it. */
function timesOfWeek(day: Weekday, { from, to, daysLater }: Shape, range: Span, zone: string): Span[] {
  const found: Span[] = [];
  const first = dayOf(localTimeOf(range.from, zone)) - (mostDaysLater + 1) * dayMs;
  for (let date = first; date <= range.to + dayMs; date += dayMs) {
    if (weekdays[(new Date(date).getUTCDay() + 6) % 7] !== day) continue;
    const begins = instantOf(`${dateOf(date)}T${from}`, zone);
    const ends = instantOf(`${dateOf(date + daysLater * dayMs)}T${to}`, zone);
    const span = { from: Math.max(begins, range.from), to: Math.min(ends, range.to) };
    if (span.from < span.to) found.push(span);
  }
  return found;
}

function isMinute({ from, to }: Span): boolean {
  return from % 60_000 === 0 && to % 60_000 === 0;
}

function dayOf(local: string): number {
  return Date.parse(`${local.slice(0, 10)}T00:00Z`);
}

function dateOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

function spanKey({ from, to }: Span): string {
  return `${from} ${to}`;
}
