import {
  type Span,
  usedUpAt,
  workingDayMs,
  workingTime,
  type WorkingCalendar,
} from "@/lib/policy/working-time";
import type { Level } from "./reminder-levels";

/** When the ball is with the other side; null: it still is. Epoch ms. */
export interface Pause {
  from: number;
  to: number | null;
}

/** How long something has waited for a role. */
export interface ReviewerClock {
  /** When the role was asked for the present content; epoch ms. */
  since: number;
  /** In any order; they may overlap. */
  pauses: readonly Pause[];
  /** Of each holder of the role now, at least one. */
  holders: readonly Holder[];
}

export interface Holder {
  personId: string;
  calendar: WorkingCalendar;
  /** By when it should be decided, in working days of this calendar. */
  targetDays: number;
}

/** What a clock shows; in working days. */
export interface ClockReading {
  /** Whose calendar it goes by. */
  personId: string;
  usedDays: number;
  targetDays: number;
  /** Epoch ms since when it stands still; null: it runs. */
  pausedSince: number | null;
}

/** Half of the target, the target, and each further working day. */
const half = 0;
const target = 1;

/** Working days of somebody's calendar that went by while the ball was with the role. */
export function usedDays(
  clock: Pick<ReviewerClock, "since" | "pauses">,
  calendar: WorkingCalendar,
  now: number,
): number {
  const used = runsOf(clock, now).reduce((total, run) => total + workingTime(calendar, run), 0);
  return used / workingDayMs(calendar);
}

/** The clock of a role is that of the holder who has used the most of their target: the first to be due. */
export function readClock(clock: ReviewerClock, now: number): ClockReading {
  const readings = clock.holders.map(({ personId, calendar, targetDays }) => ({
    personId,
    targetDays,
    usedDays: usedDays(clock, calendar, now),
    pausedSince: pausedSince(clock, now),
  }));
  return readings.reduce((a, b) => (b.usedDays - b.targetDays > a.usedDays - a.targetDays ? b : a));
}

/**
 * From what moment it would have run to show what it does, had it never stood still; epoch ms. With that, how long it has waited can be
 * told at any later time, as long as nobody acts: until then, or until `pausedSince`.
 */
export function countedFrom(
  clock: ReviewerClock,
  now: number,
): { countsFrom: number; pausedSince: number | null } {
  const paused = pausedSince(clock, now);
  const ran = runsOf(clock, now).reduce((total, { from, to }) => total + to - from, 0);
  return { countsFrom: (paused ?? Math.max(clock.since, now)) - ran, pausedSince: paused };
}

/** The last level whose time has come; null: none yet. What stands still comes no nearer to any. */
export function clockLevelDue(clock: ReviewerClock, now: number): Level | null {
  if (now < clock.since) return null;
  const steps = clock.holders.map(({ calendar, targetDays }) =>
    stepAt(usedDays(clock, calendar, now), targetDays),
  );
  const step = Math.max(...steps);
  if (step < half) return null;
  return { step, name: levelName(step), at: Math.min(levelTime(clock, step, now) ?? now, now) };
}

/** The level to remind of now, given the highest one reached; null: none. After missed runs it is the last that is due, and no other. */
export function clockLevelToReach(
  clock: ReviewerClock,
  { reached, now }: { reached: number | null; now: number },
): Level | null {
  const due = clockLevelDue(clock, now);
  return due === null || (reached !== null && due.step <= reached) ? null : due;
}

/** When somebody has to look again: at or before now where a level is due and not reached; null: it stands still. */
export function nextClockReminderAt(
  clock: ReviewerClock,
  { reached, now }: { reached: number | null; now: number },
): number | null {
  const level = clockLevelToReach(clock, { reached, now });
  return level === null ? levelTime(clock, reached === null ? half : reached + 1, now) : level.at;
}

/** By when it should be decided if nothing stops it from now on. Epoch ms. */
export function targetTime(clock: ReviewerClock, now: number): number {
  const running = {
    ...clock,
    pauses: begun(clock.pauses, now).map(({ from, to }) => ({ from, to: Math.min(to ?? now, now) })),
  };
  return levelTime(running, target, now) ?? now;
}

/** Whether the target has been reached by then: whoever answers for the release is told as well. */
export function isEscalation({ step }: Level): boolean {
  return step >= target;
}

function stepAt(used: number, targetDays: number): number {
  if (used >= targetDays) return target + Math.floor(used - targetDays);
  return used >= targetDays / 2 ? half : half - 1;
}

function levelName(step: number): string {
  if (step === half) return "half";
  return step === target ? "target" : `over-${step - target}d`;
}

function daysOf(step: number, targetDays: number): number {
  return step === half ? targetDays / 2 : targetDays + step - target;
}

/** When the first holder reaches a level; null: never, as things stand. */
function levelTime(clock: ReviewerClock, step: number, now: number): number | null {
  const times = clock.holders.flatMap(({ calendar, targetDays }) => {
    const ms = Math.ceil(daysOf(step, targetDays) * workingDayMs(calendar));
    return usedAt(clock, { calendar, ms, now }) ?? [];
  });
  return times.length === 0 ? null : Math.min(...times);
}

function usedAt(
  clock: ReviewerClock,
  { calendar, ms, now }: { calendar: WorkingCalendar; ms: number; now: number },
): number | null {
  let left = ms;
  for (const run of runsOf(clock, now)) {
    const used = workingTime(calendar, run);
    if (used >= left) return usedUpAt(calendar, { from: run.from, ms: left });
    left -= used;
  }
  return pausedSince(clock, now) === null
    ? usedUpAt(calendar, { from: Math.max(clock.since, now), ms: left })
    : null;
}

/** The times before now in which it ran. */
function runsOf({ since, pauses }: Pick<ReviewerClock, "since" | "pauses">, now: number): Span[] {
  const runs: Span[] = [];
  let at = since;
  for (const { from, to } of begun(pauses, now)) {
    if (from > at) runs.push({ from: at, to: from });
    at = Math.max(at, to ?? now);
  }
  return at < now ? [...runs, { from: at, to: now }] : runs;
}

function pausedSince({ since, pauses }: ReviewerClock, now: number): number | null {
  let standing: Span = { from: since, to: since };
  for (const { from, to } of begun(pauses, now)) {
    const end = to ?? Infinity;
    standing = from <= standing.to ? { ...standing, to: Math.max(standing.to, end) } : { from, to: end };
  }
  return standing.to > now ? standing.from : null;
}

function begun(pauses: readonly Pause[], now: number): Pause[] {
  return pauses.filter(({ from }) => from <= now).toSorted((a, b) => a.from - b.from);
}
