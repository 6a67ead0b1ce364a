import { instantOf, localTimeOf, occurrencesBetween } from "@/lib/platform/recurrence";

export const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Weekday = (typeof weekdays)[number];

/** Hours of some days that are covered, local; an end not after its start lies on the next day. */
export interface CoveredHours {
  days: readonly Weekday[];
  /** `09:00` */
  from: string;
  to: string;
}

/** People who take turns: the first from `starting` on, the next at each hand-over. */
export interface Turns<Person = string> {
  /** IANA name; hand-overs and hours stay at their local time across daylight saving. */
  zone: string;
  people: readonly Person[];
  /** `every`: the RRULE by which hand-overs recur. */
  handover: { starting: string; every: string };
  /** Absent: all hours. Outside of them nobody is on shift. */
  hours?: readonly CoveredHours[] | undefined;
}

/** A version of a rota while it holds; half-open, epoch ms as all times here. People by id. */
export type RotaVersion = Turns & { id: string; from: number; to: number | null };

/** Somebody stands in from `starts` to `ends`, as far as that lies in the time for which it is recorded. */
export interface RotaOverride {
  id: string;
  personId: string;
  starts: number;
  ends: number;
  from: number;
  to: number | null;
}

export interface Rota {
  /** Oldest first. */
  versions: readonly RotaVersion[];
  /** In the order in which they were set: a later one replaces an earlier one where both hold. */
  overrides: readonly RotaOverride[];
}

export interface Shift extends Span {
  personId: string;
  source: "rotation" | "override";
  /** The version by which, and the override where one is. */
  grant: string[];
}

export interface Span {
  from: number;
  to: number;
}

/**
 * Who is on shift when in `[from, to)`: sorted, half-open, never two at once. A change of the rota counts from when it was recorded
 * on, so what was stays what it was; an override counts only for somebody who is on the rota.
 */
export function shiftsOf({ versions, overrides }: Rota, from: number, to: number): Shift[] {
  let shifts = versions.flatMap((version) => rotation(version, common(version, { from, to })));
  for (const override of overrides)
    for (const version of versions) {
      if (!version.people.includes(override.personId)) continue;
      const held = common(override, common(version, { from, to }));
      const span = common({ from: override.starts, to: override.ends }, held);
      if (span.to <= span.from) continue;
      const { personId, id } = override;
      shifts = [
        ...shifts.flatMap((shift) => outside(shift, span)),
        { personId, ...span, source: "override", grant: [version.id, id] },
      ];
    }
  return shifts.sort((a, b) => a.from - b.from);
}

/** The parts of `[from, to)` in which nobody is on shift. */
export function gapsOf(shifts: readonly Span[], from: number, to: number): Span[] {
  let gaps = from < to ? [{ from, to }] : [];
  for (const shift of shifts) gaps = gaps.flatMap((gap) => outside(gap, shift));
  return gaps;
}

/** Who of a rota is on shift at an instant; null: nobody. */
export function onShiftAt(rota: Rota, at: number): string | null {
  return shiftsOf(rota, at, at + 1)[0]?.personId ?? null;
}

/** Touching shifts of one person by one turn or override told as one, whichever versions they span. */
export function joined<One extends Span & { personId: string; source: string }>(
  shifts: readonly One[],
): One[] {
  const all: One[] = [];
  for (const shift of shifts) {
    const last = all.at(-1);
    const isSame =
      last?.to === shift.from && last.personId === shift.personId && last.source === shift.source;
    if (last !== undefined && isSame) all[all.length - 1] = { ...last, to: shift.to };
    else all.push(shift);
  }
  return all;
}

function rotation(version: RotaVersion, span: Span): Shift[] {
  const { people, hours, zone } = version;
  const windows = hours === undefined ? [span] : coveredIn({ hours, zone }, span);
  if (windows.length === 0 || people.length === 0) return [];
  const turns = turnsUntil(version, span.to);
  return turns.flatMap((start, index) => {
    const turn = common({ from: start, to: turns[index + 1] ?? null }, span);
    const personId = people[index % people.length];
    if (personId === undefined || turn.to <= turn.from) return [];
    return windows.flatMap((window): Shift[] => {
      const shift = common(window, turn);
      return shift.to <= shift.from ? [] : [{ personId, ...shift, source: "rotation", grant: [version.id] }];
    });
  });
}

const knownTurns = new Map<string, { until: number; starts: readonly number[] }>();
const mostKnown = 500;
const aheadMs = 60 * 86_400_000;

/** When turns begin, from the first on: counted from there, so kept in the process. */
function turnsUntil({ zone, handover }: Turns, to: number): number[] {
  const key = `${zone} ${handover.starting} ${handover.every}`;
  let known = knownTurns.get(key);
  if (known === undefined || known.until < to) {
    const recurrence = { start: handover.starting, zone, rule: handover.every };
    const until = to + aheadMs;
    const first = instantOf(handover.starting, zone);
    known = { until, starts: occurrencesBetween(recurrence, first, until) };
    if (knownTurns.size >= mostKnown) knownTurns.clear();
    knownTurns.set(key, known);
  }
  return known.starts.filter((start) => start < to);
}

/** The covered hours in a span, sorted and without overlap. */
function coveredIn({ hours, zone }: { hours: readonly CoveredHours[]; zone: string }, span: Span): Span[] {
  if (span.to <= span.from) return [];
  const last = localTimeOf(span.to, zone).slice(0, 10);
  const found: Span[] = [];
  let day = dayAfter(localTimeOf(span.from, zone).slice(0, 10), -2);
  for (; day <= last; day = dayAfter(day, 1))
    for (const { days, from, to } of hours) {
      if (!days.includes(weekdayOf(day))) continue;
      const end = to > from ? day : dayAfter(day, 1);
      const window = { from: instantOf(`${day}T${from}`, zone), to: instantOf(`${end}T${to}`, zone) };
      const inside = common(window, span);
      if (inside.from < inside.to) found.push(inside);
    }
  return unionOf(found);
}

/** Sorted and without overlap; those that touch are one. */
export function unionOf(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last === undefined || last.to < span.from) all.push(span);
    else all[all.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return all;
}

function common(a: { from: number; to: number | null }, b: Span): Span {
  return { from: Math.max(a.from, b.from), to: a.to === null ? b.to : Math.min(a.to, b.to) };
}

/** What is left of a part of time without another. */
function outside<One extends Span>(one: One, other: Span): One[] {
  if (other.to <= one.from || one.to <= other.from) return [one];
  const before = { ...one, to: Math.min(one.to, other.from) };
  const after = { ...one, from: Math.max(one.from, other.to) };
  return [before, after].filter(({ from, to }) => from < to);
}

const dayMs = 86_400_000;

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

function weekdayOf(day: string): Weekday {
  return weekdays[(new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7] ?? "MO";
}
